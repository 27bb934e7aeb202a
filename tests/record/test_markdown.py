"""Words of strangers in Markdown, read back by a parser of CommonMark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from tests.hostile import OBEYED

from backchannel.clean.emphasis import emphasised
from backchannel.demo.story.hostile import PAYLOADS
from backchannel.record.prose.markdown import line, link, note_lines, quote

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PLAIN = frozenset({"inline", "text", "hardbreak", "softbreak", "text_special"})
FRAME = frozenset({"paragraph_open", "paragraph_close", "blockquote_open", "blockquote_close"})
SIGNS = st.text("*_`~<>[]()!#+-=.:|\\&;$\"'/ \n\t1aé", max_size=60)


def tokens(markdown: str) -> Iterator[Token]:
    for token in READER.parse(markdown):
        yield token
        yield from token.children or ()


def shown(markdown: str) -> str:
    """What a reader sees, each paragraph and line in one row of words."""
    told = {"hardbreak": " ", "softbreak": " ", "paragraph_close": " "}
    found = "".join(
        told.get(token.type, token.content if token.type != "inline" else "")
        for token in tokens(markdown)
    )
    return " ".join(found.split())


@given(words=SIGNS)
@example(words="    code\n\n\tcode")
@example(words="# one\n===\n---\n1) x\n- y\n+ z\n> q\n```\n~~~")
@example(words="<b>x</b> &lt; <!-- --> <https://a.example> [a](b) ![c](d) [e]: f\n\n[e]")
@example(words="a | b\n--|--\n1 | 2")
@example(words="ends in \\\nand goes on \\")
def test_a_quote_shows_as_it_was_written(words: str) -> None:
    markdown = quote(words)
    assert {token.type for token in tokens(markdown)} <= PLAIN | FRAME
    assert shown(markdown) == " ".join(words.split())


@given(words=SIGNS)
def test_so_does_a_line_wherever_it_stands(words: str) -> None:
    expected = " ".join(words.split())
    for before, after in (("", ""), ("**+1:20** ", ""), ("x (", ")")):
        markdown = f"{before}{line(words)}{after}"
        types = {token.type for token in tokens(markdown)}
        assert types <= PLAIN | FRAME | {"strong_open", "strong_close"}
        assert shown(markdown) == " ".join(f"{before.replace('*', '')}{expected}{after}".split())


@given(words=st.text("ab *_~#-1.\\<\n", max_size=40))
def test_a_note_shows_its_words_and_what_stands_out(words: str) -> None:
    markdown = "\n".join(f"> {each}" for each in note_lines(words))
    types = {token.type for token in tokens(markdown)}
    stressed = {f"{kind}_{end}" for kind in ("strong", "em", "s") for end in ("open", "close")}
    assert types <= PLAIN | FRAME | stressed
    lines = [" ".join(each.split()) for each in words.split("\n")]
    assert shown(markdown) == " ".join(" ".join(emphasised(each)[0] for each in lines).split())


def test_a_note_keeps_the_marks_that_stand_around_words() -> None:
    written = "**Buy** _two_ ~~or three~~ of *them*, 2 * 3 is no snake_case"
    told = "**Buy** _two_ ~~or three~~ of *them*, 2 \\* 3 is no snake\\_case"
    assert [*note_lines(written)] == [told]


@pytest.mark.parametrize("words", [*OBEYED, *(content for _, content in PAYLOADS)])
def test_no_html_comes_through(words: str) -> None:
    types = {token.type for token in tokens(quote(words))}
    assert not {each for each in types if "html" in each or "link" in each or "image" in each}


@given(words=SIGNS, rest=st.text('<>"`\\ &;#?=()[]*_abc%20', max_size=20))
def test_a_link_leads_where_it_should_and_nowhere_else(words: str, rest: str) -> None:
    markdown = link(f"https://council.example/{rest}", f"x{words}")
    opened = [token for token in tokens(markdown) if token.type == "link_open"]
    assert len(opened) == 1
    assert str(opened[0].attrs["href"]).startswith("https://council.example/")
    assert shown(markdown) == " ".join(f"x{words}".split())


def test_only_pages_of_the_web_are_linked() -> None:
    assert link("javascript:alert(1)", "here") == "here"
    assert link("https://a.example/?a=1&copy=2") == (
        "[https://a.example/?a=1\\&copy=2](<https://a.example/?a=1\\&copy=2>)"
    )

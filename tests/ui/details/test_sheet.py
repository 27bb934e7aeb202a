from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.clock import START
from tests.hostile import OBEYED
from tests.ui.desk.stage import remark
from tests.ui.details.drawn import known, lines, rich, sheet, texts

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.model.board import Note
from backchannel.model.post import Author, CleanText, Span, SpanKind, Url
from backchannel.model.programme import Person
from backchannel.store.details import Answer, Muting, Pinning, Revision, Stamp, Thread
from backchannel.ui.details.paper import Goal
from backchannel.ui.details.sheet import whole
from backchannel.ui.lines.drawing import Drawing, Role
from backchannel.ui.lines.widths import most_cells


def test_people_of_the_event_bear_their_role() -> None:
    ana = Person("Ana Example", "speaker", ("@ana@social.example",))
    drawing = Drawing(80, START.date(), people=(ana,))
    assert texts(whole(known(), drawing, is_open=False))[0] == "Ana Example  speaker  bot"
    narrow = texts(whole(known(), replace(drawing, width=20), is_open=False))[0]
    assert narrow.startswith("Ana Exam")
    assert len(narrow) <= 20


def test_it_says_who_wrote_it_what_and_what_is_attached() -> None:
    assert lines(known())[:32] == [
        "Ana Example  bot",
        "@ana@social.example · profile on profiles.example",
        "post · 2026-01-09 15:00 · #12",
        "",
        "First paragraph, see bbc.example for more.",
        "",
        "Second one #ideaperf",
        "",
        "── Media ".ljust(80, "─"),
        "▶ video · 1280×720 pixels, 2.3 MB, 1:23 · video/mp4 · on media.example",
        "  Ana at the",
        "  ",
        "  lectern",
        "▣ photo · on media.example",
        "  not described",
        "",
        "── Poll ".ljust(80, "─"),
        "███████████████░░░░░  75 %  Yes · 3 votes",
        "█████░░░░░░░░░░░░░░░  25 %  No · 1 vote",
        "░░░░░░░░░░░░░░░░░░░░   0 %  Later · 0 votes",
        "4 people · closes 2026-01-09 17:00:00 CET · 16:00:00 UTC",
        "",
        "── Links ".ljust(80, "─"),
        "1 evil.example/paper?x=1",
        "  the text says bbc.example",
        "",
        "Counts      1 boost · 12 likes · 2 replies",
        "Tags        #ideaperf",
        "Language    en",
        "",
        "── Seen in ".ljust(80, "─"),
        "social.example · first 2026-01-09 15:00",
    ]


def test_the_facts_are_told_as_they_are_stored() -> None:
    names = ("https://social.example/0", "social.example\x1f77")
    told = "\n".join(lines(known(names=names, session="Keynote")))
    for fact in (
        "Session     Keynote",
        "Number      12",
        "Id          https://social.example/0",
        "Also        77 at social.example",
        "Page        https://social.example/@ana/0",
        "Published   2026-01-09 15:00:00 CET · 14:00:00 UTC",
        "First seen  2026-01-09 15:01:00 CET · 14:01:00 UTC",
        "Sources     social.example, other.example",
        "Pane        backchannel",
        "Version     3",
        "Cut         3 more links",
    ):
        assert fact in told


def test_the_facts_name_a_source_that_moved_as_people_do() -> None:
    names = (
        "social.example feed https://old.example/feed\x1f77",
        "of a desk long ago\x1f78",
    )
    post = replace(rich(), id=names[0])
    told = lines(known(post, names=names))
    assert "Id          77 at social.example, under an earlier address" in told
    assert "Also        78" in told
    assert not any("old.example" in line for line in told)


def test_what_is_covered_says_why_and_nothing_else_of_what_was_written() -> None:
    covered = known(
        replace(rich(), warning=CleanText("the ending")),
        revisions=(Revision(remark(0, "secret before"), START),),
    )
    closed = "\n".join(lines(covered))
    assert "content warning: the ending" in closed
    assert "covered · Space shows it" in closed
    for word in ("paragraph", "lectern", "Yes", "evil.example", "secret", "── Edits"):
        assert word not in closed
    assert sheet(covered).is_covered
    assert not sheet(covered).links
    opened = "\n".join(lines(covered, is_open=True))
    assert all(word in opened for word in ("paragraph", "lectern", "Yes", "evil.example", "secret"))
    assert "content warning: the ending" in opened


def test_sensitive_media_cover_a_post_and_a_preview_too() -> None:
    covered = known(replace(rich(), is_sensitive=True))
    assert "sensitive" in lines(covered)
    assert "lectern" not in "\n".join(lines(covered, is_brief=True))


def test_only_web_addresses_are_numbered_and_each_once() -> None:
    text = "one two three four"
    spans = tuple(
        Span(start, end, SpanKind.LINK, target)
        for start, end, target in (
            (0, 3, "https://a.example/"),
            (4, 7, "javascript:alert(1)"),
            (8, 13, "https://a.example/"),
            (14, 18, "http://b.example/"),
        )
    )
    assert sheet(known(replace(remark(0, text), spans=spans))).links == (
        "https://a.example/",
        "http://b.example/",
    )


def test_a_thread_is_moved_in_by_depth_and_leads_to_its_posts() -> None:
    first, last = (
        replace(known(remark(n, f"Remark {n}")).stored, place=n, number=n) for n in (1, 3)
    )
    spam = replace(first, place=4)
    below = Answer(last, 2), Answer(spam, 2, "a rule mutes it")
    thread = Thread((Answer(first, 0),), below, has_more=True)
    found = sheet(known(thread=thread))
    said = texts(found)
    at = said.index("↑ Ana Example: Remark 1")
    assert said[at : at + 5] == [
        "↑ Ana Example: Remark 1",
        "  ● this post",
        "    └ Ana Example: Remark 3",
        "    └ Ana Example: × a rule mutes it",
        "more answers than are shown here",
    ]
    goals = [row.goal for row in found.rows[at : at + 5]]
    assert goals == [Goal(place=1), None, Goal(place=3), Goal(place=4), None]
    alone = lines(known(thread=Thread(is_answer=True)))
    assert "answers a post that is not held here" in alone


def test_edits_say_what_was_put_in_and_taken_out_with_signs() -> None:
    now = remark(0, "We meet at eleven in the large hall on Friday, all of us")
    before = replace(now, text=CleanText("We meet at ten in the large hall on Friday, all of us"))
    first = replace(before, title=CleanText("Meeting"))
    found = sheet(
        known(now, revisions=(Revision(first, START), Revision(before, START + timedelta(hours=1))))
    )
    said = texts(found)
    at = said.index("2026-01-09 16:00 it was changed")
    assert said[at : at + 4] == [
        "2026-01-09 16:00 it was changed",
        "  text: We meet at [-ten-] {+eleven+} in the large hall … ",
        "2026-01-09 15:00 it was changed",
        "  title: [-Meeting-] ",
    ]
    roles = {role for row in found.rows for _, role in row.line}
    assert {Role.ADDED, Role.REMOVED} <= roles


def test_every_decision_says_who_when_and_why() -> None:
    told = lines(
        known(
            is_pinned=True,
            is_hidden=True,
            is_muted=True,
            is_stashed=True,
            pin=Pinning(2, "ann", START, "show this"),
            hiding=Stamp("bob", START, "spam"),
            mutes=(Muting("everybody on x.example", "bob", START, "", START + timedelta(hours=1)),),
            stash=Stamp("eve", START),
            notes=(Note("n", "Ask her\nabout it", START, by="ann"),),
        )
    )
    for line in (
        "◆ pinned",
        "◆ pin 2, by ann, 2026-01-09 15:00: show this",
        "× hidden by bob, 2026-01-09 15:00: spam",
        "× muted until 2026-01-09 16:00: everybody on x.example, by bob, 2026-01-09 15:00",
        "put aside by eve, 2026-01-09 15:00",
        "note Ask her",
        "     about it",
        "     by ann, 2026-01-09 15:00",
    ):
        assert line in told


def test_a_deleted_post_says_so_and_who_told() -> None:
    told = lines(known(remark(0), is_gone=True, gone=Stamp("social.example", START)))
    assert any(line.startswith("deleted by its author") for line in told)
    assert any("told by social.example" in line for line in told)


@pytest.mark.parametrize("width", [1, 7, 18, 36, 56, 76, 117])
def test_no_line_is_wider_than_it_may_be(width: int) -> None:
    for text in OBEYED:
        evil = replace(
            rich(),
            author=Author(clean_line(text) or CleanText("x"), clean_line(text)),
            title=clean_line(text),
            text=clean_text(text),
            tags=tuple(clean_line(text).split()[:3]),
            url=Url("https://social.example/" + "x" * 300),
        )
        note = Note("n", text, START, by=text[:40])
        found = known(evil, notes=(note,), names=(f"{text}\x1f{text}",))
        for line in lines(found, width, is_open=True):
            assert width < 8 or most_cells(line) <= width, line


@pytest.mark.parametrize(
    "text",
    [
        "word " * 20_000,
        "w" * 100_000,
        "שלום עולם " * 10_000,
        "a" + "\u0301" * 500 + " " + "x" * 10_000,
    ],
)
def test_what_is_hostile_is_drawn_whole_and_in_bounds(text: str) -> None:
    links = tuple(Span(n, n + 1, SpanKind.LINK, f"https://x.example/{n}") for n in range(2_000))
    found = sheet(known(replace(remark(0, text), spans=links)))
    assert len(found.links) == 20
    drawn = sum(len("".join(t for t, _ in row.line)) for row in found.rows)
    assert drawn > len(text.strip()) * 0.8
    assert all(most_cells(line) <= 80 for line in texts(found)[:200])

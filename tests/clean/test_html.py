from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile import HOSTILE

from backchannel.clean.html import IMAGES, Rendered, from_html, from_plain
from backchannel.clean.terminal import TEXT_LIMIT, is_clean
from backchannel.model import tags
from backchannel.model.post import SpanKind

BITS = (
    *("<p>", "</p>", "<br>", "<ul>", "</ul>", "<ol start=3>", "<li>", "</li>", "<blockquote>"),
    *("</blockquote>", "<pre>", "</pre>", "<td>", "</a>", "</span>", "<span class=ellipsis>"),
    *("<span class=invisible>", "<a href=https://a.example/>", "<a href='/b' class=mention>@ana"),
    *("<a rel=tag href=/t>#tag", "<img alt=x src=/i.png>", "<p hidden>", "<script>", "</script>"),
    *("<!--", "-->", "<", "&", "&amp;", "&#27;", "&nbsp;", "text", " ", "\n", "\t", "#tag", "@ana"),
    *("https://b.example/x", "bank.example", "\x1b]0;", "\x1b[31m", "\x07", "\u0301", "\u202e"),
    *("\ufdd0", "\u3000", "👩\u200d🚀", "\ud83d", "'", '"', "=", "<q>", "<h1>", "<table><tr>"),
)
markup = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.lists(st.sampled_from(BITS), max_size=40).map("".join),
    st.sampled_from(HOSTILE),
)


def links(rendered: Rendered) -> list[tuple[str, str, str]]:
    """(kind, the text it covers, where it leads)."""
    return [
        (span.kind.value, rendered.text[span.start : span.end], span.target)
        for span in rendered.spans
    ]


@given(markup, st.booleans())
def test_whatever_comes_in_the_text_is_clean_and_the_spans_fit(raw: str, drop_quote: bool) -> None:
    for rendered in (
        from_html(raw, base="https://base.example/", drop_quote=drop_quote),
        from_plain(raw),
    ):
        assert is_clean(rendered.text)
        assert len(rendered.text) <= TEXT_LIMIT
        end = 0
        for span in rendered.spans:
            assert end <= span.start < span.end <= len(rendered.text)
            end = span.end
        assert all(is_clean(address) and is_clean(alt) for address, alt in rendered.images)


@given(markup)
def test_every_link_leads_to_an_http_address_and_every_hashtag_to_a_tag(raw: str) -> None:
    for span in from_html(raw).spans:
        if span.kind is SpanKind.HASHTAG:
            assert span.target == tags.canonical(span.target) != ""
        else:
            assert span.target.startswith(("http://", "https://")) or (
                span.kind is SpanKind.MENTION and not span.target
            )


@given(markup)
def test_text_that_was_read_once_reads_the_same_as_plain_text(raw: str) -> None:
    text = from_html(raw).text
    assert from_plain(text).text == text


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br><br><br>three<br>", "one\ntwo\n\nthree"),
        ("  a\n  b\t<b> c</b>d ", "a b cd"),
        ("<h2>Title</h2>text<div>more</div>", "Title\n\ntext\nmore"),
        ("<ul><li>one<li>two</ul>after", "• one\n• two\n\nafter"),
        ("<ul><li>one<ul><li>in</ul><li>two</ul>", "• one\n  • in\n• two"),
        ("<ol><li>a</li><li value=7>b</li><li>c</li></ol>", "1. a\n7. b\n8. c"),
        ("<ol start=9><li>a<p>more<li>b</ol>", "9. a\n\n   more\n10. b"),
        ("<blockquote><p>a</p><p>b<br>c</p></blockquote>d", "> a\n\n> b\n> c\n\nd"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n\n> > b"),
        ("x<pre>def f():\n    return  1\n</pre>y", "x\n\ndef f():\n    return  1\n\ny"),
        ("<table><tr><th>a<th>b<tr><td>c<td>d</table>", "a | b\nc | d"),
        ("<dl><dt>a<dd>b</dl>", "a\nb"),
        ("<q>said</q> <del>wrong</del> <ruby>漢<rt>kan</rt></ruby>", "“said” ~~wrong~~ 漢(kan)"),
        (
            "AT&amp;T &lt;3 &eacute; &#233; &#x1F600; &notanentity; & &",
            "AT&T <3 é é 😀 ¬anentity; & &",
        ),
        ("I <3 this, 2 < 3", "I <3 this, 2 < 3"),
        ("a<!-- no -->b<!-->c<?php no ?>d</>e<![CDATA[no]]>f", "abcdef"),
        ("a<script>no</b></script>b<style>no</style>c<title>no</title>d", "abcd"),
        ("a<svg><text>no</text></svg>b<template><p>no</p></template>c", "abc"),
        ("a<span hidden>no<span>no</span></span>b<i style='display: none'>no</i>c", "abc"),
        ("<p hidden>no<p>yes<li hidden>no<li>yes", "yes\n• yes"),
        ("<div><span class=invisible>no</div>yes", "yes"),
        ("<img alt='A full house' src=/x.png> here", "[A full house] here"),
        ("hi <img class=emoji alt=':wave:' src=/x.png>", "hi :wave:"),
        ('<p title="never closed>all of this is the title', ""),
        ("cut in a <b", "cut in a"),
    ],
)
def test_html_reads_like_a_page(raw: str, seen: str) -> None:
    assert from_html(raw).text == seen


def test_an_escape_sequence_in_references_goes_as_a_whole() -> None:
    assert from_html("&#27;[31mred&#x1b;]0;title&#7; &#155;").text == "red ›"


def test_a_shortened_link_of_mastodon_shows_what_mastodon_shows() -> None:
    raw = (
        '<p>Read <a href="https://blog.example/2009/01/what-we-learned"><span class="invisible">'
        'https://</span><span class="ellipsis">blog.example/2009/01</span>'
        '<span class="invisible">/what-we-learned</span></a>!</p>'
    )
    rendered = from_html(raw)
    assert rendered.text == "Read blog.example/2009/01…!"
    target = "https://blog.example/2009/01/what-we-learned"
    assert links(rendered) == [("link", "blog.example/2009/01…", target)]


def test_hashtags_and_mentions_of_a_post_are_found_by_what_they_say() -> None:
    raw = (
        '<a href="https://s.example/tags/x" class="mention hashtag" rel="tag">#<span>Idea_Perf'
        '</span></a> <span class="h-card"><a href="https://s.example/@ana" class="u-url mention">'
        '@<span>ana</span></a></span> <a rel="tag" href="/t">Learning</a>'
    )
    assert links(from_html(raw, base="https://s.example/")) == [
        ("hashtag", "#Idea_Perf", "ideaperf"),
        ("mention", "@ana", "https://s.example/@ana"),
        ("hashtag", "Learning", "learning"),
    ]


def test_the_address_of_a_quoted_post_is_left_out_when_asked() -> None:
    raw = '<p class="quote-inline">RE: <a href="https://s.example/1">s.example/1</a></p><p>Yes</p>'
    assert from_html(raw, drop_quote=True).text == "Yes"
    assert from_html(raw).text == "RE: s.example/1\n\nYes"


@pytest.mark.parametrize(
    "shown",
    [
        *("bank.example", "https://bank.example/login", "www.bank.example", "BANK。example"),
        *(
            "ｂａｎｋ.example",
            "go to bank.example now",
            "http://localhost",
            "10.0.0.1",
            "bank․example",
        ),
        *("ana@bank.example", "аррӏе.example", "https:/bank.example", "bank.example…"),
    ],
)
@pytest.mark.parametrize("labels", ["", "mention", "u-url mention"])
def test_a_link_that_names_another_host_is_followed_by_the_real_one(
    shown: str, labels: str
) -> None:
    raw = f'<a class="{labels}" href="https://bank.example.evil.example/">{shown}</a>.'
    assert from_html(raw).text.endswith(" (bank.example.evil.example).")


@pytest.mark.parametrize(
    "shown",
    [
        *(
            "read more",
            "evil.example",
            "https://www.evil.example/x",
            "EVIL.example/a?b",
            "jquery.js",
        ),
        *("2.0.1", "e.g. this", "slides.pdf", "@ana@bank.example"),
    ],
)
def test_an_honest_link_is_left_alone(shown: str) -> None:
    assert from_html(f'<a href="https://evil.example/">{shown}</a>').text == shown


def test_a_host_that_looks_like_another_is_shown_as_it_is_called() -> None:
    raw = '<a href="https://аррӏе.example/">apple.example</a>'
    assert from_html(raw).text == "apple.example (xn--80ak6aa92e.example)"


@pytest.mark.parametrize("href", ["javascript:alert(1)", "mailto:a@b.example", "", "https://a@b.c"])
def test_what_may_not_be_opened_is_only_text(href: str) -> None:
    rendered = from_html(f'<a href="{href}">press</a>', base="https://a.example/")
    assert (rendered.text, rendered.spans) == ("press", ())


def test_relative_links_and_images_start_at_their_page() -> None:
    rendered = from_html("<a href='../b'>b</a><img src=c.png alt=C>", base="https://a.example/x/y/")
    assert links(rendered) == [("link", "b", "https://a.example/x/b")]
    assert rendered.images == (("https://a.example/x/y/c.png", "C"),)


def test_pixels_that_only_count_readers_are_no_images() -> None:
    raw = "<img src=https://a.example/1 width=1 height=1><img src=https://a.example/2 width=1px>"
    assert from_html(raw + "<img src=data:image/png;base64,AAAA>").images == ()


def test_a_small_picture_within_the_words_is_shown_by_its_words_alone() -> None:
    raw = (
        "<img class='wp-smiley' alt='😀' src=https://s.example/1f600.svg> "
        "<img alt=':cat:' width=20 src=https://s.example/cat.png> "
        "<img alt='badge' style='border: 0; height: 18px' src=https://s.example/badge.svg> "
        "<img alt='A pixel' style='width:1px;height:1px' src=https://s.example/count>"
    )
    rendered = from_html(raw)
    assert (rendered.text, rendered.images) == ("😀 [:cat:] [badge]", ())


def test_the_buttons_and_faces_that_blogs_put_into_feeds_are_no_images() -> None:
    raw = (
        "<img src='http://feeds.feedburner.com/~ff/Blog?d=x' border=0>"
        "<img src='https://secure.gravatar.com/avatar/0?s=96'>"
        "<img src='https://pixel.wp.com/b.gif?host=a.example'>"
    )
    assert from_html(raw).images == ()


@pytest.mark.parametrize("size", ["width=33", "width=100%", "width=1024 height=640", "height=auto"])
def test_a_picture_of_a_reader_s_size_is_an_image(size: str) -> None:
    assert from_html(f"<img src=https://a.example/1 {size}>").images == (
        ("https://a.example/1", ""),
    )


def test_more_images_than_a_post_may_have_are_counted() -> None:
    images = "".join(f"<img src=https://a.example/{n}>" for n in range(IMAGES + 3))
    rendered = from_html(images * 2)
    assert (len(rendered.images), rendered.image_count) == (IMAGES, IMAGES + 3)
    assert not rendered.was_cut


def test_more_links_than_a_post_may_have_are_text_and_said() -> None:
    rendered = from_html("<a href=https://a.example/>x</a> " * 21)
    assert rendered.text == " ".join("x" * 21)
    assert len(rendered.spans) == 20
    assert rendered.was_cut


def test_spans_stay_in_place_when_text_before_them_is_taken_out() -> None:
    raw = "\x1b[31m&nbsp;\u202e<a href=https://a.example/>&nbsp;here&nbsp;</a>\u0301 #tag"
    assert links(from_html(raw)) == [
        ("link", "here", "https://a.example/"),
        ("hashtag", "#tag", "tag"),
    ]


def test_a_link_across_the_limit_is_cut_with_the_text() -> None:
    rendered = from_html(
        "a " * (TEXT_LIMIT // 2 - 5) + "<a href=https://a.example/>a longer one</a>"
    )
    assert rendered.was_cut
    assert rendered.text.endswith(" a longer…")
    assert rendered.spans[-1].end == len(rendered.text) - 1


def test_addresses_in_html_that_nobody_linked_are_links() -> None:
    assert links(from_html("<p>see https://a.example/b. #tag</p>")) == [
        ("link", "https://a.example/b", "https://a.example/b"),
        ("hashtag", "#tag", "tag"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(https://a.example/b_(c)).", "https://a.example/b_(c)"),
        ("https://a.example/b, and", "https://a.example/b"),
        ("“https://a.example/b”", "https://a.example/b"),
        ("<https://a.example/b>", "https://a.example/b"),
        ("见https://a.example/b。", None),
        ("见 https://a.example/b。", "https://a.example/b"),
        ("HTTPS://A.example", "HTTPS://A.example"),
        ("xhttps://a.example", None),
        ("https://a@b.example/ ftp://a.example a.example", None),
    ],
)
def test_an_address_in_plain_text_ends_where_the_sentence_goes_on(
    text: str, found: str | None
) -> None:
    shown = [seen for kind, seen, _ in links(from_plain(text)) if kind == "link"]
    assert shown == ([found] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#ideaperf!", ["#ideaperf"]),
        ("#Idea_Perf #café ＃全角", ["#Idea_Perf", "#café", "＃全角"]),
        ("#हिन्दी #ภาษาไทย", ["#हिन्दी", "#ภาษาไทย"]),
        ("C# #1 a#b &#38; https://a.example/#top ##", []),
    ],
)
def test_hashtags_in_plain_text_are_whole_words(text: str, found: list[str]) -> None:
    assert [seen for kind, seen, _ in links(from_plain(text)) if kind == "hashtag"] == found


def test_mentions_in_plain_text_lead_nowhere() -> None:
    assert links(from_plain("@ana and @b@s.example, not ana@a.example or @")) == [
        ("mention", "@ana", ""),
        ("mention", "@b@s.example", ""),
    ]


@pytest.mark.parametrize("raw", HOSTILE)
def test_a_post_in_the_company_of_a_hostile_one_is_still_read(raw: str) -> None:
    assert "kept" in from_html("<p>kept</p><div>" + raw + "</div>").text
    assert "kept" in from_plain("kept\n\n" + raw).text


@pytest.mark.parametrize(
    "bit",
    [
        *(
            "<div>",
            "<b><p>",
            "<a>",
            "<a href=https://a.example/>x",
            "<ul><li>",
            "</b><i>",
            "<",
            "&",
        ),
        *(
            "<!--",
            "<table><a>",
            "<blockquote>x",
            "<span hidden><b>",
            "<a b='",
            "\x1b]",
            "&#9",
            "#a",
        ),
        *(
            "@a.",
            "https://a.example/(",
            "<img src=/x alt=y>",
            "<td>",
            "<q>",
            "a.",
            " \n",
            "a\u0301",
        ),
    ],
)
def test_a_long_document_of_one_hostile_thing_is_read_to_its_end(bit: str) -> None:
    """Each would take minutes if any step took time that grows with the square of the length."""
    raw = bit * (300_000 // len(bit))
    for rendered in (from_html(raw), from_plain(raw)):
        assert is_clean(rendered.text)

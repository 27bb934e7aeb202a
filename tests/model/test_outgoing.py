import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.model.outgoing import (
    Account,
    Measure,
    Network,
    Words,
    as_sent,
    beginning,
    ending,
    label_of,
    left,
    length,
    told_beside,
    why_no_answer,
    why_not,
)
from backchannel.model.outgoing.account import BLUESKY, MASTODON
from backchannel.model.post import Author, Kind, Post, Span, SpanKind, Url
from backchannel.model.programme import Event

ANA = Account("@ana@toot.example", Network.MASTODON, "https://toot.example", MASTODON)
SKY = Account("@ana.bsky.example", Network.BLUESKY, "https://pds.example", BLUESKY)
PLAIN = Account("@a@gts.example", Network.MASTODON, "https://gts.example", Measure(100))
EVENT = Event("Rivers", ("ideaperf",), spellings=("IdeaPerf",))


def a_post(handle: str, id_: str, *spans: Span, url: str = "") -> Post:
    author = Author(clean_line("Tom"), clean_line(handle))
    text = clean_text("Hello @lena and @ana")
    return Post(id_, Kind.POST, author, clean_line(""), text, spans, url=Url(url) if url else None)


TOOT = a_post("@tom@far.example", "https://far.example/users/tom/statuses/1")
SKEET = a_post("@tom.example", "at://did:plc:tom/app.bsky.feed.post/3k")
BLOG = a_post("", "https://blog.example/1", url="https://blog.example/1")


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("", 0),
        ("hello", 5),
        ("👩‍👩‍👧‍👦🇬🇧🇫🇷e\u0301", 4),
        ("각각", 2),
        ("\u1100\u1161\u11a8", 1),
        ("see https://example.com/a/very/long/path?with=query&and=more#fragment.", 4 + 23 + 1),
        ("(https://a.example/x(y)) and http://b.example", 1 + 23 + 1 + 5 + 23),
        ("@tom@far.example hi", len("@tom hi")),
        ("mail tom@far.example", len("mail tom@far.example")),
    ],
)
def test_mastodon_counts_signs_and_every_link_alike(text: str, counts: int) -> None:
    assert length(text, ANA) == counts
    assert left(text, ANA) == 500 - counts


def test_where_there_is_no_line_for_it_a_warning_is_the_first_line_and_counts() -> None:
    words = Words(SKY.name, "Four", warning="rain")
    assert as_sent(words, SKY.network) == "rain\n\nFour"
    assert (length("Four", SKY, "rain"), told_beside(words, SKY)) == (10, "")
    assert left("é", SKY, "é" * 297) == 0
    assert left("", Account("@a", Network.BLUESKY, "", Measure(300, bytes=10)), "é" * 6) == -4
    assert (as_sent(words, ANA.network), told_beside(words, ANA)) == (
        "Four",
        "content warning: rain",
    )


@pytest.mark.parametrize("warning", ["Graphic media", "graphic-media "])
def test_what_the_network_has_a_label_for_is_labelled_and_takes_no_room(warning: str) -> None:
    words = Words(SKY.name, "Four", warning=warning)
    assert (as_sent(words, SKY.network), length("Four", SKY, warning)) == ("Four", 4)
    assert told_beside(words, SKY) == "label: graphic-media"
    assert label_of(warning, ANA.network) == ""


def test_a_content_warning_takes_room_where_the_server_counts_it() -> None:
    assert left("four", ANA, "rain") == 492
    assert left("four", PLAIN, "rain") == 96


def test_bluesky_counts_signs_and_bytes_and_links_as_they_are() -> None:
    link = "https://example.com/a/very/long/path"
    assert length(link, SKY) == len(link)
    family = "👩‍👩‍👧‍👦"  # 25 bytes
    assert left(family * 100, SKY) == 200
    assert left(family * 121, SKY) < 0 < 300 - 121


def test_a_server_that_says_nothing_else_counts_characters() -> None:
    assert length("e\u0301 https://a.example", PLAIN) == 3 + len("https://a.example")


@given(st.text())
def test_whatever_is_written_has_a_length_and_more_of_it_is_not_shorter(text: str) -> None:
    for account in (ANA, SKY, PLAIN):
        assert 0 <= length(text, account) <= max(len(text) * 23, 0)
    assert length(text + "a", SKY) >= length(text, SKY)


def test_an_account_answers_posts_of_its_own_network() -> None:
    assert (why_not(TOOT, ANA), why_not(SKEET, SKY)) == ("", "")
    assert why_not(TOOT, SKY) == (
        "this post is on the fediverse, and @ana.bsky.example is on Bluesky: "
        "open it in the browser to answer"
    )
    assert "neither the fediverse nor Bluesky" in why_not(BLOG, ANA)


def test_why_nobody_can_answer_says_what_to_do() -> None:
    assert why_no_answer(TOOT, [SKY, ANA]) == ""
    assert "`backchannel login` adds one" in why_no_answer(TOOT, [])
    assert "`backchannel login mastodon` adds one" in why_no_answer(TOOT, [SKY, SKY])
    assert "open it in the browser" in why_no_answer(BLOG, [ANA, SKY])


def test_a_reply_begins_with_its_author_and_whom_they_mentioned_but_not_with_oneself() -> None:
    spans = [
        Span(6, 11, SpanKind.MENTION, "https://third.example/@lena"),
        Span(16, 20, SpanKind.MENTION, "https://toot.example/users/Ana"),
    ]
    post = a_post("@tom@far.example", "https://far.example/1", *spans)
    assert beginning(post, ANA) == "@tom@far.example @lena@third.example "
    assert beginning(SKEET, SKY) == ""


@pytest.mark.parametrize(
    ("text", "lacks"),
    [("", "#IdeaPerf"), ("Welcome!", " #IdeaPerf"), ("Welcome to #idea_perf", "")],
)
def test_the_tag_is_filled_in_unless_it_is_there(text: str, lacks: str) -> None:
    assert ending(text, EVENT) == lacks
    assert ending(text, None) == ""

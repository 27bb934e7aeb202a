"""The manual's page on filters: every example is understood, and finds what the page says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from msgspec.structs import replace
from tests.docs import manual
from tests.filters import a_post

from backchannel.model.moments import to_micros
from backchannel.model.post import Author, CleanText, Kind, Media, MediaKind, StoredPost, Url
from backchannel.model.programme import Event, Person, Rule, Session
from backchannel.model.query import QueryError, is_in_sight, matches, parse, situation_of
from backchannel.model.query.fields import EVERY_FIELD, FIELDS, State
from backchannel.model.query.parser import DEEPEST, LONGEST_QUERY

PAGE: Final = manual.page("using/filters.md")
README: Final = (manual.ROOT / "README.md").read_text("utf-8")
NOW: Final = datetime(2026, 7, 1, 15, tzinfo=UTC)
EVENT: Final = Event(
    "An event",
    ("ideaperf",),
    sessions=(
        Session("Keynote", NOW - timedelta(hours=1), 30),
        Session("Key points", NOW - timedelta(minutes=30), 15),
    ),
    people=(Person("Ada Example", "speaker", ("@ada@social.example",)),),
    rules=(Rule("asked", "measuring", highlight=True), Rule("spam", "followers", mute=True)),
)
MARK: Final = to_micros(NOW - timedelta(minutes=30))
SITUATION: Final = situation_of(EVENT, NOW, (("backchannel", MARK),))
MISTAKES: Final = manual.rows(manual.section(PAGE, "What cannot be understood"))
EXAMPLES: Final = [
    typed
    for heading in ("Words", "Fields")
    for cell, _ in manual.rows(manual.section(PAGE, heading))
    for typed in manual.codes(cell)
]


def post(text: str = "Housing", *, minutes_ago: int = 5, **changes: object) -> StoredPost:
    stored = a_post(to_micros(NOW - timedelta(minutes=minutes_ago)))
    plain = replace(stored.post, text=CleanText(text), link=None, media=(), tags=(), language="")
    return replace(stored, post=replace(plain, **changes))


def by(name: str, handle: str = "") -> StoredPost:
    return post(author=Author(CleanText(name), CleanText(handle)))


def at(source: str) -> StoredPost:
    return replace(post(), sources=(source,))


def showing(kind: MediaKind) -> StoredPost:
    return post(media=(Media(kind, Url("https://photos.example/1"), CleanText("A league table")),))


PROGRAM: Final = Author(CleanText("News"), CleanText("@news@council.example"), is_bot=True)
FOUND: Final = {
    "outcomes": (post("Outcomes!"), post("outputs")),
    "out": (post("Measure outputs"), post("without")),
    "outcomes inputs": (post("inputs, outcomes"), post("outcomes")),
    '"too fast"': (post("that was too fast"), post("fast, not too slow; too faster")),
    '"out"': (post("out of time"), post("outcomes")),
    "-inputs": (post("outcomes"), post("inputs")),
    '-"league table"': (post("a table of the league"), post("a League Table")),
    "outcomes OR impact": (post("impact"), post("inputs")),
    "(cost OR price) housing": (post("housing at what price"), post("cost")),
    "-(cost OR price)": (post("housing"), post("price")),
    "cost OR price housing": (post("cost"), post("price")),
    "US": (post("in the US"), post("with us")),
    '"Town Hall"': (post("the Town Hall"), post("the town hall")),
    "🎉": (post("done 🎉"), post("done")),
    "/outcomes?$/": (post("one Outcome"), post("outcomes of it")),
    "-/https?:/": (post("no link"), post("see https://council.example")),
    "(/too [fs]/ OR pace)": (post("it is too slow"), post("too\nslow")),
    "from:ana": (by("Kovač, Ana"), by("Joana")),
    "from:@ana@council.example": (by("A", "@ana@council.example"), by("A", "@tom@council.example")),
    'from:"Ana Example"': (by("Dr Ana Example"), by("Ana Examples")),
    "source:mastodon": (at("mastodon.example"), at("blogs")),
    'source:"town hall news"': (at("Town Hall news"), at("Town Hall")),
    "session:keynote": (post(minutes_ago=50), post(minutes_ago=20)),
    'session:"Key points"': (post(minutes_ago=20), post(minutes_ago=50)),
    "session:after": (post(minutes_ago=14), post(minutes_ago=16)),
    "session:before": (post(minutes_ago=61), post(minutes_ago=59)),
    "rule:spam": (post("Buy followers"), post("Buy")),
    "role:speaker": (by("A. E.", "@ada@social.example"), by("Ada Example", "@a@social.example")),
    "kind:photo": (post(kind=Kind.PHOTO), post(kind=Kind.POST)),
    "kind:ph": (post(kind=Kind.PHOTO), post(kind=Kind.POST)),
    "tag:ideaperf": (post(tags=("ideaperf",)), post(tags=("ideaperformance",))),
    "lang:en": (post(language="en-gb"), post(language="cy")),
    "has:link": (post(link=Url("https://council.example/")), post()),
    "has:photo": (showing(MediaKind.PHOTO), post()),
    "has:video": (showing(MediaKind.VIDEO), post()),
    "has:reply": (post(reply_to="https://social.example/1"), post()),
    "is:question": (replace(post(), question="open"), post()),
    "is:pinned": (replace(post(), is_pinned=True), post()),
    "is:stashed": (replace(post(), is_stashed=True), post()),
    "is:new": (post(minutes_ago=5), post(minutes_ago=31)),
    "is:highlight": (post("is anyone measuring"), post()),
    "is:hidden": (replace(post(), is_hidden=True), post()),
    "is:copy": (replace(post(), is_copy=True), post()),
    "is:muted": (replace(post(), is_muted=True), post()),
    "is:bot": (post(author=PROGRAM), by("Robot Fan")),
    "is:answered": (replace(post(), question="answered"), replace(post(), question="now")),
    "is:pin": (replace(post(), is_pinned=True), post()),
    "likes:>3": (post(likes=4), post(likes=3)),
    "likes:3": (post(likes=3), post(likes=2)),
    "likes:=0": (post(likes=0), post(likes=1)),
    "boosts:<=10": (post(boosts=10), post(boosts=11)),
    "replies:<2": (post(replies=1), post(replies=2)),
    "since:15m": (post(minutes_ago=14), post(minutes_ago=16)),
    "since:9:30": (post(minutes_ago=300), post(minutes_ago=360)),
    "before:14:00": (post(minutes_ago=61), post(minutes_ago=59)),
    "since:2026-07-01": (post(minutes_ago=800), post(minutes_ago=1_000)),
}  # fmt: skip
"""For each example of the page, a post that it finds and one that it does not."""


def test_each_example_of_the_page_is_tried_here() -> None:
    assert list(FOUND) == EXAMPLES


@pytest.mark.parametrize("typed", FOUND)
def test_an_example_finds_what_the_page_says(typed: str) -> None:
    found, passed_over = FOUND[typed]
    assert matches(parse(typed), found, SITUATION)
    assert not matches(parse(typed), passed_over, SITUATION)


@pytest.mark.parametrize("typed", ["cafe", "café"])
@pytest.mark.parametrize("text", ["Cafe", "CAFÉ", "café"])
def test_small_letters_find_every_case_with_and_without_accents(typed: str, text: str) -> None:
    assert matches(parse(typed), post(text), SITUATION)


@pytest.mark.parametrize(
    ("typed", "found", "passed_over"),
    [
        ("Cafe", ("Café", "Cafés"), ("cafe", "CAFE")),
        ("CAFÉ", ("CAFE",), ("Café",)),
        ("Αθήνα", ("Αθηνα",), ("αθήνα", "ΑΘΗΝΑ")),
        ("αθηνας", ("Αθήνας", "ΑΘΗΝΑΣ"), ()),
        ("Мир", ("Мир", "Мира"), ("мир", "МИР")),
        ("Ｏｕｔ", ("Out", "Ｏｕｔ"), ("out", "ｏｕｔ")),
        ("Isparta", ("Isparta", "İsparta"), ("ısparta", "isparta", "ISPARTA")),
        ("İsparta", ("Isparta", "İsparta"), ("ısparta", "isparta")),
        ("ısparta", ("ISPARTA", "İSPARTA", "isparta"), ()),
        ("Strasse", ("Straße", "Strasse"), ("straße", "STRASSE")),
        ("STRASSE", ("STRASSE", "STRAẞE"), ("Straße",)),
        ("straße", ("STRASSE", "Straße"), ()),
        ("/café/", ("CAFÉ",), ("cafe",)),
    ],
)
def test_a_capital_insists(typed: str, found: Sequence[str], passed_over: Sequence[str]) -> None:
    assert all(matches(parse(typed), post(text), SITUATION) for text in found)
    assert not any(matches(parse(typed), post(text), SITUATION) for text in passed_over)


@pytest.mark.parametrize("typed", ["", "kind:post", "followers", "is:new"])
def test_what_is_out_of_sight_is_found_by_asking_for_it_only(typed: str) -> None:
    hidden, spam = replace(post(), is_hidden=True), post("buy followers")
    copy = replace(post(), is_copy=True)
    for stored, state in ((hidden, "is:hidden"), (spam, "is:muted"), (copy, "is:copy")):
        assert not is_in_sight(parse(typed), stored, SITUATION)
        assert is_in_sight(parse(f"{typed} {state}"), stored, SITUATION)
        assert matches(parse(state), stored, SITUATION)
        assert not is_in_sight(parse(f"-{state}"), stored, SITUATION)
    assert not is_in_sight(parse("is:hidden"), replace(hidden, is_gone=True), SITUATION)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("strasse", "Straße"),
        ("lodz", "Łódź"),
        ("service", "self-service"),
        ("京", "東京都"),
        ("東京", "東京都"),
        ('"note: bring cups"', "Note: bring cups"),
        ("https://council.example/report", "See https://council.example/report"),
    ],
)
def test_what_the_page_says_of_scripts_and_signs_is_so(typed: str, text: str) -> None:
    assert matches(parse(typed), post(text), SITUATION)


def test_a_word_in_the_middle_of_a_korean_word_is_not_found() -> None:
    assert not matches(parse("보람"), post("견본보람"), SITUATION)


def test_the_words_of_pictures_and_warnings_are_searched() -> None:
    assert matches(parse("league"), showing(MediaKind.PHOTO), SITUATION)
    assert matches(parse("spoiler"), post(warning=CleanText("spoilers")), SITUATION)


@pytest.mark.parametrize(("cell", "says"), MISTAKES)
def test_a_mistake_says_what_the_page_says(cell: str, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(cell.strip("`"))
    assert str(caught.value) == says


def test_every_field_and_every_limit_is_on_the_page() -> None:
    fields = manual.section(PAGE, "Fields")
    grammar = manual.section(PAGE, "Grammar")
    for name in EVERY_FIELD:
        assert f"`{name}:" in fields
        assert f'"{name}"' in grammar
    for state in State:
        assert f"`is:{state}`" in fields
    for value in (*FIELDS["kind"].known, *FIELDS["has"].known):
        assert f"`{value}`" in fields or f"has:{value}" in fields
    assert f"{LONGEST_QUERY:,} characters" in PAGE
    assert f"{DEEPEST} deep" in PAGE


@pytest.mark.parametrize(
    "typed",
    ["-is:bot", "has:photo -kind:bookmark", "(from:ana OR from:tom) since:1h", "tag:Idea_Perf"],
)
def test_a_filter_in_running_text_is_understood(typed: str) -> None:
    assert f"`{typed}`" in PAGE
    parse(typed)


def test_every_filter_of_the_readme_is_understood() -> None:
    examples = [
        typed
        for cell, _ in manual.rows(manual.section(README, "The filter"))
        for typed in manual.codes(cell)
    ]
    assert examples
    for typed in examples:
        parse(typed)

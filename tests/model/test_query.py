"""What people type into the filter bar, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.filters import FILTERS, a_post

from backchannel.model.folding import Phrase
from backchannel.model.moments import to_micros
from backchannel.model.query import (
    EVERYTHING,
    Either,
    Every,
    Expression,
    Not,
    Query,
    QueryError,
    Situation,
    Term,
    matches,
    parse,
    phrases,
    write,
)

LONDON = ZoneInfo("Europe/London")
NOW_IN_LONDON = datetime(2026, 7, 9, 15, 0, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", EVERYTHING),
        ("  \t", EVERYTHING),
        ("outcomes", Term("outcomes")),
        ("from:ana has:link", Every((Term("ana", "from"), Term("link", "has")))),
        ("FROM:Ana", Term("Ana", "from")),
        ("-kind:photo", Not(Term("photo", "kind"))),
        ('"too fast"', Term("too fast", is_quoted=True)),
        ("“too fast”", Term("too fast", is_quoted=True)),
        ('-"too fast" x', Every((Not(Term("too fast", is_quoted=True)), Term("x")))),
        ('source:"Town Hall"', Term("Town Hall", "source", is_quoted=True)),
        ("a b OR c", Either((Every((Term("a"), Term("b"))), Term("c")))),
        ("a (b OR -c)", Every((Term("a"), Either((Term("b"), Not(Term("c"))))))),
        ("-(a b)", Not(Every((Term("a"), Term("b"))))),
        ("/a b/ c", Every((Expression("a b"), Term("c")))),
        (r"-/a\/b/", Not(Expression(r"a\/b"))),
        ("and/or", Term("and/or")),
        ("(/(a|b)/ OR c)", Either((Expression("(a|b)"), Term("c")))),
        ("likes:>3", Term(">3", "likes")),
        ("ORganise or", Every((Term("ORganise"), Term("or")))),
        ("https://council.example/a", Term("https://council.example/a")),
        ("at 14:00", Every((Term("at"), Term("14:00")))),
    ],
)
def test_a_filter_reads_as_people_mean_it(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("half_typed", "tree"),
    [
        ("a -", Term("a")),
        ("a /", Term("a")),
        ("a //", Term("a")),
        ("/out of", Expression("out of")),
        ("a OR", Term("a")),
        ('a "', Term("a")),
        ("a & ... (", Term("a")),
        ('"Too fa', Term("too.fa")),
        ("(a OR b", Either((Term("a"), Term("b")))),
        ('a" b', Every((Term("a"), Term("b")))),
    ],
)
def test_what_is_half_typed_is_no_error(half_typed: str, tree: object) -> None:
    assert parse(half_typed) == tree


@pytest.mark.parametrize(
    ("text", "wrong", "problem"),
    [
        ("a form:ana b", "form:ana", "no field form; did you mean from?"),
        ("zzz:1", "zzz:1", "no field zzz; there are from, source, kind,"),
        ("a from: b", "from:", "from: needs a word after it; as in from:ana"),
        ("-has:money", "-has:money", "has: takes link, photo, video or reply"),
        ("since:yesterday", "since:yesterday", "since: takes 15m, 14:00"),
        ("since:2009-02-30", "since:2009-02-30", "since: takes 15m, 14:00"),
        ("is:h", "is:h", "is: hidden or highlight?"),
        ("is:pined", "is:pined", "is: did you mean pinned?"),
        ("is:odd", "is:odd", "is: takes question, pinned, hidden, new,"),
        ("likes:>", "likes:>", "likes: takes >3, <=10 or just 5"),
        ("likes:many", "likes:many", "likes: takes >3"),
        ("session:...", "session:...", "session: needs a word, as in keynote"),
        ("a /b[z-a]c/ d", "z-a", "between slashes: invalid character class range"),
        ("a /b(c/", "b(c", "between slashes: missing )"),
        ("-/(?=x)/", "(?=", "between slashes: invalid perl operator"),
        ("tag:#", "tag:#", "tag: needs a word, as in ideaperf"),
        ("a ) b", ")", "no bracket is open that this one could close"),
        ("(" * 30, "(", "20 deep, no deeper"),
        ("x" * 1_005, "xxxxx", "a filter has at most 1,000"),
    ],
)
def test_an_error_says_where_and_why(text: str, wrong: str, problem: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    error = caught.value
    assert text[error.position : error.position + error.length] == wrong
    assert problem in str(error)


@given(st.text() | st.text(alphabet='ab -()":ORfromkidsce/“”1m\\[*+'))
@example("has:٣ since:٣m since:²m")
@example("since:999999w")
def test_no_text_brings_the_parser_down(text: str) -> None:
    query: Query = EVERYTHING
    error: QueryError | None = None
    try:
        query = parse(text)
    except QueryError as refusal:
        error = refusal
    if error:
        assert 0 <= error.position < error.position + error.length <= len(text)
    assert matches(query, a_post(), Situation(NOW_IN_LONDON)) in {True, False}


@given(FILTERS)
def test_filters_read_as_they_are_written(text: str) -> None:
    query = parse(text)
    assert parse(write(query)) == query


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("outcomes", True),
        ("outc", True),
        ("OUTC", False),
        ("Is", True),
        ('"Is anyone"', True),
        ('"is anyone"', True),
        ('"Is Anyone"', False),
        ("/comes in the C/", True),
        ("/comes in the c/", True),
        ("/COMES/", False),
        ("/^is/", True),
        ("/^a league table$/", True),
        ("-/o+k/", True),
        ("likes:0", True),
        ("likes:>0", False),
        ("boosts:<1", True),
        ("replies:=1", False),
        ("is:pinned", False),
        ("is:new", True),
        ("is:bot", False),
        ("is:answered", False),
        ("session:keynote", False),
        ("comes", False),
        ('"outc"', False),
        ('"measuring outcomes"', True),
        ('"outcomes measuring"', False),
        ("measuring.outc", True),
        ("cafe", True),
        ("-inputs", True),
        ("-outcomes", False),
        ("inputs OR outcomes", True),
        ("from:ana", True),
        ("from:@ana@council.example", True),
        ("from:kovac", True),
        ("from:tom", False),
        ("source:masto", True),
        ("source:mastodon.example", True),
        ('source:"masto"', False),
        ("kind:photo", False),
        ("kind:p", True),
        ("tag:#Idea_Perf", True),
        ("tag:idea", False),
        ("has:link", True),
        ("has:reply", False),
        ("lang:en", True),
        ("league", True),  # in the description of the picture
    ],
)
def test_a_post_is_shown_or_not(text: str, is_shown: bool, now: datetime) -> None:
    assert matches(parse(text), a_post(), Situation(now)) is is_shown


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("since:15m", {"14:44:59": False, "14:45:00": True}),
        ("-since:2H", {"12:59:59": True, "13:00:00": False}),
        ("before:14:30", {"14:29:59": True, "14:30:00": False}),
        ("since:9.05", {"09:04:59": False, "09:05:00": True}),
        ("since:2026-07-09", {"00:00:00": True}),
        ("before:2026-07-09", {"00:00:00": False}),
        ("since:1d before:15m", {"00:00:00": True, "14:45:00": False}),
    ],
)
def test_times_are_of_the_event_s_clock(text: str, bounds: Mapping[str, Any]) -> None:
    for clock, is_shown in bounds.items():
        posted = datetime.fromisoformat(f"2026-07-09T{clock}").replace(tzinfo=LONDON)
        assert (
            matches(parse(text), a_post(to_micros(posted)), Situation(NOW_IN_LONDON)) is is_shown
        ), clock


def test_a_clock_time_still_to_come_was_yesterday(now: datetime) -> None:
    later = now + timedelta(hours=1)
    query = parse(f"since:{later:%H:%M}")
    assert matches(query, a_post(to_micros(later - timedelta(days=1))), Situation(now))
    assert not matches(query, a_post(to_micros(later - timedelta(days=1)) - 1), Situation(now))


def test_only_what_is_looked_for_in_the_text_is_highlighted() -> None:
    query = parse('outc "too fast" -slow from:ana (KPI OR outc) /a.c/')
    assert phrases(query) == (
        Phrase(("outc",), is_open=True),
        Phrase(("too", "fast")),
        Phrase(("KPI",), is_open=True, is_cased=True),
        Expression("a.c"),
    )

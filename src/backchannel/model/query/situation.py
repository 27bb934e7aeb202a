"""On what the meaning of a filter depends beside the post: time, programme, rules, reading."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from backchannel.model.folding import words
from backchannel.model.moments import to_micros
from backchannel.model.programme import AFTER, BEFORE, Event, Person, Rule, Session, running
from backchannel.model.query.fields import FIRST, MANY
from backchannel.model.query.parser import QueryError, parse
from backchannel.model.query.tree import Every, Query, Term
from backchannel.model.tags import canonical


class Situation(Struct, frozen=True):
    """What a filter is asked in.

    `now` is aware; clock times are of its time zone. `highlights` and `mutes` are what rules look
    for; `named` and `tagged` the same by the folded name of each rule, and by the tags of our own.
    `brought_back` are places of posts that no rule mutes. `read` says how far panes were read, as
    places; the posts of one that is not named are new. `is_filed` when any post was filed under a
    session by hand; other decisions about a post, and that one, are the post's: see `StoredPost`.
    """

    now: datetime
    sessions: tuple[Session, ...] = ()
    highlights: tuple[Query, ...] = ()
    mutes: tuple[Query, ...] = ()
    read: tuple[tuple[str, int], ...] = ()
    is_filed: bool = False
    people: tuple[Person, ...] = ()
    named: tuple[tuple[str, Query], ...] = ()
    tagged: tuple[tuple[str, Query], ...] = ()
    brought_back: tuple[int, ...] = ()


def situation_of(
    event: Event | None,
    now: datetime,
    read: tuple[tuple[str, int], ...] = (),
    *,
    is_filed: bool = False,
    brought_back: tuple[int, ...] = (),
) -> Situation:
    """What the event file says of it. A rule that cannot be understood finds nothing."""
    if event is None:
        return Situation(now, read=read, is_filed=is_filed)
    sought = _sought(event.rules)
    return Situation(
        now,
        event.sessions,
        sought.highlights,
        sought.mutes,
        read,
        is_filed,
        event.people,
        sought.named,
        sought.tagged,
        brought_back,
    )


def rules_named(situation: Situation, name: str, *, is_quoted: bool) -> list[Query]:
    """What the rules look for whose name is this, or begins so."""
    wanted = _name(name)
    return [
        query
        for each, query in situation.named
        if (each == wanted if is_quoted else each.startswith(wanted))
    ]


def rules_tagging(situation: Situation, tag: str) -> list[Query]:
    """What the rules look for that give this tag."""
    wanted = canonical(tag)
    return [query for each, query in situation.tagged if each == wanted]


@lru_cache(maxsize=32)
def named(sessions: tuple[Session, ...], name: str, *, is_quoted: bool) -> tuple[str, ...]:
    """By what those sessions are filed whose name, or title, begins so, or is just that.

    `before` and `after` are what is outside the programme, and those words only.
    """
    wanted = _name(name)

    def is_meant(session: Session) -> bool:
        found = {_name(each) for each in (session.name, session.title)}
        return any(each == wanted if is_quoted else each.startswith(wanted) for each in found)

    found = [session.name for session in sessions if is_meant(session)]
    found += [each for each in (BEFORE, AFTER) if sessions and wanted == each]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=32)
def stretches(
    sessions: tuple[Session, ...], name: str, *, is_quoted: bool
) -> tuple[tuple[int, int], ...]:
    """When the sessions whose name begins so were running: places from, and up to."""
    wanted = frozenset(named(sessions, name, is_quoted=is_quoted))
    found: list[tuple[int, int]] = []
    for first, after, session in _run(sessions):
        if session not in wanted:
            continue
        is_on = bool(found) and found[-1][1] == first
        found.append((found.pop()[0] if is_on else first, after))
    return tuple(found)


@lru_cache(maxsize=4)
def _run(sessions: tuple[Session, ...]) -> tuple[tuple[int, int, str], ...]:
    """From when until when, in places, which session is the running one; worked out once."""
    edges = sorted({edge for each in sessions for edge in (each.starts, each.closes or each.ends)})
    if not edges:
        return ()
    return (
        (FIRST, to_micros(edges[0]), BEFORE),
        *(
            (to_micros(starts), to_micros(ends), session.name)
            for starts, ends in pairwise(edges)
            if (session := running(sessions, starts))
        ),
        (to_micros(edges[-1]), MANY, AFTER),
    )


@lru_cache(maxsize=8)
def understood(rules: tuple[Rule, ...]) -> tuple[tuple[Rule, Query], ...]:
    """Rules and their filters; one that cannot be understood is left out."""
    found: list[tuple[Rule, Query]] = []
    for rule in rules:
        with contextlib.suppress(QueryError):
            found.append((rule, parse(rule.when)))
    return tuple(found)


class _Sought(Struct, frozen=True):
    """What rules look for, by what they do."""

    highlights: tuple[Query, ...]
    mutes: tuple[Query, ...]
    named: tuple[tuple[str, Query], ...]
    tagged: tuple[tuple[str, Query], ...]


@lru_cache(maxsize=8)
def _sought(rules: tuple[Rule, ...]) -> _Sought:
    """Worked out once, for every look asks for it."""
    found = understood(rules)
    return _Sought(
        tuple(query for rule, query in found if rule.level),
        tuple(muting(rule, query) for rule, query in found if rule.mute),
        tuple((_name(rule.name), query) for rule, query in found),
        tuple((canonical(rule.tag), query) for rule, query in found if rule.tag),
    )


def muting(rule: Rule, query: Query) -> Query:
    """What a rule that mutes looks for: for a time only, then posts that are not older."""
    if not isinstance(rule.mute, timedelta):
        return query
    seconds = round(rule.mute.total_seconds())
    age = f"{seconds}s" if seconds < 1_000_000 else f"{seconds // 86_400}d"
    return Every((query, Term(age, "since")))


def _name(name: str) -> str:
    return "_".join(words(name))

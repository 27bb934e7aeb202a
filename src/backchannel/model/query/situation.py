"""On what the meaning of a filter depends beside the post: time, programme, rules, reading."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from backchannel.model.folding import words
from backchannel.model.moments import to_micros
from backchannel.model.programme import Event, Person, Rule, Session, running
from backchannel.model.query.parser import QueryError, parse
from backchannel.model.query.tree import Query


class Situation(Struct, frozen=True):
    """What a filter is asked in.

    `now` is aware; clock times are of its time zone. `highlights` and `mutes` are what rules look
    for. `read` says how far panes were read, as places; the posts of one that is not named are new.
    `is_filed` when any post was filed under a session by hand; other
    decisions about a post, and that one, are the post's: see `StoredPost`.
    """

    now: datetime
    sessions: tuple[Session, ...] = ()
    highlights: tuple[Query, ...] = ()
    mutes: tuple[Query, ...] = ()
    read: tuple[tuple[str, int], ...] = ()
    is_filed: bool = False
    people: tuple[Person, ...] = ()


def situation_of(
    event: Event | None,
    now: datetime,
    read: tuple[tuple[str, int], ...] = (),
    *,
    is_filed: bool = False,
) -> Situation:
    """What the event file says of it. A rule that cannot be understood finds nothing."""
    if event is None:
        return Situation(now, read=read, is_filed=is_filed)
    highlights, mutes = _rules(event.rules)
    return Situation(now, event.sessions, highlights, mutes, read, is_filed, event.people)


@lru_cache(maxsize=32)
def named(sessions: tuple[Session, ...], name: str, *, is_quoted: bool) -> tuple[str, ...]:
    """By what those sessions are filed whose name, or title, begins so, or is just that."""
    wanted = "_".join(words(name))

    def is_meant(session: Session) -> bool:
        found = {"_".join(words(each)) for each in (session.name, session.title)}
        return any(each == wanted if is_quoted else each.startswith(wanted) for each in found)

    return tuple(session.name for session in sessions if is_meant(session))


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
    return tuple(
        (to_micros(starts), to_micros(ends), session.name)
        for starts, ends in pairwise(edges)
        if (session := running(sessions, starts))
    )


@lru_cache(maxsize=4)
def _rules(rules: tuple[Rule, ...]) -> tuple[tuple[Query, ...], tuple[Query, ...]]:
    """What is to be highlighted, and what muted."""
    highlights: list[Query] = []
    mutes: list[Query] = []
    for rule in rules:
        try:
            query = parse(rule.when)
        except QueryError:
            continue
        if rule.highlight:
            highlights.append(query)
        if rule.mute:
            mutes.append(query)
    return tuple(highlights), tuple(mutes)

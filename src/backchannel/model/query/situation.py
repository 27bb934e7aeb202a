"""On what the meaning of a filter depends beside the post: time, programme, rules, reading."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from backchannel.model.folding import words
from backchannel.model.moments import to_micros
from backchannel.model.programme import Event, Rule, Session, running
from backchannel.model.query.parser import QueryError, parse
from backchannel.model.query.tree import Query


class Situation(Struct, frozen=True):
    """What a filter is asked in.

    `now` is aware; clock times are of its time zone. `highlights` and `mutes` are what rules look
    for. `read` says how far panes were read, as places; the posts of one that is not named are new.
    Decisions about a post are the post's: see `StoredPost`.
    """

    now: datetime
    sessions: tuple[Session, ...] = ()
    highlights: tuple[Query, ...] = ()
    mutes: tuple[Query, ...] = ()
    read: tuple[tuple[str, int], ...] = ()


def situation_of(
    event: Event | None, now: datetime, read: tuple[tuple[str, int], ...] = ()
) -> Situation:
    """What the event file says of it. A rule that cannot be understood finds nothing."""
    if event is None:
        return Situation(now, read=read)
    highlights, mutes = _rules(event.rules)
    return Situation(now, event.sessions, highlights, mutes, read)


@lru_cache(maxsize=32)
def stretches(
    sessions: tuple[Session, ...], name: str, *, is_quoted: bool
) -> tuple[tuple[int, int], ...]:
    """When the sessions whose name begins so were running: places from, and up to."""
    wanted = "_".join(words(name))
    titles = {session: "_".join(words(session.name)) for session in sessions}
    edges = sorted({edge for each in sessions for edge in (each.starts, each.closes or each.ends)})
    found: list[tuple[int, int]] = []
    for starts, ends in pairwise(edges):
        session = running(sessions, starts)
        title = titles[session] if session else None
        if title is None or not (title == wanted if is_quoted else title.startswith(wanted)):
            continue
        first, after = to_micros(starts), to_micros(ends)
        if found and found[-1][1] == first:
            first = found.pop()[0]
        found.append((first, after))
    return tuple(found)


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

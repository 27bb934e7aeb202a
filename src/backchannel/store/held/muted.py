"""Which posts rules keep out of sight: asked of each once, while it stays the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from backchannel.model.moments import from_micros
from backchannel.model.post import StoredPost
from backchannel.model.programme import Event, zone_of
from backchannel.model.query import Every, Finders, Query, Situation
from backchannel.model.query.fields import turn_of
from backchannel.model.query.meaning import times_of
from backchannel.model.query.situation import muting, understood
from backchannel.store import changes
from backchannel.store.connection import Connection
from backchannel.store.held.pointing import is_steady
from backchannel.store.held.stored import stored_at
from backchannel.store.search import event_of, situation
from backchannel.store.search.situation import BROUGHT_BACK

Stamp = tuple[int, int]
"""The number of a post, which no other ever has, and its version."""

KEPT: Final = 20_000
"""Posts of which is remembered what rules say, before all are forgotten."""

_NAME: Final = "what rules mute"
_COPIES: Final = "SELECT place FROM copies WHERE kept = ?"


class _Known:
    """The rules of an event that mute, and which of them may find a post.

    A rule that asks for more than what somebody wrote, the time say, is known by the rest of what
    it asks for: what that does not find the rule never does.
    """

    def __init__(self, event: Event) -> None:
        self.event = event
        self.queries = [muting(rule, query) for rule, query in understood(event.rules) if rule.mute]
        self.is_steady = all(map(is_steady, self.queries))
        self.times = {time for query in self.queries for time in times_of(query)}
        plain = Situation(datetime.now(UTC), people=event.people)
        self.finders = Finders([_steady(query) for query in self.queries], plain)
        self.hits: dict[int, tuple[Stamp, bool]] = {}

    def is_of(self, event: Event) -> bool:
        """Whether these are its rules."""
        mine = self.event
        return mine is event or (mine.rules, mine.people) == (event.rules, event.people)


class _Among(Struct, frozen=True):
    """What was found up to a change."""

    latest: int
    event: Event
    found: frozenset[int]


def stamps_of(posts: Mapping[int, StoredPost]) -> dict[int, Stamp]:
    """What `muted` wants to know of posts."""
    return {place: (post.number, post.version) for place, post in posts.items()}


def muted(
    db: Connection, stamps: Mapping[int, Stamp], read: Mapping[int, StoredPost] | None = None
) -> frozenset[int]:
    """The places of those that a rule mutes and nobody brought back, of posts by their places.

    Only what is not known of a post is asked of it; `read` are those that need not be read for it.
    """
    event = event_of(db)
    if event is None or not any(rule.mute for rule in event.rules):
        return frozenset()
    known = _known(db, event)
    found = _hit(db, known, stamps, read)
    found.difference_update(place for (place,) in db.execute(BROUGHT_BACK))
    if found and not known.is_steady:
        asked = Finders(known.queries, situation(db, zone_of(event).key))
        posts = _posts(db, found, read)
        found = {place for place, post in posts.items() if any(asked.tried_on(post))}
    return frozenset(found)


def muted_among(db: Connection, rows: str) -> frozenset[int]:
    """The same of the places, numbers and versions that a query gives.

    Several looks in a row ask for them: they are worked out once until anything changes.
    """
    event = event_of(db)
    if event is None or not any(rule.mute for rule in event.rules):
        return frozenset()
    latest, kept = changes.latest(db), db.memory.get(rows)
    if isinstance(kept, _Among) and kept.latest == latest and kept.event is event:
        return kept.found
    found = muted(db, {place: (number, version) for place, number, version in db.execute(rows)})
    if db.readonly("main") and _known(db, event).is_steady:
        db.memory[rows] = _Among(latest, event, found)
    return found


def out_of_sight(db: Connection, posts: Iterable[StoredPost]) -> Mapping[int, str]:
    """Why posts are, in a few words, by their places; those that are in sight are left out.

    So are those that are shown in the row of another: what is in sight of them is that.
    """
    wanted = list(posts)
    told = {post.place: why for post in wanted if (why := _decided(post))}
    asked = {post.place: post for post in wanted if post.place not in told and not post.is_copy}
    return dict.fromkeys(muted(db, stamps_of(asked), asked), "a rule mutes it") | told


def turn(db: Connection, place: int) -> datetime | None:
    """When rules may say otherwise of a post because time passes; None when they never will.

    Of what is shown in its row, too.
    """
    event = event_of(db)
    if event is None or not any(rule.mute for rule in event.rules):
        return None
    now, times = db.now().astimezone(zone_of(event)), _known(db, event).times
    places = [place, *(copy for (copy,) in db.execute(_COPIES, (place,)))] if times else []
    turns = (turn_of(time, each, now) for each in places for time in times)
    at = min((each for each in turns if each is not None), default=None)
    return None if at is None else from_micros(at)


def _decided(post: StoredPost) -> str:
    if post.is_gone:
        return "deleted by its author"
    return "hidden" if post.is_hidden else "its author is muted" if post.is_muted else ""


def _known(db: Connection, event: Event) -> _Known:
    known = db.memory.get(_NAME)
    if not isinstance(known, _Known) or not known.is_of(event):
        known = _Known(event)
        if db.readonly("main"):
            db.memory[_NAME] = known
    return known


def _hit(
    db: Connection,
    known: _Known,
    stamps: Mapping[int, Stamp],
    read: Mapping[int, StoredPost] | None,
) -> set[int]:
    """The places of those that a rule may find."""
    new, found = list[int](), set[int]()
    for place, stamp in stamps.items():
        hit = known.hits.get(place)
        if hit is None or hit[0] != stamp:
            new.append(place)
        elif hit[1]:
            found.add(place)
    is_committed = db.readonly("main")  # nobody knows what becomes of what is being written
    for place, post in _posts(db, new, read).items():
        is_hit = any(known.finders.tried_on(post))
        if is_hit:
            found.add(place)
        if is_committed:
            _remember(known, place, (stamps[place], is_hit))
    return found


def _remember(known: _Known, place: int, hit: tuple[Stamp, bool]) -> None:
    if len(known.hits) >= KEPT:
        known.hits.clear()
    known.hits[place] = hit


def _posts(
    db: Connection, places: Collection[int], read: Mapping[int, StoredPost] | None
) -> dict[int, StoredPost]:
    if read is not None:
        return {place: read[place] for place in places}
    return stored_at(db, places)


def _steady(query: Query) -> Query:
    """What of a filter asks for an author's words alone; it finds all that the filter finds."""
    if is_steady(query):
        return query
    parts = query.parts if isinstance(query, Every) else ()
    return Every(tuple(map(_steady, parts)))

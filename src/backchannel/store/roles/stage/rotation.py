"""Posts that change by themselves: which comes when, and what is shown when all were shown."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Final

from msgspec.structs import replace

from backchannel.model.moments import from_micros, to_micros
from backchannel.model.post import StoredPost
from backchannel.model.roles.stage import TURNS, Air, dwell
from backchannel.store import pages
from backchannel.store.connection import Connection
from backchannel.store.roles.stage.acts import aired, following, moved, take
from backchannel.store.roles.stage.fitness import unfit
from backchannel.store.roles.stage.rows import air, look, turn_air

_NEW: Final = (
    "SELECT p.place FROM pins p LEFT JOIN aired a ON a.place = p.place "
    "WHERE a.at IS NULL OR a.at < p.at ORDER BY p.position, p.id"
)
"""Pins that were not on air since they were pinned, in their order."""

_SHOWN: Final = (
    "SELECT q.author, p.place, a.at FROM pins p JOIN aired a ON a.place = p.place "
    "JOIN posts q ON q.place = p.place WHERE a.at >= p.at ORDER BY q.author, a.at, p.position"
)
"""All others, by their authors, the one that was not shown for longest first."""


def due(db: Connection) -> datetime | None:
    """When something else comes on air by itself; None when nothing does."""
    now = air(db)
    if not look(db).rotates or now.is_blank or now.is_held:
        return None
    if now.place is None and _coming(db, now) is None:
        return None
    # Of what waits for a display delay, too: what the room sees until then has had its time.
    post = _post(db, now.place) if now.place is not None else None
    is_unfit = now.place is not None and (post is None or unfit(db, post))
    if is_unfit or now.is_ahead(to_micros(db.now())):
        return db.now()
    stays = dwell(post.post if post is not None else None)
    return from_micros(now.since) + stays


def rotate(db: Connection) -> bool:
    """Move on if it is time to; several processes that do so at once move on once.

    What was pinned since is shown first, in the order of the pins. Then, if the stage recycles,
    what was shown before: each author in turn, so that none is seen more often who wrote more.
    """
    when = due(db)
    if when is None or when > db.now():
        return False
    now = air(db)
    if now.is_ahead(at := to_micros(db.now())):
        turn_air(db, replace(now, since=at))  # it has its whole time again, by the clock as it is
        return True
    place = _coming(db, now)
    if place is None and now.place is None:
        return False
    if now.place is not None and now.turns >= TURNS:
        place = None
    turn_air(db, moved(db, now, place, 0 if place is None else now.turns + 1))
    if place is not None:
        aired(db, place, is_by_hand=False)
    return True


def next_(db: Connection, by: str) -> StoredPost | None:
    """Put on air what comes next; which post that is, None when there is none.

    While posts change by themselves that is what would come: it is what an operator sees as next.
    """
    post = coming(db) if due(db) is not None else None
    post = post or following(db)
    return post if post is not None and take(db, post.place, by) else None


def coming(db: Connection) -> StoredPost | None:
    """What comes on air by itself next, unless the card does."""
    place = _coming(db, air(db))
    return _post(db, place) if place is not None else None


def _coming(db: Connection, now: Air) -> int | None:
    chosen = [] if now.next is None else [now.next]
    new: list[int] = [place for (place,) in db.execute(_NEW)]
    for place in (*chosen, *new, *(_again(db) if look(db).recycles else [])):
        post = _post(db, place) if place != now.place else None
        if post is not None and not unfit(db, post):
            return place
    return None


def _again(db: Connection) -> list[int]:
    """One of each author, the author who was not seen for longest first."""
    found = []
    for _, rows in groupby(db.execute(_SHOWN), key=lambda row: row[0]):
        own = [(at, place) for _, place, at in rows]
        found.append((max(own)[0], own[0][1]))
    return [place for _, place in sorted(found)]


def _post(db: Connection, place: int) -> StoredPost | None:
    return pages.by_places(db, [place]).get(place)

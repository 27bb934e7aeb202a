"""What a recorded event holds, in the order in which it came: read, and nothing else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from heapq import merge
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.decoding import decoder
from backchannel.model.moments import from_micros
from backchannel.model.post import Post
from backchannel.model.programme import Event
from backchannel.store import meta
from backchannel.store.connection import Connection
from backchannel.store.schema import desk_of
from backchannel.store.search.situation import KNOWN, Told, told_event

LATE: Final = 15 * 60_000_000
"""Microseconds. What was seen later than this after it was posted was found afterwards, by paging
back or by adding a source; it comes when it was posted, and anything else when it was seen."""

STEP: Final = 500
"""How many posts are read at once."""

_DUE: Final = f"iif(p.first_seen - p.place > {LATE}, p.place, max(p.first_seen, p.place))"
_PART: Final = 500
_decode: Final = decoder(Post)


class Recording(Struct, frozen=True):
    """Which event, and from which moment to which there are posts; both 0 where there is none.

    `desk` is the one whose store it is.
    """

    event: Event | None
    first: int
    last: int
    desk: str = ""


class Given(Struct, frozen=True):
    """At this moment a source gave this post: for the first time, or edited, or as one of several.

    `place` is where it stands in the recording. A post that has no date has that of its place.
    """

    at: int
    place: int
    source: str
    pane: str
    post: Post


class Afterwards(Struct, frozen=True):
    """What became of posts later: when, which one, and the further source; "" for an edit."""

    at: int
    place: int
    source: str


class _Row(Struct, frozen=True):
    place: int
    due: int
    pane: str
    source: str
    bodies: tuple[tuple[int, Post], ...]
    """Each with the moment until which it was so; the last is how it stayed."""

    def at(self, moment: int) -> Post:
        ends = [until for until, _ in self.bodies[:-1]]
        return self.bodies[bisect_right(ends, moment)][1]


def recording(db: Connection) -> Recording:
    """What there is. Posts that were deleted have no words any more and are not counted."""
    event, known = told_event(db), meta.kept(db, KNOWN, Told()).sessions
    if event is not None and known:  # those of calendars, too
        event = replace(event, sessions=known)
    first, last = (db.value(f"SELECT {which}(place) FROM posts") for which in ("min", "max"))
    if first is None or last is None:
        return Recording(event, 0, 0, desk_of(db))
    due = f"SELECT max({_DUE}) FROM posts p WHERE p.place >= ?"
    return Recording(event, int(first), int(db.value(due, (last - LATE,)) or last), desk_of(db))


def afterwards(db: Connection) -> Sequence[Afterwards]:
    """All edits and further sources, in order."""
    first = "SELECT first_seen FROM posts q WHERE q.place = s.place"
    seen = f"iif(s.seen_at - s.place > {LATE} AND ({first}) - s.place > {LATE}, s.place, s.seen_at)"
    sources = db.execute(f"SELECT {seen}, place, source FROM sightings s WHERE turn > 0")
    edits = db.execute("SELECT seen_at, place, '' FROM revisions")
    found = [
        Afterwards(at, place, source) for rows in (sources, edits) for at, place, source in rows
    ]
    return sorted(found, key=_order)


def step(
    db: Connection, after: int, until: int, later: Sequence[Afterwards]
) -> tuple[Sequence[Given], int]:
    """What was given after one moment and up to another, in order; and how far that reaches.

    It reaches up to `until`, or less far where there is much. `later` is what `afterwards` found.
    """
    edge = db.value(
        "SELECT place FROM posts WHERE place > ? ORDER BY place LIMIT 1 OFFSET ?", (after, STEP)
    )
    reached = until if edge is None else min(until, int(edge))
    window = (after - LATE, reached, after, reached)
    places = [place for (place,) in db.execute(_IN_WINDOW, window)]
    own = _slice(later, after, reached)
    rows = _rows(db, {*places, *(each.place for each in own)})
    return list(_told(rows, places, own)), reached


def again(
    db: Connection, places: Iterable[int], until: int, later: Sequence[Afterwards]
) -> Sequence[Given]:
    """What was given of some posts up to a moment, in order."""
    rows = {place: row for place, row in _rows(db, set(places)).items() if row.due <= until}
    own = [each for each in later if each.place in rows and each.at <= until]
    return list(_told(rows, list(rows), own))


_IN_WINDOW: Final = (
    "SELECT p.place FROM posts p WHERE p.place > ? AND p.place <= ? AND p.gone_at IS NULL "
    f"AND {_DUE} > ? AND {_DUE} <= ?"
)


def _told(
    rows: Mapping[int, _Row], places: Iterable[int], later: Iterable[Afterwards]
) -> Iterable[Given]:
    new = [
        Given(row.due, row.place, row.source, row.pane, row.at(row.due))
        for row in (rows[place] for place in places if place in rows)
    ]
    more = [
        Given(
            max(each.at, row.due), row.place, each.source or row.source, row.pane, row.at(each.at)
        )
        for each in later
        if (row := rows.get(each.place)) is not None
    ]
    return merge(sorted(new, key=_order), sorted(more, key=_order), key=_order)


def _slice(later: Sequence[Afterwards], after: int, until: int) -> Sequence[Afterwards]:
    begin = bisect_right(later, after, key=_at)
    return later[begin : bisect_right(later, until, key=_at)]


def _at(each: Afterwards) -> int:
    return each.at


def _order(each: Given | Afterwards) -> tuple[int, int]:
    return each.at, each.place


def _rows(db: Connection, places: Iterable[int]) -> dict[int, _Row]:
    wanted, found = sorted(places), {}
    for start in range(0, len(wanted), _PART):
        part = tuple(wanted[start : start + _PART])
        marks = ", ".join("?" * len(part))
        bodies = _grouped(
            db, f"SELECT place, seen_at, body FROM revisions WHERE place IN ({marks}) "
            "ORDER BY place, seen_at", part,
        )  # fmt: skip  # one statement
        names = _grouped(
            db, f"SELECT place, identity FROM identities WHERE place IN ({marks})", part
        )
        rows = db.execute(
            f"SELECT place, {_DUE}, pane, body, (SELECT source FROM sightings s "
            "WHERE s.place = p.place AND s.turn = 0) FROM posts p "
            f"WHERE p.place IN ({marks}) AND p.gone_at IS NULL",
            part,
        )
        for place, due, pane, body, source in rows:
            own = [name for (name,) in names.get(place, ())]
            wordings = (*bodies.get(place, ()), (0, body))
            posts = tuple((until, _named(_decode(each), place, own)) for until, each in wordings)
            found[place] = _Row(place, due, pane, source or "", posts)
    return found


def _grouped(
    db: Connection, query: str, places: tuple[int, ...]
) -> dict[int, list[tuple[Any, ...]]]:  # Any: SQLite's columns are typed by the schema
    found: dict[int, list[tuple[Any, ...]]] = {}
    for place, *more in db.execute(query, places):
        found.setdefault(place, []).append(tuple(more))
    return found


def _named(post: Post, place: int, names: Sequence[str]) -> Post:
    """With every name it is known by, and the moment at which it stands."""
    moment = from_micros(place)
    return replace(post, published=moment, aliases=tuple(names))

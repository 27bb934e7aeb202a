"""Posts on their way out of the store: pages by key, newest first, for panes and for printing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from backchannel.model.moments import from_micros
from backchannel.model.post import Post, StoredPost
from backchannel.model.query import EVERYTHING, Query
from backchannel.model.reading import ARRIVED_LIMIT, Page
from backchannel.store import search
from backchannel.store.connection import Connection

_decode = msgspec.json.Decoder(Post).decode

_COLUMNS: Final = (
    "p.place, p.number, p.version, p.pane, p.first_seen, p.body, p.is_hidden, p.gone_at, "
    "(SELECT group_concat(source, char(31) ORDER BY seen_at, source) FROM sightings s "
    "WHERE s.place = p.place), "
    "EXISTS (SELECT 1 FROM pins WHERE pins.place = p.place)"
)
COUNTED: Final = 1_000
"""How far the posts beyond a page are counted."""

Params = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Which posts: of a pane (None for all) that match a filter and are in sight.

    `timezone` is the zone in which the filter's clock times are meant.
    """

    pane: str | None = None
    query: Query = EVERYTHING
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a view as SQL: everything after SELECT columns, and the ordering key."""

    sql: str
    params: Params
    key: str


def around(
    db: Connection, view: View, place: int | None, *, newer: int, older: int, since: int | None
) -> Page:
    """A page around a place; see `model.reading.Pages.around`. Costs the same in any store."""
    rows = _rows(db, view)
    above: list[StoredPost] = []
    if place is None:
        below = _select(db, rows, "", (), f"{rows.key} DESC", older + 1)
    else:
        above = _select(db, rows, f"{rows.key} > ?", (place,), rows.key, newer + 1)[::-1]
        below = _select(db, rows, f"{rows.key} <= ?", (place,), f"{rows.key} DESC", older + 2)
        # The post at the place itself comes on top of the `older` ones after it.
        older += bool(below) and below[0].place == place
    has_newer = len(above) > newer
    kept = above[has_newer:] + below[:older]
    return Page(
        posts=tuple(kept),
        newer=_count_newer(db, rows, kept[0].place) if has_newer and kept else 0,
        older=-1 if len(below) > older else 0,
        latest=latest(db),
        arrived=() if since is None else _arrived(db, view, since),
    )


def latest(db: Connection) -> int:
    """The highest number given to any post so far, 0 in an empty store."""
    return int(db.value("SELECT coalesce(max(number), 0) FROM posts"))


def count(db: Connection, view: View) -> int:
    """How many posts there are in a view; its cost grows with the answer."""
    rows = _rows(db, view)
    return int(db.value(f"SELECT count(*) {rows.sql}", rows.params))


def newest(
    db: Connection, view: View, limit: int | None, *, after: int = 0
) -> Iterator[StoredPost]:
    """The `limit` newest posts of a view, or all, oldest first; of those numbered above `after`.

    All of them are read as they are asked for, in little memory.
    """
    rows = _rows(db, view)
    condition, params = "p.number > ?", (after,)
    if limit is None:
        return _iterate(db, rows, condition, params, rows.key, -1)
    return iter(_select(db, rows, condition, params, f"{rows.key} DESC", limit)[::-1])


def by_places(db: Connection, places: Iterable[int]) -> dict[int, StoredPost]:
    """Posts by their places, hidden and deleted ones too; unknown places are left out."""
    wanted = list(places)
    found: dict[int, StoredPost] = {}
    for start in range(0, len(wanted), 500):
        part = tuple(wanted[start : start + 500])
        marks = ", ".join("?" * len(part))
        for row in db.execute(f"SELECT {_COLUMNS} FROM posts p WHERE p.place IN ({marks})", part):
            found[row[0]] = _stored(row)
    return found


def by_number(db: Connection, number: int) -> StoredPost | None:
    """The post that people call by this number, hidden and deleted ones too."""
    row = db.execute(f"SELECT {_COLUMNS} FROM posts p WHERE p.number = ?", (number,)).fetchone()
    return _stored(row) if row else None


def _rows(db: Connection, view: View) -> _Rows:
    """A filter walks the index in its own order; a pane without one walks its rows."""
    conditions = ["p.is_hidden = 0", "p.gone_at IS NULL"]
    params: Params = ()
    table, key = "posts p", "p.place"
    if view.query != EVERYTHING:
        now = db.now().astimezone(ZoneInfo(view.timezone))
        matching, params = search.condition(view.query, now)
        table, key = "search CROSS JOIN posts p ON p.place = search.rowid", "search.rowid"
        conditions.insert(0, matching)
    if view.pane is not None:
        conditions.append("p.pane = ?")
        params = (*params, view.pane)
    return _Rows(f"FROM {table} WHERE {' AND '.join(conditions)}", params, key)


def _select(
    db: Connection, rows: _Rows, condition: str, params: Params, order: str, limit: int
) -> list[StoredPost]:
    return list(_iterate(db, rows, condition, params, order, limit))


def _iterate(
    db: Connection, rows: _Rows, condition: str, params: Params, order: str, limit: int
) -> Iterator[StoredPost]:
    extra = f" AND {condition}" if condition else ""
    found = db.execute(
        f"SELECT {_COLUMNS} {rows.sql}{extra} ORDER BY {order} LIMIT ?",
        (*rows.params, *params, limit),
    )
    return map(_stored, found)


def _count_newer(db: Connection, rows: _Rows, place: int) -> int:
    """How many come before a page; -1 when they are too many to count at once."""
    found = int(
        db.value(
            f"SELECT count(*) FROM (SELECT 1 {rows.sql} AND {rows.key} > ? LIMIT ?)",
            (*rows.params, place, COUNTED + 1),
        )
    )
    return found if found <= COUNTED else -1


def _arrived(db: Connection, view: View, since: int) -> tuple[int, ...]:
    """Walks from the earliest place that came since: what arrives is nearly always recent."""
    earliest = db.value(
        "SELECT min(place) FROM (SELECT place FROM posts WHERE number > ? LIMIT ?)",
        (since, 5 * ARRIVED_LIMIT),
    )
    if earliest is None:
        return ()
    rows = _rows(db, view)
    found = db.execute(
        f"SELECT p.place {rows.sql} AND {rows.key} >= ? AND p.number > ? LIMIT ?",
        (*rows.params, earliest, since, ARRIVED_LIMIT),
    )
    return tuple(place for (place,) in found)


def _stored(row: tuple[Any, ...]) -> StoredPost:  # Any: SQLite's columns are typed by the schema
    place, number, version, pane, first_seen, body, is_hidden, gone_at, sources, is_pinned = row
    return StoredPost(
        place=place,
        number=number,
        version=version,
        pane=pane,
        post=_decode(body),
        first_seen=from_micros(first_seen),
        sources=tuple((sources or "").split("\x1f")),
        is_pinned=bool(is_pinned),
        is_hidden=bool(is_hidden),
        is_gone=gone_at is not None,
    )

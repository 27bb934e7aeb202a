"""Posts on their way out of the store: pages by key, newest first, for panes and for printing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from backchannel.model.moments import from_micros
from backchannel.model.post import Post, StoredPost
from backchannel.model.query import EVERYTHING, Query
from backchannel.model.reading import ARRIVED_LIMIT, OLDEST, Page
from backchannel.store import search
from backchannel.store.connection import Connection

_decode = msgspec.json.Decoder(Post).decode

_COLUMNS: Final = (
    "p.place, p.number, p.version, p.pane, p.first_seen, p.body, p.is_hidden, p.gone_at, "
    "(SELECT group_concat(source, char(31) ORDER BY turn) FROM sightings s "
    "WHERE s.place = p.place), "
    "EXISTS (SELECT 1 FROM pins WHERE pins.place = p.place), "
    "EXISTS (SELECT 1 FROM stash WHERE stash.place = p.place)"
)
_HIDDEN, _MUTED = 1, 2
"""What `posts.is_hidden` is the sum of."""

COUNTED: Final = 1_000
"""How far the posts beyond a page are counted."""

STEP: Final = 500
"""How many posts a walk reads at once."""

LOOKED_THROUGH: Final = 5 * ARRIVED_LIMIT
"""How many new posts are looked through for those that match a filter."""

RUNS: Final = 4
"""In how many stretches they are looked for, at most; each costs a query."""

GAP: Final = 3_600_000_000
"""Microseconds between two posts that make it worth while to start a new stretch."""

_RANK: Final = "bm25(search, 1.0, 1.0, 0.0)"
"""Of words and names (sqlite.org/fts5.html, section 5.1.1); facets are the same for everyone."""

Params = tuple[str | int, ...]


class View(Struct, frozen=True):
    """Which posts: of a pane (None for all) that match a filter and are in sight.

    `timezone` is the zone in which the filter's clock times are meant.
    """

    pane: str | None = None
    query: Query = EVERYTHING
    timezone: str = "UTC"


class _Rows(Struct, frozen=True):
    """The rows of a view as SQL: everything after SELECT columns, and the ordering key."""

    sql: str
    params: Params
    key: str


def around(
    db: Connection, view: View, place: int | None, *, newer: int, older: int, since: int | None
) -> Page:
    """A page around a place; see `model.reading.Pages.around`. Costs the same in any store."""
    rows = _rows(db, view)
    newest_first = f"{rows.key} DESC"
    above: list[StoredPost] = []
    if place is None:
        below = _select(db, rows, "", (), order=newest_first, limit=older + 1)
    else:
        up, down = f"{rows.key} > ?", f"{rows.key} <= ?"
        above = _select(db, rows, up, (place,), order=rows.key, limit=newer + 1)[::-1]
        below = _select(db, rows, down, (place,), order=newest_first, limit=older + 2)
        # The post at the place itself comes on top of the `older` ones after it.
        older += bool(below) and below[0].place == place
    has_newer = len(above) > newer
    kept = above[has_newer:] + below[:older]
    top = kept[0].place if kept else place
    return Page(
        posts=tuple(kept),
        newer=_count_newer(db, rows, top) if has_newer and top is not None else 0,
        older=-1 if len(below) > older else 0,
        latest=latest(db),
        arrived=_first_arrived(db, view, since) if since is not None else (),
    )


def latest(db: Connection) -> int:
    """The highest number given to any post so far, 0 in an empty store."""
    return int(db.value("SELECT coalesce(max(number), 0) FROM posts"))


def count(db: Connection, view: View) -> int:
    """How many posts there are in a view; its cost grows with the answer."""
    rows = _rows(db, view)
    return int(db.value(f"SELECT count(*) {rows.sql}", rows.params))


def walk(db: Connection, view: View, count: int | None = None) -> Iterator[StoredPost]:
    """The `count` newest posts of a view, or all, oldest first, in little memory however many.

    Each step is a look of its own, so the connection must be the caller's and outside a
    transaction; posts that come while it walks are not among them.
    """
    rows, last = _rows(db, view), latest(db)
    place = OLDEST if count is None else _before_newest(db, rows, count, last)
    beyond = f"{rows.key} > ? AND p.number <= ?"
    while part := _select(db, rows, beyond, (place, last), order=rows.key, limit=STEP):
        yield from part
        place = part[-1].place


def arrived(db: Connection, view: View, since: int) -> list[StoredPost]:
    """The posts of a view numbered above `since`, in the order of the pane, oldest first."""
    found = by_places(db, _arrived(db, view, since, -1))
    return [found[place] for place in sorted(found)]


def best(db: Connection, view: View, most: int) -> tuple[int, ...]:
    """The places of the `most` best matches of a view, the best first and of equals the newest.

    Everything that matches is weighed, so its cost grows with what is found, unlike that of a page.
    Where the index is not asked, nothing can be weighed, and the newest are the best.
    """
    rows = _rows(db, view)
    rank = f"{_RANK}, " if rows.key == "search.rowid" else ""
    found = db.execute(
        f"SELECT p.place {rows.sql} ORDER BY {rank}p.place DESC LIMIT ?", (*rows.params, most)
    )
    return tuple(place for (place,) in found)


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
    if not 0 < number < 1 << 63:
        return None
    row = db.execute(f"SELECT {_COLUMNS} FROM posts p WHERE p.number = ?", (number,)).fetchone()
    return _stored(row) if row else None


def _rows(db: Connection, view: View) -> _Rows:
    """A filter walks the index in its own order; a pane without one walks its rows."""
    conditions, params = _in_sight(view)
    if view.query == EVERYTHING:
        return _Rows(f"FROM posts p WHERE {' AND '.join(conditions)}", params, "p.place")
    matching, asked = _matching(db, view)
    return _Rows(
        "FROM search CROSS JOIN posts p ON p.place = search.rowid "
        f"WHERE {' AND '.join([matching, *conditions])}",
        (*asked, *params),
        "search.rowid",
    )


def _in_sight(view: View) -> tuple[list[str], Params]:
    conditions = ["p.is_hidden = 0", "p.gone_at IS NULL"]
    return (
        ([*conditions, "p.pane = ?"], (view.pane,)) if view.pane is not None else (conditions, ())
    )


def _matching(db: Connection, view: View) -> tuple[str, Params]:
    return search.condition(view.query, db.now().astimezone(ZoneInfo(view.timezone)))


def _select(
    db: Connection, rows: _Rows, condition: str, params: Params, *, order: str, limit: int
) -> list[StoredPost]:
    extra = f" AND {condition}" if condition else ""
    found = db.execute(
        f"SELECT {_COLUMNS} {rows.sql}{extra} ORDER BY {order} LIMIT ?",
        (*rows.params, *params, limit),
    )
    return [_stored(row) for row in found]


def _count_newer(db: Connection, rows: _Rows, place: int) -> int:
    """How many come before a page; -1 when they are too many to count at once."""
    found = int(
        db.value(
            f"SELECT count(*) FROM (SELECT 1 {rows.sql} AND {rows.key} > ? LIMIT ?)",
            (*rows.params, place, COUNTED + 1),
        )
    )
    return found if found <= COUNTED else -1


def _before_newest(db: Connection, rows: _Rows, count: int, last: int) -> int:
    """The place after which the `count` newest posts come."""
    found = db.value(
        f"SELECT {rows.key} {rows.sql} AND p.number <= ? ORDER BY {rows.key} DESC LIMIT 1 OFFSET ?",
        (*rows.params, last, count),
    )
    return OLDEST if found is None else int(found)


def _first_arrived(db: Connection, view: View, since: int) -> tuple[int, ...]:
    return tuple(_arrived(db, view, since, LOOKED_THROUGH)[:ARRIVED_LIMIT])


def _arrived(db: Connection, view: View, since: int, most: int) -> list[int]:
    """Which posts of a view are among the `most` that came after a number; -1 for all of them.

    Found by number, so that one that came late and belongs far down costs no more.
    """
    conditions, params = _in_sight(view)
    came = db.execute(
        # By number, whatever else is indexed: the pane's index would be walked from its beginning.
        "SELECT p.place FROM posts p NOT INDEXED JOIN "
        "(SELECT place FROM posts WHERE number > ? ORDER BY number LIMIT ?) USING (place) "
        f"WHERE {' AND '.join(conditions)}",
        (since, most, *params),
    )
    places = [place for (place,) in came]
    return places if view.query == EVERYTHING else _found_among(db, view, places)


def _found_among(db: Connection, view: View, places: Sequence[int]) -> list[int]:
    """Those that match. The index is walked where they are, and not what lies far between them."""
    matching, params = _matching(db, view)
    found: set[int] = set()
    for run in _runs(sorted(places)):
        ends = (run[0], run[-1])
        rows = db.execute(
            f"SELECT rowid FROM search WHERE {matching} AND rowid BETWEEN ? AND ?", (*params, *ends)
        )
        found |= {place for (place,) in rows}
    return [place for place in places if place in found]


def _runs(places: Sequence[int]) -> Iterator[Sequence[int]]:
    """Growing places in a few stretches, cut at the widest gaps if those are wide."""
    gaps = [at for at in range(1, len(places)) if places[at] - places[at - 1] > GAP]
    widest = sorted(gaps, key=lambda at: places[at - 1] - places[at])[: RUNS - 1]
    cuts = [0, *sorted(widest), len(places)]
    yield from (places[start:end] for start, end in pairwise(cuts) if start < end)


def _stored(row: tuple[Any, ...]) -> StoredPost:  # Any: SQLite's columns are typed by the schema
    place, number, version, pane, first_seen, body, hidden, gone_at, sources, *is_so = row
    return StoredPost(
        place=place,
        number=number,
        version=version,
        pane=pane,
        post=_decode(body),
        first_seen=from_micros(first_seen),
        sources=tuple((sources or "").split("\x1f")),
        is_pinned=bool(is_so[0]),
        is_hidden=bool(hidden & _HIDDEN),
        is_gone=gone_at is not None,
        is_muted=bool(hidden & _MUTED),
        is_stashed=bool(is_so[1]),
    )

"""Posts on their way out of the store: pages by key, newest first, for panes and for printing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from heapq import nsmallest
from itertools import pairwise
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.post import StoredPost
from backchannel.model.query import EVERYTHING, Query
from backchannel.model.reading import ARRIVED_LIMIT, OLDEST, Page
from backchannel.model.roles.rule import Pointed
from backchannel.store import search
from backchannel.store.connection import Connection
from backchannel.store.held.pointing import pointed
from backchannel.store.held.stored import BESIDE, COLUMNS, stored_at, stored_of
from backchannel.store.search.patience import LONGEST, patient

STEP: Final = 500
"""How many posts a walk reads at once."""

LOOKED_THROUGH: Final = 5 * ARRIVED_LIMIT
"""How many new posts are looked through for those that match a filter."""

RUNS: Final = 4
"""In how many stretches they are looked for, at most; each costs a query."""

GAP: Final = 3_600_000_000
"""Microseconds between two posts that make it worth while to start a new stretch."""

_LATEST: Final = (
    "SELECT max(coalesce((SELECT max(number) FROM posts), 0), "
    "coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'numbers'), 0))"
)

_RANK: Final = "bm25({table}, 1.0, 1.0, 0.0)"
"""Of words and names (sqlite.org/fts5.html, section 5.1.1); facets are the same for everyone."""


class View(Struct, frozen=True):
    """Which posts: of a pane (None for all) that match a filter and are in sight.

    `timezone` is the zone in which the filter's clock times are meant. `patience` is how many
    seconds of work one look may take that goes through posts one by one; None is all it takes. New
    is what is newer than the marks `read`, by default those that the panes have now.
    """

    pane: str | None = None
    query: Query = EVERYTHING
    timezone: str = "UTC"
    patience: float | None = LONGEST
    read: search.Marks | None = None


def around(
    db: Connection, view: View, place: int | None, *, newer: int, older: int, since: int | None
) -> Page:
    """A page around a place; see `model.reading.Pages.around`. Costs the same in any store."""
    beside = partial(_around, db, view, place, newer=newer, older=older)
    looked_at = rows_of(db, view, is_looked_at=True)
    page = beside(looked_at)
    if page.is_cut:
        page = beside(rows_of(db, view))
    arrived = () if since is None else _first_arrived(db, view, looked_at, since)
    return replace(page, arrived=arrived)


def _around(
    db: Connection,
    view: View,
    place: int | None,
    rows: search.Rows,
    *,
    newer: int,
    older: int,
) -> Page:
    look = partial(_select, db, rows, view.patience)
    above: list[StoredPost] = []
    if place is None:
        below, is_cut = look(order="DESC", limit=older + 1)
    else:
        rising, is_cut_above = look("{key} > ?", place, order="ASC", limit=newer + 1)
        below, is_cut = look("{key} <= ?", place, order="DESC", limit=older + 2)
        above, is_cut = rising[::-1], is_cut or is_cut_above
        # The post at the place itself comes on top of the `older` ones after it.
        older += bool(below) and below[0].place == place
    has_newer = len(above) > newer
    kept = above[has_newer:] + below[:older]
    return Page(
        posts=tuple(kept),
        newer=has_newer,
        older=len(below) > older,
        latest=latest(db),
        pointed=pointed_among(db, view, kept),
        is_cut=is_cut,
    )


def latest(db: Connection) -> int:
    """The highest number given to any post so far, 0 in an empty store.

    Also to one that is not there any more: no number is given twice.
    """
    return int(db.value(_LATEST))


def keep_latest(db: Connection) -> None:
    """Remember it: posts are about to be taken out for good."""
    db.execute("INSERT OR REPLACE INTO meta VALUES ('numbers', ?)", (str(latest(db)),))


def count(db: Connection, view: View) -> int:
    """How many posts there are in a view; its cost grows with the answer."""
    return int(db.value(*rows_of(db, view, is_counted=True).count()))


def walk(db: Connection, view: View, count: int | None = None) -> Iterator[StoredPost]:
    """The `count` newest posts of a view, or all, oldest first, in little memory however many.

    Each step is a look of its own, so the connection must be the caller's and outside a
    transaction; posts that come while it walks are not among them.
    """
    last = latest(db)
    with db:  # what is asked and what is looked at are of one state, here and in each step
        place = OLDEST if count is None else _before_newest(db, rows_of(db, view), count, last)
    while part := _after(db, view, place, last):
        yield from part
        place = part[-1].place


def arrived(db: Connection, view: View, since: int) -> list[StoredPost]:
    """The posts of a view numbered above `since`, in the order of the pane, oldest first."""
    found = by_places(db, _matching(db, rows_of(db, view), _came(db, view, since, -1)))
    return [found[place] for place in sorted(found)]


def best(db: Connection, view: View, most: int) -> tuple[int, ...]:
    """The places of the `most` best matches of a view, the best first and of equals the newest.

    All that match are weighed, the newest first, as far as the view's patience goes: what is older
    is then left out. Where the index is not asked, nothing can be weighed, and the newest are the
    best. -1 is all of them.
    """
    # Not spelled out: a beginning weighs as much as all words that begin so.
    situation = search.situation(db, view.timezone, view.read)
    rows = search.rows(view.query, situation, view.pane, tables=search.tables(db))
    newest_first = rows.select(_RANK if rows.is_indexed else "0.0", order="DESC")

    def weighed() -> Iterator[tuple[float, int]]:
        with patient(db, view.patience):
            yield from ((rank, -place) for place, rank in db.execute(*newest_first))

    found = sorted(weighed()) if most < 0 else nsmallest(most, weighed())
    return tuple(-place for _, place in found)


def by_places(db: Connection, places: Iterable[int]) -> dict[int, StoredPost]:
    """Posts by their places, hidden and deleted ones too; unknown places are left out."""
    return stored_at(db, places)


def by_number(db: Connection, number: int) -> StoredPost | None:
    """The post that people call by this number, hidden and deleted ones too."""
    if not 0 < number < 1 << 63:
        return None
    row = db.execute(f"SELECT {COLUMNS} FROM posts p WHERE p.number = ?", (number,)).fetchone()
    return stored_of(row) if row else None


def rows_of(
    db: Connection, view: View, *, is_counted: bool = False, is_looked_at: bool = False
) -> search.Rows:
    """The rows of a view; `is_counted` when all of them are wanted, and not just the next few.

    With `is_looked_at` frequent beginnings are looked for in the posts: quick for the next few.
    """
    situation = search.situation(db, view.timezone, view.read)
    return search.rows(
        view.query,
        situation,
        view.pane,
        is_counted=is_counted,
        spelled=partial(search.spelled_out, db, is_looked_at=is_looked_at),
        tables=search.tables(db),
    )


def _select(
    db: Connection,
    rows: search.Rows,
    patience: float | None,
    condition: str = "",
    place: int | None = None,
    *,
    order: str,
    limit: int,
) -> tuple[list[StoredPost], bool]:
    """The posts, and whether the look had to be ended before all were found."""
    at = () if place is None else (place,)
    sql, params = rows.select(BESIDE, condition, at, order=order)
    found: list[StoredPost] = []
    with patient(db, patience if rows.is_slow else None) as look:
        for row in db.execute(f"{sql} LIMIT ?", (*params, limit)):
            found.append(stored_of(row))  # noqa: PERF401  # what was found stays when time is up
    return found, look.is_cut


def pointed_among(db: Connection, view: View, found: Iterable[StoredPost]) -> dict[int, Pointed]:
    """What rules say of these posts, by their places."""
    event = search.event_of(db)
    if event is None or not event.rules:
        return {}
    return pointed(event.rules, search.situation(db, view.timezone, view.read), found)


def _after(db: Connection, view: View, place: int, last: int) -> list[StoredPost]:
    """The next step of a walk, of posts up to number `last`; asked anew, for words may settle."""
    beyond = ("{key} > ? AND p.number <= ?", (place, last))
    with db:
        sql, params = rows_of(db, view).select(BESIDE, *beyond, order="ASC")
        rows = list(db.execute(f"{sql} LIMIT ?", (*params, STEP)))
    return [stored_of(row) for row in rows]


def _before_newest(db: Connection, rows: search.Rows, count: int, last: int) -> int:
    """The place after which the `count` newest posts come."""
    sql, params = rows.select("", "p.number <= ?", (last,), order="DESC")
    found = db.value(f"{sql} LIMIT 1 OFFSET ?", (*params, count))
    return OLDEST if found is None else int(found)


def _first_arrived(db: Connection, view: View, rows: search.Rows, since: int) -> tuple[int, ...]:
    """As many as are wanted, looked for in parts: of a frequent word the first has enough."""
    own = _came(db, view, since, LOOKED_THROUGH)
    found: list[int] = []
    for start in range(0, len(own), ARRIVED_LIMIT):
        found += _matching(db, rows, own[start : start + ARRIVED_LIMIT])
        if len(found) >= ARRIVED_LIMIT:
            break
    return tuple(found[:ARRIVED_LIMIT])


def came(db: Connection, view: View, rows: search.Rows, since: int) -> list[int]:
    """Places of all posts of a view, which are its `rows`, that came after a number."""
    return _matching(db, rows, _came(db, view, since, -1))


def first_arrived(db: Connection, view: View, since: int) -> tuple[int, ...]:
    """`Page.arrived` of a page of the view."""
    return _first_arrived(db, view, rows_of(db, view, is_looked_at=True), since)


def _came(db: Connection, view: View, since: int, most: int) -> list[tuple[int, bool]]:
    """Places of a pane's posts among the `most` that came after a number, and which are in sight.

    Found by number, so that one that came late and belongs far down costs no more. -1 is all.
    """
    came = db.execute(
        "SELECT place, pane, is_hidden = 0 AND gone_at IS NULL FROM posts "
        "INDEXED BY posts_by_number WHERE number > ? ORDER BY number LIMIT ?",
        (since, most),
    )
    return [(place, bool(is_seen)) for place, pane, is_seen in came if view.pane in {None, pane}]


def _matching(db: Connection, rows: search.Rows, own: Sequence[tuple[int, bool]]) -> list[int]:
    if rows.is_plain:
        return [place for place, is_in_sight in own if is_in_sight]
    return _found_among(db, rows, [place for place, _ in own])


def _found_among(db: Connection, rows: search.Rows, places: Sequence[int]) -> list[int]:
    """Those that match. The index is walked where they are, and not what lies far between them."""
    found: set[int] = set()
    for run in _runs(sorted(places)):
        within = rows.select("", "{key} BETWEEN ? AND ?", (run[0], run[-1]))
        found |= {place for (place,) in db.execute(*within)}
    return [place for place in places if place in found]


def _runs(places: Sequence[int]) -> Iterator[Sequence[int]]:
    """Growing places in a few stretches, cut at the widest gaps if those are wide."""
    gaps = [at for at in range(1, len(places)) if places[at] - places[at - 1] > GAP]
    widest = sorted(gaps, key=lambda at: places[at - 1] - places[at])[: RUNS - 1]
    cuts = [0, *sorted(widest), len(places)]
    yield from (places[start:end] for start, end in pairwise(cuts) if start < end)

"""Posts on their way out of the store: pages by key, newest first, for panes and for printing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from heapq import nsmallest
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.post import StoredPost
from backchannel.model.query import EVERYTHING, Query
from backchannel.model.reading import OLDEST, Page
from backchannel.model.roles.rule import Pointed
from backchannel.store import search
from backchannel.store.connection import Connection
from backchannel.store.held import came
from backchannel.store.held.muted import muted, stamps_of
from backchannel.store.held.pointing import pointed
from backchannel.store.held.stored import BESIDE, COLUMNS, stored_at, stored_of
from backchannel.store.search.patience import LONGEST, patient

STEP: Final = 500
"""How many posts a walk reads at once."""

LEAST: Final = 50
"""How many are read at once where rules mute, and more are needed."""

_LATEST: Final = (
    "SELECT max(coalesce((SELECT max(number) FROM posts), 0), "
    "coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'numbers'), 0))"
)

_At = tuple[str, tuple[int, ...]]
"""A condition on places, and its parameters."""

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
    arrived = () if since is None else came.first(db, view.pane, looked_at, since)
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
    rows = rows_of(db, view, is_looked_at=True)
    found = by_places(db, came.since(db, view.pane, rows, since))
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

    With `is_looked_at` frequent beginnings, and what rules mute, are looked for in the posts: quick
    for the next few.
    """
    situation = search.situation(db, view.timezone, view.read)
    return search.rows(
        view.query,
        situation,
        view.pane,
        is_counted=is_counted,
        is_looked_at=is_looked_at,
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
    read, at = partial(_posts, db, rows, order), (condition, () if place is None else (place,))
    found: list[StoredPost] = []
    with patient(db, patience if rows.is_slow or rows.has_muted else None) as look:
        if rows.has_muted:
            found = _unmuted(db, read, at, order=order, limit=limit)
        else:
            for post in read(at, limit):
                found.append(post)  # what was found stays when time is up
    return found, look.is_cut


def _unmuted(
    db: Connection,
    read: Callable[[_At, int], Iterator[StoredPost]],
    at: _At,
    *,
    order: str,
    limit: int,
) -> list[StoredPost]:
    """Those that no rule mutes, until there are enough."""
    found: list[StoredPost] = []
    while len(found) < limit:
        step = max(limit - len(found), LEAST)
        part = {post.place: post for post in read(at, step)}
        hidden = muted(db, stamps_of(part), part)
        found += (post for place, post in part.items() if place not in hidden)
        if len(part) < step:
            break
        at = "{key} > ?" if order == "ASC" else "{key} < ?", (next(reversed(part)),)
    return found[:limit]


def _posts(
    db: Connection, rows: search.Rows, order: str, at: _At, limit: int
) -> Iterator[StoredPost]:
    condition, places = at
    sql, params = rows.select(BESIDE, condition, places, order=order)
    return map(stored_of, db.execute(f"{sql} LIMIT ?", (*params, limit)))


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


def first_arrived(db: Connection, view: View, since: int) -> tuple[int, ...]:
    """`Page.arrived` of a page of the view."""
    return came.first(db, view.pane, rows_of(db, view, is_looked_at=True), since)

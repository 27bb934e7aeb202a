"""Which posts of a view came after a number: those that are new to somebody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from backchannel.model.reading import ARRIVED_LIMIT
from backchannel.store.connection import Connection
from backchannel.store.held.muted import muted
from backchannel.store.search import Rows

LOOKED_THROUGH: Final = 5 * ARRIVED_LIMIT
"""How many new posts are looked through for those that match a filter."""

RUNS: Final = 4
"""In how many stretches they are looked for, at most; each costs a query."""

GAP: Final = 3_600_000_000
"""Microseconds between two posts that make it worth while to start a new stretch."""

_STAMPS: Final = (
    "SELECT place, number, version FROM posts WHERE place IN (SELECT value FROM json_each(?))"
)


def since(db: Connection, pane: str | None, rows: Rows, number: int) -> list[int]:
    """Places of all posts of a pane (None for all) that came after a number, of these `rows`."""
    return _matching(db, rows, _came(db, pane, number, -1))


def first(db: Connection, pane: str | None, rows: Rows, number: int) -> tuple[int, ...]:
    """As many as are wanted, looked for in parts: of a frequent word the first has enough."""
    own = _came(db, pane, number, LOOKED_THROUGH)
    found: list[int] = []
    for start in range(0, len(own), ARRIVED_LIMIT):
        found += _matching(db, rows, own[start : start + ARRIVED_LIMIT])
        if len(found) >= ARRIVED_LIMIT:
            break
    return tuple(found[:ARRIVED_LIMIT])


def _came(db: Connection, pane: str | None, number: int, most: int) -> list[tuple[int, bool]]:
    """Places of a pane's posts among the `most` that came after a number, and which are in sight.

    Found by number, so that one that came late and belongs far down costs no more. -1 is all.
    """
    came = db.execute(
        "SELECT place, pane, is_hidden = 0 AND gone_at IS NULL FROM posts "
        "INDEXED BY posts_by_number WHERE number > ? ORDER BY number LIMIT ?",
        (number, most),
    )
    return [(place, bool(is_seen)) for place, own, is_seen in came if pane in {None, own}]


def _matching(db: Connection, rows: Rows, own: Sequence[tuple[int, bool]]) -> list[int]:
    if rows.is_plain:
        found = [place for place, is_in_sight in own if is_in_sight]
    else:
        found = _found_among(db, rows, [place for place, _ in own])
    if not rows.has_muted:
        return found
    stamps = db.execute(_STAMPS, (f"{found}",))
    hidden = muted(db, {place: (number, version) for place, number, version in stamps})
    return [place for place in found if place not in hidden]


def _found_among(db: Connection, rows: Rows, places: Sequence[int]) -> list[int]:
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

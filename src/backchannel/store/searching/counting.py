"""How many posts match, as far as it can be said without long waiting."""

from __future__ import annotations

from time import monotonic
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.reading import OLDEST
from backchannel.store import changes, pages, search
from backchannel.store.connection import Connection
from backchannel.store.held import came
from backchannel.store.search.patience import patient

STRETCHES: Final = 64
"""Of how many stretches the first is that is counted."""

SHORT, LONG = 0.01, 0.05
"""Seconds: a stretch that took less is followed by one twice as long, after more by half of it."""

MANY: Final = 5_000
"""Posts that arrived since a count; with more all is counted anew."""


class State(Struct, frozen=True):
    """Of the store: the highest number of a post, and of a change in the log."""

    post: int
    change: int


class Tally(Struct, frozen=True):
    """How many posts match, as far as they could be counted in the time there is.

    What is older than `reached` was not looked at yet; None where nobody can go on from there. It
    is right of the store `at` a state; None where that cannot be said.
    """

    posts: int
    is_whole: bool = True
    reached: int | None = None
    at: State | None = None

    def __str__(self) -> str:
        return f"{self.posts:,}{'' if self.is_whole else '+'}"


def tally(db: Connection, view: pages.View, begun: Tally | None = None) -> Tally:
    """How many posts there are in a view, as far as that can be said without long waiting.

    What was `begun` is gone on with: from the newest post to the oldest, a stretch at a time. To
    one that is whole only what came is added, as long as nothing else happened.
    """
    rows = pages.rows_of(db, view, is_counted=True)
    if rows.is_slow:
        return _looked_through(db, rows, view.patience)
    state = State(pages.latest(db), changes.latest(db))
    newest, oldest = _ends(db, view.pane)
    known = _with_what_came(db, view, rows, begun, state) or Tally(0, reached=newest + 1, at=state)
    if known.reached is None:
        return known
    found, at, span = known.posts, known.reached, (newest - oldest) // STRETCHES + 1
    until = None if view.patience is None else monotonic() + view.patience
    while at > oldest:
        start, low = monotonic(), max(at - span, oldest)
        within = rows.count("{key} >= ? AND {key} < ?", (low, at))
        found, at = found + int(db.value(*within)), low
        now = monotonic()
        if at > oldest and until is not None and now > until:
            return Tally(found, is_whole=False, reached=at, at=known.at)
        span = (
            span * 2 if now - start < SHORT else max(span // 2, 1) if now - start > LONG else span
        )
    return Tally(found, at=known.at)


def _with_what_came(
    db: Connection, view: pages.View, rows: search.Rows, begun: Tally | None, state: State
) -> Tally | None:
    """A count as it would be now; None if it has to be begun anew."""
    if begun is None or begun.at is None:
        return None if begun is None or begun.reached is None else begun
    few = state.post - begun.at.post <= MANY
    if not (few and rows.is_steady and changes.are_known_as_before(db, begun.at.change)):
        return None if begun.reached is None else replace(begun, at=None)
    low = OLDEST if begun.reached is None else begun.reached
    new = [place for place in came.since(db, view.pane, rows, begun.at.post) if place >= low]
    return replace(begun, posts=begun.posts + len(new), at=state)


def _ends(db: Connection, pane: str | None) -> tuple[int, int]:
    """The newest place and the oldest of a pane, or of all; of none at all, what leads nowhere."""
    where, params = ("WHERE pane = ?", (pane,)) if pane is not None else ("", ())
    newest = db.value(f"SELECT max(place) FROM posts {where}", params)
    oldest = db.value(f"SELECT min(place) FROM posts {where}", params)
    return (-1, 0) if newest is None else (int(newest), int(oldest))


def _looked_through(db: Connection, rows: search.Rows, patience: float | None) -> Tally:
    found = 0
    with patient(db, patience) as look:
        for _ in db.execute(*rows.select(order="DESC")):
            found += 1
    return Tally(found, is_whole=not look.is_cut)

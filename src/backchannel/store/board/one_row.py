"""Posts in one row that somebody wants apart, and others that somebody wants in one row.

What compares posts is imported when it is asked: every screen loads this for its first frame.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Final

from backchannel.errors import StoreError
from backchannel.model.board import Act
from backchannel.model.moments import to_micros
from backchannel.store import copies
from backchannel.store.board.about import about, post_at
from backchannel.store.board.decisions import APART, JOINED, Row, Said, decide, row
from backchannel.store.connection import Connection
from backchannel.store.copies.rows import Standing

_DECIDED: Final = (
    "two of them are pinned, put aside, hidden or noted; take that back for all but one first"
)


def show_apart(db: Connection, place: int, by: str) -> bool:
    """Take a post out of the row it is in, or out of its own row all others. False if it is alone.

    For good: they are never shown in one row again, unless this is undone.
    """
    from backchannel.store.copies.by_hand import pairs_of

    kept, *others = copies.every(db, place)
    apart = others if place == kept else [place]
    turn = db.turn or uuid.uuid4().hex
    said = Said(Act.APART, about(post_at(db, kept)), by, turn)
    for copy in apart:
        for joined in pairs_of([copy], [kept, *others]):
            if row(db, JOINED, joined) is not None:
                decide(db, said, JOINED, joined, None)
        pair = copies.pair(copy, kept)
        after: Row = {
            "pair": pair, "place": copy, "kept": kept, "by": by, "at": to_micros(db.now()),
        }  # fmt: skip
        decide(db, said, APART, pair, after)
    return bool(apart)


def show_together(db: Connection, places: Iterable[int], by: str) -> bool:
    """Show posts in one row; False if they are in one already.

    In sight stays the one about which something was decided, else the original, else the first.
    Raises StoreError, and nothing is done, when they cannot be in one row.
    """
    from backchannel.store.copies.by_hand import rows_of

    rows = rows_of(db, places)
    kept = _chosen(rows) if rows else None
    if kept is None or len(rows) < 2:
        return False
    said = Said(Act.TOGETHER, about(post_at(db, kept.place)), by, db.turn or uuid.uuid4().hex)
    for each in rows:
        if each.place != kept.place:
            _bring(db, each.place, kept.place, said)
    return True


def _chosen(rows: Sequence[Standing]) -> Standing:
    from backchannel.model.sameness.originals import is_carried

    decided = [each for each in rows if each.is_decided]
    if len(decided) > 1:
        raise StoreError(_DECIDED)
    return next(iter(decided), min(rows, key=lambda each: is_carried(each.post)))


def _bring(db: Connection, place: int, kept: int, said: Said) -> None:
    """One row into another. What somebody wanted apart is so no more, which may be all it takes."""
    from backchannel.store.copies.by_hand import pairs_of

    for pair in pairs_of(copies.every(db, place), copies.every(db, kept)):
        if row(db, APART, pair) is not None:
            decide(db, said, APART, pair, None)
    own = copies.every(db, place)
    if own[0] == kept:
        return
    for each in (*own[1:], place):
        pair = copies.pair(each, kept)
        after: Row = {
            "pair": pair, "place": each, "kept": kept, "was": place if each != place else 0,
            "by": said.by, "at": to_micros(db.now()),
        }  # fmt: skip
        decide(db, said, JOINED, pair, after)

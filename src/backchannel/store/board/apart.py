"""Posts that say the same in two places, wanted as two posts all the same."""

from __future__ import annotations

import uuid

from backchannel.model.board import Act
from backchannel.model.moments import to_micros
from backchannel.store import copies
from backchannel.store.board.about import about, post_at
from backchannel.store.board.decisions import APART, Row, Said, decide
from backchannel.store.connection import Connection


def show_apart(db: Connection, place: int, by: str) -> bool:
    """Take a post out of the row it is in, or out of its own row all others. False if it is alone.

    For good: they are never shown in one row again, unless this is undone.
    """
    kept, *others = copies.every(db, place)
    apart = others if place == kept else [place]
    turn = db.turn or uuid.uuid4().hex
    for copy in apart:
        pair = copies.pair(copy, kept)
        after: Row = {
            "pair": pair, "place": copy, "kept": kept, "by": by, "at": to_micros(db.now()),
        }  # fmt: skip
        decide(db, Said(Act.APART, about(post_at(db, kept)), by, turn), APART, pair, after)
    return bool(apart)

"""Pins: which posts are highlights, and in which order."""

from __future__ import annotations

import uuid
from typing import Final

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.board import Act
from backchannel.model.moments import to_micros
from backchannel.model.post import StoredPost
from backchannel.store.board.about import about, as_read, post_at
from backchannel.store.board.decisions import PIN, Row, Said, decide, row, staged
from backchannel.store.connection import Connection

REMARK_LIMIT: Final = 500
"""Characters of what is written to a pin."""


def pin(db: Connection, place: int, by: str, seen: StoredPost | None = None) -> bool:
    """Make a post a highlight, after the others. False if it already is one.

    Raises StoreError for one that its author deleted: it could not be shown; and for one that says
    something else by now than it did as it was `seen`: to pin it approves of its words.
    """
    if row(db, PIN, place):
        return False
    post = as_read(seen, post_at(db, place))
    if post.is_gone:
        raise StoreError(f"{post.number} was deleted by its author and cannot be pinned")
    staged.leave(db, place)
    last = db.value("SELECT max(position) FROM pins") or 0.0
    after: Row = {
        "id": uuid.uuid4().hex,
        "place": place,
        "position": last + 1.0,
        "by": by,
        "at": to_micros(db.now()),
        "remark": "",
    }
    decide(db, Said(Act.PIN, about(post), by), PIN, place, after)
    return True


def unpin(db: Connection, place: int, by: str) -> bool:
    """Take a highlight back. False if it was none."""
    before = row(db, PIN, place)
    if not before:
        return False
    decide(db, Said(Act.UNPIN, about(post_at(db, place)), by), PIN, place, None)
    return True


def move(db: Connection, place: int, rows: int, by: str) -> bool:
    """Move a pin down the list by so many rows, up if negative. False if it stays where it is."""
    order = [
        (each, at)
        for each, at in db.execute("SELECT place, position FROM pins ORDER BY position, id")
    ]
    index = next((n for n, (each, _) in enumerate(order) if each == place), None)
    before = row(db, PIN, place)
    if index is None or before is None:
        return False
    goal = min(max(index + rows, 0), len(order) - 1)
    if goal == index:
        return False
    positions = [at for each, at in order if each != place]
    above = positions[goal - 1] if goal else positions[0] - 2.0
    below = positions[goal] if goal < len(positions) else positions[-1] + 2.0
    after = before | {"position": (above + below) / 2}
    decide(db, Said(Act.MOVE_PIN, about(post_at(db, place)), by), PIN, place, after)
    return True


def remark(db: Connection, place: int, text: str, by: str) -> bool:
    """Write something to a pin, or take it away with no words. False if that changes nothing."""
    before = row(db, PIN, place)
    written = clean_line(text, limit=REMARK_LIMIT)
    if before is None or before["remark"] == written:
        return False
    after = before | {"remark": written}
    decide(db, Said(Act.REMARK, about(post_at(db, place)), by), PIN, place, after)
    return True

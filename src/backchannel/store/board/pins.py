"""Pins: which posts are highlights, and in which order."""

from __future__ import annotations

import uuid

from backchannel.model.board import Act, Pin
from backchannel.model.moments import from_micros, to_micros
from backchannel.store import pages
from backchannel.store.board.about import about, post_at
from backchannel.store.board.decisions import PIN, Row, Said, decide, row
from backchannel.store.connection import Connection


def pin(db: Connection, place: int, by: str) -> bool:
    """Make a post a highlight, after the others. False if it already is one."""
    if row(db, PIN, place):
        return False
    post = post_at(db, place)
    last = db.value("SELECT max(position) FROM pins") or 0.0
    after: Row = {
        "id": uuid.uuid4().hex,
        "place": place,
        "position": last + 1.0,
        "by": by,
        "at": to_micros(db.now()),
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


def pins(db: Connection) -> tuple[Pin, ...]:
    """The highlights in their order."""
    rows = list(db.execute("SELECT id, place, position, by, at FROM pins ORDER BY position, id"))
    found = pages.by_places(db, [place for _, place, *_ in rows])
    return tuple(
        Pin(id_, found[place], position, by, from_micros(at))
        for id_, place, position, by, at in rows
        if place in found
    )

"""Pins as they are held: read by every screen, also where nobody pins anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backchannel.model.board import Pin
from backchannel.model.moments import from_micros
from backchannel.model.post import StoredPost
from backchannel.store import pages
from backchannel.store.connection import Connection


def pins(db: Connection, known: Mapping[int, StoredPost] | None = None) -> tuple[Pin, ...]:
    """The highlights in their order.

    `known` are posts that were read before: those that did not change are not read again.
    """
    rows: list[Any] = db.execute(
        "SELECT p.id, p.place, p.position, p.by, p.at, p.remark, q.version FROM pins p "
        "JOIN posts q ON q.place = p.place ORDER BY p.position, p.id"
    ).fetchall()
    seen = known or {}
    other = [
        place
        for _, place, *_, version in rows
        if place not in seen or seen[place].version != version
    ]
    found = {**seen, **pages.by_places(db, other)}
    return tuple(
        Pin(id_, found[place], position, by, from_micros(at), remark)
        for id_, place, position, by, at, remark, _ in rows
    )

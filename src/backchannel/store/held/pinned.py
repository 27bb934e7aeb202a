"""Pins as they are held: read by every screen, also where nobody pins anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backchannel.model.board import Pin
from backchannel.model.moments import from_micros
from backchannel.store import pages
from backchannel.store.connection import Connection


def pins(db: Connection, known: Mapping[int, Pin] | None = None) -> tuple[Pin, ...]:
    """The highlights in their order.

    `known` are those that were read before, by their places: what did not change is the very same.
    """
    rows: list[Any] = db.execute(
        "SELECT p.id, p.place, p.position, p.by, p.at, p.remark, q.number, q.version FROM pins p "
        "JOIN posts q ON q.place = p.place ORDER BY p.position, p.id"
    ).fetchall()
    seen = known or {}
    # A place may be another post's, where somebody was forgotten.
    stamps = {place: (pin.post.number, pin.post.version) for place, pin in seen.items()}
    other = [
        place for _, place, *_, number, version in rows if stamps.get(place) != (number, version)
    ]
    posts = pages.by_places(db, other)
    found = []
    for id_, place, position, by, at, remark, *_ in rows:
        pin = None if place in posts else seen[place]
        if pin is None or (pin.id, pin.position, pin.remark) != (id_, position, remark):
            post = posts[place] if pin is None else pin.post
            pin = Pin(id_, post, position, by, from_micros(at), remark)
        found.append(pin)
    return tuple(found)

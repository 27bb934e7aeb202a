"""All that an operator has before their eyes, in one look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.board import Pin
from backchannel.model.moments import from_micros
from backchannel.model.post import StoredPost
from backchannel.model.roles.stage import Air, Shown
from backchannel.store import pages
from backchannel.store.connection import Connection
from backchannel.store.roles.stage.acts import following
from backchannel.store.roles.stage.fitness import unfit_of
from backchannel.store.roles.stage.rotation import coming, due
from backchannel.store.roles.stage.rows import air
from backchannel.store.roles.stage.showing import photos_of, shown


class Overview(Struct, frozen=True):
    """The stage, the pins in their order, and what comes next.

    `unfit` says by place why a pin cannot be shown. `due` is when something comes by itself.
    """

    air: Air
    shown: Shown
    pins: tuple[Pin, ...]
    unfit: Mapping[int, str]
    next: Shown
    due: datetime | None = None


def overview(db: Connection, known: Mapping[int, StoredPost] | None = None) -> Overview:
    """Read it. `known` are posts that were read before: those that did not change are not again."""
    now, seen = air(db), shown(db)
    pins = _pins(db, known or {})
    when = due(db)
    post = following(db) if when is None else coming(db)
    photos = photos_of(db, post, seen.look) if post is not None else ()
    return Overview(
        air=now,
        shown=seen,
        pins=pins,
        unfit=unfit_of(db, (pin.post for pin in pins)),
        next=replace(seen, post=post, is_blank=False, until=None, photos=photos),
        due=when,
    )


def _pins(db: Connection, known: Mapping[int, StoredPost]) -> tuple[Pin, ...]:
    rows: list[Any] = db.execute(
        "SELECT p.id, p.place, p.position, p.by, p.at, p.remark, q.version FROM pins p "
        "JOIN posts q ON q.place = p.place ORDER BY p.position, p.id"
    ).fetchall()
    other = [
        place
        for _, place, *_, version in rows
        if place not in known or known[place].version != version
    ]
    found = {**known, **pages.by_places(db, other)}
    return tuple(
        Pin(id_, found[place], position, by, from_micros(at), remark)
        for id_, place, position, by, at, remark, _ in rows
    )

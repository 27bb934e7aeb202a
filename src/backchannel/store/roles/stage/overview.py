"""All that an operator has before their eyes, in one look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.board import Pin
from backchannel.model.post import Author
from backchannel.model.roles.stage import Air, Shown
from backchannel.store import board
from backchannel.store.connection import Connection
from backchannel.store.held.approved import as_approved, names_of
from backchannel.store.roles.stage.acts import following
from backchannel.store.roles.stage.fitness import unfit_of
from backchannel.store.roles.stage.rotation import coming, due
from backchannel.store.roles.stage.rows import air
from backchannel.store.roles.stage.showing import behind, photos_of, shown


class Overview(Struct, frozen=True):
    """The stage, the pins in their order, and what comes next.

    `unfit` says by place why a pin cannot be shown, `renamed` by which name it is shown when its
    author has another one since. `behind` is what is shown, or would be were the stage not blank.
    `due` is when something comes by itself.
    """

    air: Air
    shown: Shown
    pins: tuple[Pin, ...]
    unfit: Mapping[int, str]
    next: Shown
    behind: Shown
    renamed: Mapping[int, Author]
    due: datetime | None = None


def overview(db: Connection, before: Overview | None = None) -> Overview:
    """Read it. Of pins that were read before and did not change the posts are not read again."""
    pins = board.pins(db, _by_place(before))
    posts = {pin.post.place: pin.post for pin in pins}
    return _with(db, pins, unfit_of(db, posts.values()), names_of(db, posts))


def again(db: Connection, before: Overview, *, has_pins: bool = False) -> Overview:
    """The same when only the stage is another, or with `has_pins` what is pinned.

    Whether pins can be shown is looked at of those alone that are new or were taken, for to take
    one approves it.
    """
    known = _by_place(before)
    pins = board.pins(db, known) if has_pins else before.pins
    taken = {before.air.place, air(db).place}
    others = {
        place: pin.post
        for pin in pins
        if (place := pin.post.place) in taken or pin is not known.get(place)
    }
    left = {pin.post.place for pin in pins} - others.keys()
    unfit = {place: why for place, why in before.unfit.items() if place in left}
    renamed = {place: who for place, who in before.renamed.items() if place in left}
    unfit |= unfit_of(db, others.values())
    return _with(db, pins, unfit, {**renamed, **names_of(db, others)})


def _by_place(before: Overview | None) -> Mapping[int, Pin]:
    return {pin.post.place: pin for pin in before.pins} if before is not None else {}


def _with(
    db: Connection,
    pins: tuple[Pin, ...],
    unfit: Mapping[int, str],
    renamed: Mapping[int, Author],
) -> Overview:
    now, seen, when = air(db), shown(db), due(db)
    post = following(db) if when is None else coming(db)
    post = as_approved(db, post) if post is not None else None
    photos = photos_of(db, post, seen.look) if post is not None else ()
    return Overview(
        air=now,
        shown=seen,
        pins=pins,
        unfit=unfit,
        next=replace(seen, post=post, is_blank=False, until=None, photos=photos),
        behind=behind(db) if seen.is_blank else seen,
        renamed=renamed,
        due=when,
    )

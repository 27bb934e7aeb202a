"""All that an operator has before their eyes, in one look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.board import Pin
from backchannel.model.post import Author, StoredPost
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


def overview(db: Connection, known: Mapping[int, StoredPost] | None = None) -> Overview:
    """Read it. `known` are posts that were read before: those that did not change are not again."""
    pins = board.pins(db, known)
    posts = {pin.post.place: pin.post for pin in pins}
    return _with(db, pins, unfit_of(db, posts.values()), names_of(db, posts))


def again(db: Connection, before: Overview) -> Overview:
    """The same when only the stage is another: what the pins are is not read again.

    Whether they can be shown is looked at of those alone that were taken, for that approves them.
    """
    places = {before.air.place, air(db).place}
    taken = {pin.post.place: pin.post for pin in before.pins if pin.post.place in places}
    unfit = {place: why for place, why in before.unfit.items() if place not in taken}
    renamed = {place: who for place, who in before.renamed.items() if place not in taken}
    unfit |= unfit_of(db, taken.values())
    return _with(db, before.pins, unfit, {**renamed, **names_of(db, taken)})


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

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
    now, seen = air(db), shown(db)
    pins = board.pins(db, known)
    when = due(db)
    post = following(db) if when is None else coming(db)
    post = as_approved(db, post) if post is not None else None
    photos = photos_of(db, post, seen.look) if post is not None else ()
    return Overview(
        air=now,
        shown=seen,
        pins=pins,
        unfit=unfit_of(db, (pin.post for pin in pins)),
        next=replace(seen, post=post, is_blank=False, until=None, photos=photos),
        behind=behind(db) if seen.is_blank else seen,
        renamed=names_of(db, {pin.post.place: pin.post for pin in pins}),
        due=when,
    )

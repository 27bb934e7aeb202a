"""The stage: what is on the projector, and how it is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from backchannel.model.post import MediaKind, Post, StoredPost
from backchannel.model.programme import Event


class Size(StrEnum):
    """How large the letters may be; a long text is written smaller all the same."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Part(StrEnum):
    """What may be shown beside the words of a post."""

    AUTHOR = "author"
    HANDLE = "handle"
    SOURCE = "source"
    TIME = "time"
    EVENT = "event"


class Room(StrEnum):
    """For which light a projector is painted."""

    OWN = ""
    DARK = "dark"
    BRIGHT = "bright"


LONGEST_DELAY: Final = 60
"""Seconds of the longest display delay."""

PANIC: Final = timedelta(seconds=1)
"""For so long an operator has to have read that it is blank until their key shows it again."""


class Air(Struct, frozen=True, omit_defaults=True):
    """What is on air, by its place; None is the card that says how to take part.

    It is shown from `since` on, microseconds since 1970; until then, while a display delay of
    `delay` seconds lasts, `before` is. `next` was chosen by hand to come next. `turns` counts the
    posts that were rotated in since the card was last shown. `blanked` is when it became blank.
    `approved` is when somebody had put the same on air before, in microseconds, so that undoing
    does not approve of it.
    """

    place: int | None = None
    since: int = 0
    before: int | None = None
    next: int | None = None
    is_blank: bool = False
    is_held: bool = False
    turns: int = 0
    blanked: int = 0
    approved: int = 0
    delay: int = 0

    def waits(self, at: int) -> int:
        """How many microseconds it is not shown yet, at that moment."""
        return 0 if self.is_ahead(at) else max(0, self.since - at)

    def place_at(self, at: int) -> int | None:
        """The place of what projectors show at that moment, or would, did they not show nothing."""
        return self.before if self.waits(at) else self.place

    def is_ahead(self, at: int) -> bool:
        """Whether its time was told by a clock that was set back since: it is there by now."""
        return self.since - at > self.delay * 1_000_000


class Look(Struct, frozen=True, omit_defaults=True):
    """How the stage is shown and moved on. `delay` is in seconds.

    `rotates`: posts change by themselves; `recycles`: when all were shown, they are shown again.
    """

    rotates: bool = False
    recycles: bool = True
    delay: Annotated[int, Meta(ge=0, le=LONGEST_DELAY)] = 0
    size: Size = Size.LARGE
    has_photos: bool = True
    parts: tuple[Part, ...] = tuple(Part)
    room: Room = Room.OWN


class Photo(Struct, frozen=True):
    """A picture that was fetched and made small: its file, and what its author says it shows."""

    file: str
    alt: str


class Shown(Struct, frozen=True):
    """What every projector shows now. `post` is None while the card is shown.

    With `is_blank` nothing is, whatever is on air. `until` is when it may be something else by
    itself: after a display delay, or when rules mute what is on air for a time. `address` is where
    the code on the card leads, which may be "".
    """

    post: StoredPost | None = None
    is_blank: bool = False
    look: Look = Look()
    event: Event | None = None
    until: datetime | None = None
    photos: tuple[Photo, ...] = ()
    address: str = ""
    zone: tzinfo = UTC


AT_LEAST: Final = 8.0
AT_MOST: Final = 40.0
"""Seconds for which a post is on air before the next one comes by itself."""

CARD: Final = 10.0
"""Seconds for which the card that says how to take part is shown between posts."""

TURNS: Final = 4
"""After so many posts that came by themselves the card is shown."""

_TO_LOOK_UP: Final = 4.0
_LETTERS: Final = 14
_A_PICTURE: Final = 4.0


def dwell(post: Post | None) -> timedelta:
    """How long a post stays when they change by themselves: as long as it takes to read."""
    if post is None:
        return timedelta(seconds=CARD)
    letters = len(post.title) + len(post.text)
    has_photo = any(media.kind is MediaKind.PHOTO for media in post.media)
    seconds = _TO_LOOK_UP + letters / _LETTERS + _A_PICTURE * has_photo
    return timedelta(seconds=min(max(seconds, AT_LEAST), AT_MOST))

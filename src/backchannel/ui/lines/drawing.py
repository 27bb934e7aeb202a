"""What drawn lines are made of: roles, pieces, and how a post is asked to be drawn."""

from __future__ import annotations

from datetime import UTC, date, tzinfo
from enum import StrEnum
from typing import Final

from msgspec import Struct

from backchannel.model.folding import Sought
from backchannel.model.roles.people import People
from backchannel.ui.keymap import DECLARED, Keymap


class Role(StrEnum):
    """What a stretch of a line is."""

    AUTHOR = "author"
    HANDLE = "handle"
    TIME = "time"
    KIND = "kind"
    BADGE = "badge"
    TITLE = "title"
    TEXT = "text"
    ASIDE = "aside"
    LINK = "link"
    HASHTAG = "hashtag"
    MENTION = "mention"
    WARNING = "warning"
    MATCH = "match"
    MARKER = "marker"
    HEADING = "heading"
    ADDED = "added"
    REMOVED = "removed"


ROOMY: Final = 34
"""Cells from which kinds are words, and the day stands beside the hour."""

Piece = tuple[str, Role]
Line = tuple[Piece, ...]


class Density(StrEnum):
    """How much room a post takes."""

    COMFORTABLE = "comfortable"  # an empty line between posts, up to 12 lines of text
    COMPACT = "compact"  # no empty line, up to 3 lines of text


class Drawing(Struct, frozen=True):
    """How posts are drawn: cells to a line, the reader's day and clock, what to point out.

    `minute`, in microseconds since 1970, is when ages are told of; None tells times by the clock.
    `keymap` has the keys that are named. `people` are those of the event, who are marked.
    """

    width: int
    today: date
    timezone: tzinfo = UTC
    density: Density = Density.COMFORTABLE
    phrases: tuple[Sought, ...] = ()
    minute: int | None = None
    keymap: Keymap = DECLARED
    people: People = ()


class Drawn(Struct, frozen=True):
    """A post as lines, at most as wide as asked. `marks` name the words each line begins with.

    `is_folded` says that some of it is covered or left out until it is opened.
    """

    lines: tuple[Line, ...]
    marks: tuple[int, ...]
    is_folded: bool

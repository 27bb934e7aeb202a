"""What people decide about posts: pins, notes, what is hidden."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from backchannel.model.post import StoredPost


class Pin(Struct, frozen=True):
    """A highlight. `position` orders the pins, first is top; gaps are allowed."""

    id: str
    post: StoredPost
    position: float
    by: str
    at: datetime


class Note(Struct, frozen=True):
    """A line the facilitator wrote.

    `offset` is seconds since the running session's start, None outside a session. `post` is the
    place of the post it points at.
    """

    id: str
    text: str
    at: datetime
    session: str = ""
    offset: int | None = None
    post: int | None = None
    by: str = ""
    edited: datetime | None = None


class Hidden(Struct, frozen=True):
    """A post taken out of sight, by whom and why. Never deleted."""

    post: StoredPost
    reason: str
    by: str
    at: datetime


class Act(StrEnum):
    """A decision that can be undone."""

    PIN = "pin"
    UNPIN = "unpin"
    NOTE = "note"
    EDIT_NOTE = "edit note"
    DELETE_NOTE = "delete note"
    HIDE = "hide"
    UNHIDE = "unhide"


class Decision(Struct, frozen=True):
    """One line of the log of decisions. `about` says in words what it was about."""

    id: int
    act: Act
    about: str
    by: str
    at: datetime
    undone: bool = False

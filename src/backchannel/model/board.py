"""What people decide about posts: pins, notes, what is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from backchannel.model.post import StoredPost


@dataclass(frozen=True, slots=True)
class Pin:
    """A highlight. `position` orders the pins, first is top; gaps are allowed."""

    id: str
    post: StoredPost
    position: float
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
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


@dataclass(frozen=True, slots=True)
class Hidden:
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


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the log of decisions. `about` says in words what it was about."""

    id: int
    act: Act
    about: str
    by: str
    at: datetime
    undone: bool = False

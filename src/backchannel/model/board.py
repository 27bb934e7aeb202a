"""What people decide about posts: pins, notes, what is hidden."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from backchannel.model.post import StoredPost

REASON_LIMIT: Final = 500
"""Characters of the reason why a post is hidden, or somebody muted."""


class Pin(Struct, frozen=True):
    """A highlight. `position` orders the pins, first is top; gaps are allowed.

    `remark` is what the facilitator wrote to it, empty when nothing.
    """

    id: str
    post: StoredPost
    position: float
    by: str
    at: datetime
    remark: str = ""


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


class Mute(Struct, frozen=True):
    """An author or a whole server out of sight, until a moment or, with None, for good.

    `key` is `author:@ana@toot.example`, `author:ana at blog.example` or `server:toot.example`;
    `shown` says it for people.
    """

    key: str
    shown: str
    until: datetime | None
    reason: str
    by: str
    at: datetime


class Stashed(Struct, frozen=True):
    """A post put aside for later."""

    post: StoredPost
    by: str
    at: datetime


class Act(StrEnum):
    """A decision that can be undone."""

    PIN = "pin"
    UNPIN = "unpin"
    MOVE_PIN = "move pin"
    REMARK = "remark on a pin"
    NOTE = "note"
    EDIT_NOTE = "edit note"
    DELETE_NOTE = "delete note"
    HIDE = "hide"
    UNHIDE = "unhide"
    MOVE_NOTE = "move note"
    MUTE = "mute"
    UNMUTE = "unmute"
    STASH = "stash"
    UNSTASH = "take up again"
    ADD_SOURCE = "add source"
    REMOVE_SOURCE = "remove source"
    APART = "show apart"
    ASK = "question"
    NO_QUESTION = "no question"
    MERGE = "merge questions"
    SPLIT = "split question"
    REWORD = "reword question"
    MOVE_QUESTION = "move question"
    QUESTION_NOW = "question now"
    QUESTION_OPEN = "question open again"
    ANSWERED = "answered"
    PARK = "park question"
    CARRY_OVER = "carry question over"
    LEAVE = "leave question"
    CUE = "cue"
    SEE_CUE = "cue seen"
    WITHDRAW_CUE = "withdraw cue"
    TAKE = "take"
    OFF_AIR = "off air"
    LINE_UP = "line up"
    BLANK = "blank"
    UNBLANK = "unblank"
    HOLD_STAGE = "hold stage"
    RELEASE_STAGE = "release stage"
    SET_STAGE = "set stage"
    START_SESSION = "start session"
    OVERRUN = "overrun session"
    END_SESSION = "end session"
    MOVE_SESSION = "move session"
    ADD_SESSION = "add session"
    EDIT_SESSION = "edit session"
    REMOVE_SESSION = "remove session"
    FILE_POST = "file post"
    TOGETHER = "show together"
    MAKE_RULE = "rule"
    RULE_OFF = "rule off"
    RULE_ON = "rule on"
    REMOVE_RULE = "remove rule"
    BRING_BACK = "show in spite of rules"
    ADD_TAG = "add tag"
    REFUSE_TAG = "refuse tag"
    PROPOSE_TAG = "propose tag again"


class Decision(Struct, frozen=True):
    """One line of the log of decisions. `about` says in words what it was about.

    `others` counts the decisions that were made, and are undone, together with it.
    """

    id: int
    act: Act
    about: str
    by: str
    at: datetime
    undone: bool = False
    others: int = 0

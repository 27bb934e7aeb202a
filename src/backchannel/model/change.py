"""What happened to the store, in order."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class ChangeKind(StrEnum):
    """What a change is about; `Change.key` says which one."""

    POST_NEW = "post new"  # key: place
    POST_CHANGED = "post changed"  # key: place; text, counts or sources
    POST_GONE = "post gone"  # key: place; its author deleted it
    COPY = "copy"  # key: place of a post that is shown in the row of another, or again by itself
    PIN = "pin"  # key: place of the pinned post
    NOTE = "note"  # key: note id
    HIDDEN = "hidden"  # key: place of the post hidden or brought back
    MUTE = "mute"  # key: whom, as of `board.Mute`
    STASH = "stash"  # key: place of the post put aside or taken up again
    HEALTH = "health"  # key: source name
    SOURCE = "source"  # key: source name; added, changed or removed
    ERRAND = "errand"  # key: its number; asked by a desk, or answered by the collector
    COLLECTOR = "collector"  # key: its holder, empty when it stopped
    EVENT = "event"  # key: empty; name, tags, programme, rules
    QUESTION = "question"  # key: question id
    CUE = "cue"  # key: cue id
    STAGE = "stage"  # key: "stage"; what is on the projector, and how it is shown
    FILING = "filing"  # key: place of the post that was filed under another session
    ALERT = "alert"  # key: alert id
    OUTGOING = "outgoing"  # key: id of what the facilitator writes; empty: the accounts


class Change(Struct, frozen=True):
    """One line of the log. `number` only grows; `origin` is the desk where it happened."""

    number: int
    kind: ChangeKind
    key: str
    origin: str
    at: datetime

"""What a filter is asked in, as the store knows it."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from backchannel.model.programme import Event
from backchannel.model.query import Situation, situation_of
from backchannel.store.connection import Connection

Marks = tuple[tuple[str, int], ...]
"""How far each pane was read, as places."""


def situation(db: Connection, timezone: str, read: Marks | None = None) -> Situation:
    """The time, in the zone in which clock times are meant, the programme, the rules, the marks.

    With `read` the marks as they were then, else as they are.
    """
    read = read_marks(db) if read is None else read
    return situation_of(event_of(db), db.now().astimezone(ZoneInfo(timezone)), read)


def read_marks(db: Connection) -> Marks:
    """How far each pane was read by now."""
    return tuple(db.execute("SELECT pane, place FROM read_marks ORDER BY pane"))


def event_of(db: Connection) -> Event | None:
    """The event this store is of, decoded once; None until one was told."""
    told = db.value("SELECT value FROM meta WHERE key = 'event'")
    return _event(told) if told else None


@lru_cache(maxsize=4)
def _event(told: str) -> Event:
    return msgspec.json.decode(told, type=Event)

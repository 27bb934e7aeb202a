"""What a filter is asked in, as the store knows it."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from backchannel.model.programme import Event
from backchannel.model.query import Situation, situation_of
from backchannel.model.roles.slot import Slot, run
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


def told_event(db: Connection) -> Event | None:
    """The event this store is of, as its organiser told it; None until one was told."""
    told = db.value("SELECT value FROM meta WHERE key = 'event'")
    return _event(told) if told else None


def event_of(db: Connection) -> Event | None:
    """The event this store is of, its programme as it is run; None until one was told."""
    told = db.value("SELECT value FROM meta WHERE key = 'event'")
    return _as_run(told, tuple(db.execute("SELECT id, body FROM session_acts"))) if told else None


@lru_cache(maxsize=4)
def _as_run(told: str, acts: tuple[tuple[str, str], ...]) -> Event:
    """Decoded once for each thing that somebody does to a session."""
    slots = {key: msgspec.json.decode(body, type=Slot) for key, body in acts}
    event = _event(told)
    return replace(event, sessions=run(event.sessions, slots))


@lru_cache(maxsize=4)
def _event(told: str) -> Event:
    return msgspec.json.decode(told, type=Event)

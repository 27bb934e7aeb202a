"""What a filter is asked in, as the store knows it."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from backchannel.model.programme import Event
from backchannel.model.query import Situation, situation_of
from backchannel.store.connection import Connection


def situation(db: Connection, timezone: str) -> Situation:
    """The time, in the zone in which clock times are meant, the programme, the rules, the marks."""
    read = tuple(db.execute("SELECT pane, place FROM read_marks ORDER BY pane"))
    return situation_of(event_of(db), db.now().astimezone(ZoneInfo(timezone)), read)


def event_of(db: Connection) -> Event | None:
    """The event this store is of, decoded once; None until one was told."""
    told = db.value("SELECT value FROM meta WHERE key = 'event'")
    return _event(told) if told else None


@lru_cache(maxsize=4)
def _event(told: str) -> Event:
    return msgspec.json.decode(told, type=Event)

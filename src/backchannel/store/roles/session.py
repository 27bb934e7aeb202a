"""Which session is going on: the one that runs, or the last while it overruns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from backchannel.model.programme import Session, running
from backchannel.store.connection import Connection
from backchannel.store.sources import event_of

OVER: Final = timedelta(minutes=15)
"""How long a session goes on after its end, while nothing follows it."""


def going_on(sessions: Sequence[Session], now: datetime) -> Session | None:
    """The session that runs, else the one that ended last, if that is not long ago."""
    over = [each for each in sessions if each.ends <= now < each.ends + OVER]
    return running(sessions, now) or max(over, key=lambda each: each.ends, default=None)


def session_now(db: Connection) -> str | None:
    """What names the session that is going on; None outside one."""
    event = event_of(db)
    found = going_on(event.sessions, db.now()) if event else None
    return found.title if found else None

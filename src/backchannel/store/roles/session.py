"""Under which session a moment's questions are filed."""

from __future__ import annotations

from backchannel.model.programme import running
from backchannel.store.connection import Connection
from backchannel.store.sources import event_of


def session_now(db: Connection) -> str | None:
    """What names the session that is going on; None outside one."""
    event = event_of(db)
    found = running(event.sessions, db.now()) if event else None
    return found.name if found else None

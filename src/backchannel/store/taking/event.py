"""The event of a record: taken by a store that has none, compared with that of one that has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from backchannel.model.programme import Event, running
from backchannel.model.roles.slot import Slot
from backchannel.model.source import SourceSpec
from backchannel.store import search, sources
from backchannel.store.connection import Connection


def take_event(
    db: Connection, event: Event, specs: Sequence[SourceSpec], done: Mapping[str, Slot]
) -> bool:
    """Make it the event of this store if that has none; whether it did.

    `event` has its sessions as they were planned, each with its key; `done` says by keys what was
    done to them by hand.
    """
    if search.told_event(db) is not None:
        return False
    db.executemany(
        "INSERT OR REPLACE INTO session_acts VALUES (?, ?)",
        ((key, msgspec.json.encode(slot).decode()) for key, slot in done.items()),
    )
    sources.plan(db, event, specs)
    return True


class Sessions:
    """Under which session of this store's programme something from elsewhere is filed."""

    def __init__(self, db: Connection) -> None:
        event = search.event_of(db)
        self._all = event.sessions if event else ()
        self._known = {each.name for each in self._all}

    def of(self, name: str, moment: datetime) -> str:
        """The session of that name, else the one that was running; empty for none."""
        if not name or name in self._known:
            return name
        found = running(self._all, moment)
        return found.name if found else ""

    def offset(self, name: str, moment: datetime) -> int | None:
        """Seconds from the beginning of a session; None for none."""
        found = next((each for each in self._all if each.name == name), None)
        return int((moment - found.starts).total_seconds()) if found else None

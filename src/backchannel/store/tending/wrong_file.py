"""What is wrong with the event file, while it is: what it said before is followed on."""

from __future__ import annotations

from backchannel.model.change import ChangeKind
from backchannel.store import changes
from backchannel.store.connection import Connection

_KEY = "event file"


def blame(db: Connection, problem: str) -> None:
    """Write down what is wrong with it, or with no text that nothing is."""
    if problem == wrong(db):
        return
    if problem:
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_KEY, problem))
    else:
        db.execute("DELETE FROM meta WHERE key = ?", (_KEY,))
    changes.record(db, ChangeKind.COLLECTOR, "event file")


def wrong(db: Connection) -> str:
    """What is wrong with it; empty when nothing is."""
    return str(db.value("SELECT value FROM meta WHERE key = ?", (_KEY,)) or "")

"""Sources of which somebody tells us when there is something new."""

from __future__ import annotations

from backchannel.decoding import decoded
from backchannel.model.source import Health
from backchannel.store.connection import Connection


def make_due(db: Connection, name: str) -> None:
    """Make a source due without a word to anybody: whoever runs it must look for itself."""
    db.execute("UPDATE sources SET due = 0 WHERE name = ?", (name,))


def is_pushed(db: Connection, name: str) -> bool:
    """Whether a source waits for a call, which only who read it last could hear."""
    found = db.value("SELECT health FROM sources WHERE name = ?", (name,))
    return bool(found) and decoded(found, Health).is_pushed

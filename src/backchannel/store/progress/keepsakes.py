"""What a source must still know when it starts afresh, as what it spent; `asked_for` gives it."""

from __future__ import annotations

from backchannel.store.connection import Connection


def keep(db: Connection, name: str, bookmark: str) -> None:
    """The bookmark to begin with after a fresh start; it outlives the source itself."""
    db.execute("INSERT OR REPLACE INTO keepsakes VALUES (?, ?)", (name, bookmark))


def kept(db: Connection, name: str) -> str | None:
    """What is kept for a source; None where nothing is."""
    found = db.value("SELECT bookmark FROM keepsakes WHERE source = ?", (name,))
    return None if found is None else str(found)


def rename(db: Connection, old: str, new: str) -> None:
    """Under its new name a source has spent what it had."""
    db.execute("UPDATE OR REPLACE keepsakes SET source = ? WHERE source = ?", (new, old))

"""What a source must still know when it starts afresh, as what it spent; `asked_for` gives it."""

from __future__ import annotations

from backchannel.model.source import SourceSpec
from backchannel.store.connection import Connection


def keep(db: Connection, source: SourceSpec, bookmark: str) -> None:
    """The bookmark to begin with after a fresh start; it outlives the source itself.

    Another kind under the same name does not get it: it could not read it, and owes nobody.
    """
    db.execute(
        "INSERT OR REPLACE INTO keepsakes VALUES (?, ?, ?)", (source.name, source.kind, bookmark)
    )


def kept(db: Connection, source: SourceSpec) -> str | None:
    """What is kept for a source; None where nothing is."""
    asked = (source.name, source.kind)
    found = db.value("SELECT bookmark FROM keepsakes WHERE source = ? AND kind = ?", asked)
    return None if found is None else str(found)


def rename(db: Connection, old: str, new: str) -> None:
    """Under its new name a source has spent what it had."""
    db.execute("UPDATE OR REPLACE keepsakes SET source = ? WHERE source = ?", (new, old))

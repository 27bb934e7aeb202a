"""Whether there are questions at all: what is asked before anything about them is loaded."""

from __future__ import annotations

from backchannel.store.connection import Connection


def are_asked(db: Connection) -> bool:
    """Whether anything was ever asked and not taken back."""
    return db.execute("SELECT 1 FROM questions LIMIT 1").fetchone() is not None

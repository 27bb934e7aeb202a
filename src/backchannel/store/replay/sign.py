"""Whether a store is one that an event is played into; all that most starts have to ask."""

from __future__ import annotations

from typing import Final

from backchannel.store.connection import Connection

NAME: Final = "replay"
"""Of its course, in `meta`."""


def is_played(db: Connection) -> bool:
    """Whether it has a course."""
    return db.value("SELECT 1 FROM meta WHERE key = ?", (NAME,)) is not None

"""Whether an alert or a cue may wait to be seen; asked at every start, so it needs nothing else."""

from __future__ import annotations

from typing import Final

from backchannel.store.connection import Connection

TOLD: Final = "EXISTS (SELECT 1 FROM cues c WHERE c.id = alerts.cue AND c.withdrawn IS NULL)"
"""Whether the presenter was told of an alert, and that was not taken back."""

UNSEEN: Final = f"(seen IS NULL OR (cue <> '' AND NOT {TOLD}))"
"""One whose cue was taken back waits again, as before it was passed on."""


def is_unseen(db: Connection) -> bool:
    """Whether there is one."""
    return db.value(f"SELECT 1 FROM alerts WHERE {UNSEEN} LIMIT 1") is not None


def is_cued(db: Connection) -> bool:
    """Whether the presenter was ever told anything."""
    return db.value("SELECT 1 FROM cues LIMIT 1") is not None

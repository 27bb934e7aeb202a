"""Whether an alert waits to be seen; asked at every start, so it needs nothing else."""

from __future__ import annotations

from backchannel.store.connection import Connection


def is_unseen(db: Connection) -> bool:
    """Whether there is one."""
    return db.value("SELECT 1 FROM alerts WHERE seen IS NULL LIMIT 1") is not None

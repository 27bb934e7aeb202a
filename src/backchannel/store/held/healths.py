"""How every source is doing, as it is held."""

from __future__ import annotations

from backchannel.decoding import decoded
from backchannel.errors import StoreError
from backchannel.model.source import Health
from backchannel.store.connection import Connection


def health(db: Connection) -> tuple[Health, ...]:
    """How every source is doing, in the organiser's order."""
    rows = db.execute("SELECT health FROM sources ORDER BY position, name")
    return tuple(decoded(value, Health) for (value,) in rows)


def health_of(db: Connection, name: str) -> Health:
    """How one source is doing."""
    found = db.value("SELECT health FROM sources WHERE name = ?", (name,))
    if not found:
        raise StoreError(f"there is no source called {name}")
    return decoded(found, Health)

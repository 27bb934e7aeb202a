"""How far each pane has been read; of this machine only, so nothing of it is logged."""

from __future__ import annotations

from backchannel.store.connection import Connection


def read_mark(db: Connection, pane: str) -> int | None:
    """How far a pane has been read, as a place."""
    found = db.value("SELECT place FROM read_marks WHERE pane = ?", (pane,))
    return None if found is None else int(found)


def set_read_mark(db: Connection, pane: str, place: int) -> None:
    """Remember how far a pane has been read.

    It never goes back: of two desks on one store, the one that is behind must not say so for both.
    """
    db.execute(
        "INSERT INTO read_marks VALUES (?, ?) "
        "ON CONFLICT (pane) DO UPDATE SET place = max(place, excluded.place)",
        (pane, place),
    )

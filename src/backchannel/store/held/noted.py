"""Notes as they are held: read by every screen, also where nobody writes any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backchannel.model.board import Note
from backchannel.model.moments import from_micros
from backchannel.store.connection import Connection

COLUMNS: Final = ("id", "text", "at", "session", "offset", "place", "by", "edited", "deleted_at")
"""Of the table `notes`."""

LIMIT: Final = 10_000
"""Characters of a note; a longer one is refused rather than cut."""


def notes(db: Connection, limit: int = 2_000) -> tuple[Note, ...]:
    """The latest notes, newest first."""
    return _notes(db, "deleted_at IS NULL", (), limit)


def notes_on(db: Connection, place: int, limit: int = 50) -> tuple[Note, ...]:
    """The latest notes that point at a post, newest first."""
    return _notes(db, "deleted_at IS NULL AND place IS NOT NULL AND place = ?", (place,), limit)


def note_of(values: Mapping[str, str | int | float | None]) -> Note:
    """The note of a row with these columns."""
    edited = values["edited"]
    return Note(
        id=str(values["id"]),
        text=str(values["text"]),
        at=from_micros(int(values["at"] or 0)),
        session=str(values["session"]),
        offset=values["offset"] if isinstance(values["offset"], int) else None,
        post=values["place"] if isinstance(values["place"], int) else None,
        by=str(values["by"]),
        edited=from_micros(edited) if isinstance(edited, int) else None,
    )


def _notes(db: Connection, where: str, params: tuple[int, ...], limit: int) -> tuple[Note, ...]:
    rows = db.execute(
        f"SELECT {', '.join(COLUMNS)} FROM notes WHERE {where} ORDER BY at DESC, id LIMIT ?",
        (*params, limit),
    )
    return tuple(note_of(dict(zip(COLUMNS, values, strict=True))) for values in rows)

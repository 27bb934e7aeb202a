"""Notes that are half written, and other words for those there are; of this machine only."""

from __future__ import annotations

from collections.abc import Mapping

from backchannel.clean.terminal import clean_text
from backchannel.model.board import Note
from backchannel.store.board.notes import NOTE_LIMIT, edit_note, note
from backchannel.store.connection import Connection

NEW = ""
"""Names the draft of a note that is not there yet; any other is named by its note's id."""

_KEY = "draft"


def drafts(db: Connection) -> Mapping[str, str]:
    """What was begun here and not written down, by the id of the note it is about."""
    found = db.execute("SELECT key, value FROM meta WHERE key GLOB ?", (f"{_KEY}*",))
    return {key.removeprefix(_KEY).strip(): text for key, text in found}


def keep(db: Connection, about: str, text: str) -> None:
    """Keep what is half written about a note (or `NEW`); no words take it away.

    No other desk hears of it.
    """
    key = f"{_KEY} {about}".strip()
    if not text.strip():
        db.execute("DELETE FROM meta WHERE key = ?", (key,))
    elif len(text) <= NOTE_LIMIT:
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, clean_text(text)))


def write_down(db: Connection, text: str, by: str, *, about: str, post: int | None) -> Note:
    """Make a note of a draft, or put it in the place of a note; it is no draft any more."""
    written = note(db, text, by, post) if about == NEW else edit_note(db, about, text, by)
    keep(db, about, "")
    return written

"""Notes: lines the facilitator wrote, stamped with clock and session."""

from __future__ import annotations

import uuid
from typing import Final

from backchannel.clean.terminal import clean_text
from backchannel.errors import StoreError
from backchannel.model.board import Act, Note
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.programme import running
from backchannel.store.board.about import moved, post_at, shortened
from backchannel.store.board.decisions import NOTE, Row, Said, decide, row
from backchannel.store.connection import Connection
from backchannel.store.desk import drafts
from backchannel.store.held.noted import LIMIT, note_of
from backchannel.store.sources import event_of

_SOON: Final = 12 * 60 * 60
"""Seconds from the beginning of a session in which what is written may be about it."""


def note(db: Connection, text: str, by: str, post: int | None = None) -> Note:
    """Write a line down, stamped with the clock and the running session's offset."""
    written = _checked(text)
    if post is not None:
        post_at(db, post)
    now = db.now()
    event = event_of(db)
    session = running(event.sessions, now) if event else None
    after: Row = {
        "id": uuid.uuid4().hex,
        "text": written,
        "at": to_micros(now),
        "session": session.name if session else "",
        "offset": int((now - session.starts).total_seconds()) if session else None,
        "place": post,
        "by": by,
        "edited": None,
        "deleted_at": None,
    }
    decide(db, Said(Act.NOTE, shortened(written), by), NOTE, str(after["id"]), after)
    return note_of(after)


def write_down(db: Connection, text: str, by: str, *, about: str, post: int | None) -> Note:
    """Make a note of a draft, or put it in the place of a note; it is no draft any more."""
    written = note(db, text, by, post) if about == drafts.NEW else edit_note(db, about, text, by)
    drafts.keep(db, about, drafts.Draft())
    return written


def edit_note(db: Connection, id_: str, text: str, by: str) -> Note:
    """Put other words in a note's place; its times stay."""
    before = row(db, NOTE, id_)
    if before is None or before["deleted_at"] is not None:
        raise StoreError("that note is no longer there")
    written = _checked(text)
    if written == before["text"]:
        return note_of(before)
    after = before | {"text": written, "edited": to_micros(db.now())}
    decide(db, Said(Act.EDIT_NOTE, shortened(written), by), NOTE, id_, after)
    return note_of(after)


def move_note(db: Connection, id_: str, session: str, by: str) -> bool:
    """File a note under another session of the programme (its title; empty for none).

    Its offset is counted from that session's beginning, if it was written then or soon after it.
    False if it is there already.
    """
    before = row(db, NOTE, id_)
    if before is None or before["deleted_at"] is not None:
        raise StoreError("that note is no longer there")
    event = event_of(db)
    known = {each.name: each for each in event.sessions} if event else {}
    if session and session not in known:
        raise StoreError(f"the programme has no session called {clean_text(session)}")
    if session == before["session"]:
        return False
    at = from_micros(int(before["at"] or 0))
    offset = int((at - known[session].starts).total_seconds()) if session else -1
    is_of_it = 0 <= offset < _SOON  # minutes say nothing of what was written on another day
    after = before | {"session": session, "offset": offset if is_of_it else None}
    decide(db, Said(Act.MOVE_NOTE, moved(after), by), NOTE, id_, after)
    return True


def delete_note(db: Connection, id_: str, by: str) -> bool:
    """Strike a note out; undo brings it back. False if there is none."""
    before = row(db, NOTE, id_)
    if before is None or before["deleted_at"] is not None:
        return False
    after = before | {"deleted_at": to_micros(db.now())}
    about = shortened(str(before["text"]))
    decide(db, Said(Act.DELETE_NOTE, about, by), NOTE, id_, after)
    return True


def _checked(text: str) -> str:
    if len(text) > LIMIT:
        raise StoreError(f"a note has at most {LIMIT:,} characters; this has {len(text):,}")
    written = clean_text(text)
    if not written:
        raise StoreError("a note needs some words")
    return written

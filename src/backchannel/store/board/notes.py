"""Notes: lines the facilitator wrote, stamped with clock and session."""

from __future__ import annotations

import uuid
from typing import Final

from backchannel.clean.terminal import clean_text
from backchannel.errors import StoreError
from backchannel.model.board import Act, Note
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.programme import running
from backchannel.store.board.about import post_at, shortened
from backchannel.store.board.decisions import NOTE, Row, Said, decide, row
from backchannel.store.connection import Connection
from backchannel.store.sources import event_of

NOTE_LIMIT: Final = 10_000
"""Characters of a note; a longer one is refused rather than cut."""


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
    return _note(after)


def edit_note(db: Connection, id_: str, text: str, by: str) -> Note:
    """Put other words in a note's place; its times stay."""
    before = row(db, NOTE, id_)
    if before is None or before["deleted_at"] is not None:
        raise StoreError("that note is no longer there")
    written = _checked(text)
    if written == before["text"]:
        return _note(before)
    after = before | {"text": written, "edited": to_micros(db.now())}
    decide(db, Said(Act.EDIT_NOTE, shortened(written), by), NOTE, id_, after)
    return _note(after)


def move_note(db: Connection, id_: str, session: str, by: str) -> bool:
    """File a note under another session of the programme (its title; empty for none).

    Its offset is counted from that session's beginning. False if it is there already.
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
    offset = int((at - known[session].starts).total_seconds()) if session else None
    after = before | {"session": session, "offset": offset}
    about = shortened(f"{before['text']} → {session or 'no session'}")
    decide(db, Said(Act.MOVE_NOTE, about, by), NOTE, id_, after)
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


def notes(db: Connection, limit: int = 2_000) -> tuple[Note, ...]:
    """The latest notes, newest first."""
    rows = db.execute(
        f"SELECT {', '.join(NOTE.columns)} FROM notes WHERE deleted_at IS NULL "
        "ORDER BY at DESC, id LIMIT ?",
        (limit,),
    )
    return tuple(_note(dict(zip(NOTE.columns, values, strict=True))) for values in rows)


def notes_on(db: Connection, place: int, limit: int = 50) -> tuple[Note, ...]:
    """The latest notes that point at a post, newest first."""
    rows = db.execute(
        f"SELECT {', '.join(NOTE.columns)} FROM notes "
        "WHERE deleted_at IS NULL AND place IS NOT NULL AND place = ? "
        "ORDER BY at DESC, id LIMIT ?",
        (place, limit),
    )
    return tuple(_note(dict(zip(NOTE.columns, values, strict=True))) for values in rows)


def _checked(text: str) -> str:
    if len(text) > NOTE_LIMIT:
        raise StoreError(f"a note has at most {NOTE_LIMIT:,} characters; this has {len(text):,}")
    written = clean_text(text)
    if not written:
        raise StoreError("a note needs some words")
    return written


def _note(values: Row) -> Note:
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

"""Pins, notes and what is hidden: the decisions of people."""

from __future__ import annotations

import uuid
from typing import Final

from msgspec import Struct

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.errors import StoreError
from backchannel.model.board import Act, Decision, Hidden, Note, Pin
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.post import StoredPost
from backchannel.model.programme import running
from backchannel.store import decisions, pages
from backchannel.store.connection import Connection
from backchannel.store.decisions import HIDING, NOTE, PIN, Row, Said, decide, row
from backchannel.store.sources import event_of

NOTE_LIMIT: Final = 10_000
"""Characters of a note; a longer one is refused rather than cut."""

REASON_LIMIT: Final = 500
"""Characters of the reason why a post is hidden."""


def pin(db: Connection, place: int, by: str) -> bool:
    """Make a post a highlight, after the others. False if it already is one."""
    if row(db, PIN, place):
        return False
    post = _post(db, place)
    last = db.value("SELECT max(position) FROM pins") or 0.0
    after: Row = {
        "id": uuid.uuid4().hex,
        "place": place,
        "position": last + 1.0,
        "by": by,
        "at": to_micros(db.now()),
    }
    decide(db, Said(Act.PIN, _about(post), by), PIN, place, after)
    return True


def unpin(db: Connection, place: int, by: str) -> bool:
    """Take a highlight back. False if it was none."""
    before = row(db, PIN, place)
    if not before:
        return False
    decide(db, Said(Act.UNPIN, _about(_post(db, place)), by), PIN, place, None)
    return True


def pins(db: Connection) -> tuple[Pin, ...]:
    """The highlights in their order."""
    rows = list(db.execute("SELECT id, place, position, by, at FROM pins ORDER BY position, id"))
    found = pages.by_places(db, [place for _, place, *_ in rows])
    return tuple(
        Pin(id_, found[place], position, by, from_micros(at))
        for id_, place, position, by, at in rows
        if place in found
    )


def hide(db: Connection, place: int, by: str, reason: str = "") -> bool:
    """Take a post out of sight, for good or until it is brought back. False if it already is."""
    if row(db, HIDING, place):
        return False
    after: Row = {
        "place": place,
        "reason": clean_line(reason, limit=REASON_LIMIT),
        "by": by,
        "at": to_micros(db.now()),
    }
    decide(db, Said(Act.HIDE, _about(_post(db, place)), by), HIDING, place, after)
    return True


def unhide(db: Connection, place: int, by: str) -> bool:
    """Bring a post back into sight. False if it was not hidden."""
    if not row(db, HIDING, place):
        return False
    decide(db, Said(Act.UNHIDE, _about(_post(db, place)), by), HIDING, place, None)
    return True


def hidden(db: Connection, limit: int = 500) -> tuple[Hidden, ...]:
    """What is out of sight, the latest first."""
    rows = list(
        db.execute(
            "SELECT place, reason, by, at FROM hidings ORDER BY at DESC, place DESC LIMIT ?",
            (limit,),
        )
    )
    found = pages.by_places(db, [place for place, *_ in rows])
    return tuple(
        Hidden(found[place], reason, by, from_micros(at))
        for place, reason, by, at in rows
        if place in found
    )


def note(db: Connection, text: str, by: str, post: int | None = None) -> Note:
    """Write a line down, stamped with the clock and the running session's offset."""
    written = _checked(text)
    if post is not None:
        _post(db, post)
    now = db.now()
    event = event_of(db)
    session = running(event.sessions, now) if event else None
    after: Row = {
        "id": uuid.uuid4().hex,
        "text": written,
        "at": to_micros(now),
        "session": session.title if session else "",
        "offset": int((now - session.starts).total_seconds()) if session else None,
        "place": post,
        "by": by,
        "edited": None,
        "deleted_at": None,
    }
    decide(db, Said(Act.NOTE, _shortened(written), by), NOTE, str(after["id"]), after)
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
    decide(db, Said(Act.EDIT_NOTE, _shortened(written), by), NOTE, id_, after)
    return _note(after)


def delete_note(db: Connection, id_: str, by: str) -> bool:
    """Strike a note out; undo brings it back. False if there is none."""
    before = row(db, NOTE, id_)
    if before is None or before["deleted_at"] is not None:
        return False
    after = before | {"deleted_at": to_micros(db.now())}
    about = _shortened(str(before["text"]))
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


class Counts(Struct, frozen=True):
    """How much there is of everything people decide."""

    pins: int
    notes: int
    hidden: int


def counts(db: Connection) -> Counts:
    """How many pins, notes and hidden posts there are."""
    found = db.execute(
        "SELECT (SELECT count(*) FROM pins), "
        "(SELECT count(*) FROM notes WHERE deleted_at IS NULL), (SELECT count(*) FROM hidings)"
    )
    return Counts(*next(found))


def undo(db: Connection, by: str) -> Decision | None:
    """Take back the last decision of `by`; None when nothing is left to undo."""
    return decisions.undo(db, by)


def _post(db: Connection, place: int) -> StoredPost:
    found = pages.by_places(db, [place])
    if place not in found:
        raise StoreError("that post is not in the store")
    return found[place]


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


def _about(post: StoredPost) -> str:
    words = post.post.title or post.post.text or post.post.url or ""
    return f"{post.post.author.name}: {_shortened(words)}"


def _shortened(text: str, limit: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def draft(db: Connection) -> str:
    """A note that was begun here and not written down; empty when there is none."""
    return str(db.value("SELECT value FROM meta WHERE key = 'draft'") or "")


def keep_draft(db: Connection, text: str) -> None:
    """Keep a note that is half written; of this machine only, so it is not logged."""
    if not text.strip():
        db.execute("DELETE FROM meta WHERE key = 'draft'")
    elif len(text) <= NOTE_LIMIT:
        db.execute("INSERT OR REPLACE INTO meta VALUES ('draft', ?)", (clean_text(text),))

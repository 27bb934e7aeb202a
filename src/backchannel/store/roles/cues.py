"""Cues: what the presenter is told, and whether it was seen."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Final

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.board import Act
from backchannel.model.change import ChangeKind
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.programme import running
from backchannel.model.roles.cue import (
    AUTOMATIC,
    LONGEST,
    SOON,
    Cue,
    minutes_left,
    nearly_over,
)
from backchannel.store import changes
from backchannel.store.board.decisions import CUE, Row, Said, decide, row
from backchannel.store.connection import Connection
from backchannel.store.search import event_of

CLOCK: Final = "clock"
"""Who tells what a clock says."""

_COLUMNS: Final = ", ".join(CUE.columns)


def cue(db: Connection, text: str, by: str) -> Cue:
    """Tell the presenter something. Raises StoreError without words, or with too many."""
    if len(text) > LONGEST:
        raise StoreError(f"a cue has at most {LONGEST} characters; this has {len(text):,}")
    written = clean_line(text, limit=LONGEST)
    if not written:
        raise StoreError("a cue needs some words")
    after = _fresh(db, uuid.uuid4().hex, written, by)
    decide(db, Said(Act.CUE, written, by), CUE, str(after["id"]), after)
    return _cue(tuple(after.values()))


def remind(db: Connection, session: str, ends: datetime, text: str, by: str) -> bool:
    """Tell how little of a session is left, once, whoever comes first. False if it was told.

    Nobody decided it, so nobody can undo it.
    """
    after = _fresh(db, f"{AUTOMATIC}{session}:{to_micros(ends)}", clean_line(text), by)
    marks = ", ".join("?" * len(after))
    db.execute(f"INSERT OR IGNORE INTO cues ({_COLUMNS}) VALUES ({marks})", tuple(after.values()))
    if is_told := bool(db.changes()):
        changes.record(db, ChangeKind.CUE, after["id"])
    return is_told


def tell_time(db: Connection) -> bool:
    """Tell that the running session is nearly over, if it is. False if it is not, or was told.

    Every process that lives does this once a minute; it is told once.
    """
    event, now = event_of(db), db.now()
    session = running(event.sessions, now) if event else None
    left = minutes_left(session.ends, now) if session else 0
    if session is None or not 0 < left <= SOON:
        return False
    return remind(db, session.name, session.ends, nearly_over(left), CLOCK)


def acknowledge(db: Connection, id_: str, by: str) -> bool:
    """The presenter has seen it. False if it was seen, or taken back."""
    before = row(db, CUE, id_)
    if before is None or before["seen"] is not None or before["withdrawn"] is not None:
        return False
    after = before | {"seen": to_micros(db.now())}
    decide(db, Said(Act.SEE_CUE, str(before["text"]), by), CUE, id_, after)
    return True


def withdraw(db: Connection, id_: str, by: str) -> bool:
    """Take it back before it is seen. False if it was seen, or taken back."""
    before = row(db, CUE, id_)
    if before is None or before["seen"] is not None or before["withdrawn"] is not None:
        return False
    after = before | {"withdrawn": to_micros(db.now())}
    decide(db, Said(Act.WITHDRAW_CUE, str(before["text"]), by), CUE, id_, after)
    return True


def shown(db: Connection) -> Cue | None:
    """What the presenter is told now: the latest not seen, but none of a session that is over."""
    now = to_micros(db.now())
    return next((each for each in _waiting(db) if _end_of(each) > now), None)


def latest(db: Connection, limit: int = 20) -> tuple[Cue, ...]:
    """The latest cues of people and of the clock, seen and taken back ones too."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM cues ORDER BY at DESC, id LIMIT ?", (limit,))
    return tuple(map(_cue, rows))


def _waiting(db: Connection) -> list[Cue]:
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM cues WHERE seen IS NULL AND withdrawn IS NULL "
        "ORDER BY at DESC, id DESC LIMIT 50"
    )
    return list(map(_cue, rows))


def _end_of(cue: Cue) -> int:
    """The moment until which it makes sense."""
    end = cue.id.rpartition(":")[2] if cue.id.startswith(AUTOMATIC) else ""
    return int(end) if end.isdecimal() else 1 << 62


def _fresh(db: Connection, id_: str, text: str, by: str) -> Row:
    at = to_micros(db.now())
    return {"id": id_, "text": text, "by": by, "at": at, "seen": None, "withdrawn": None}


def _cue(values: tuple[Any, ...]) -> Cue:  # Any: SQLite's columns are typed by the schema
    id_, text, by, at, seen, withdrawn = values
    moments = (None if each is None else from_micros(each) for each in (seen, withdrawn))
    return Cue(id_, text, by, from_micros(at), *moments)

"""Pins, notes and questions of another desk: not decided here, so nobody here undoes them."""

from __future__ import annotations

from collections.abc import Mapping

from backchannel.store import changes
from backchannel.store.board.decisions import NOTE, PIN, QUESTION, Row, Subject, fitting
from backchannel.store.connection import Connection


def take_pin(db: Connection, pin: Row) -> bool:
    """Pin a post as another desk did, unless it is pinned here. `pin` has the columns of a pin."""
    place = int(pin["place"] or 0)
    known = "SELECT 1 FROM pins WHERE place = ? OR id = ?"
    is_known = db.value(known, (place, str(pin["id"])))
    is_gone = db.value("SELECT gone_at IS NOT NULL FROM posts WHERE place = ?", (place,))
    if is_known or is_gone:
        return False
    _put(db, PIN, pin, place)
    db.execute("UPDATE posts SET version = version + 1 WHERE place = ?", (place,))
    return True


def take_note(db: Connection, note: Row) -> bool:
    """Write down a note of another desk; one that was struck out here stays so."""
    if db.value("SELECT 1 FROM notes WHERE id = ?", (str(note["id"]),)):
        return False
    _put(db, NOTE, note, note["id"])
    return True


def take_question(db: Connection, question: Row) -> bool:
    """Ask what was asked at another desk, unless it is asked here.

    What it is part of has to be there before it; one at most is answered now.
    """
    id_ = str(question["id"])
    if db.value("SELECT 1 FROM questions WHERE id = ?", (id_,)):
        return False
    fitted = fitting.fit(db, id_, question)
    if fitted is None:
        return False
    _put(db, QUESTION, fitted, id_)
    place = fitted["place"]
    fitting.draw_again(db, id_, place if isinstance(place, int) else None)
    return True


def _put(
    db: Connection, subject: Subject, row: Mapping[str, str | int | float | None], key: object
) -> None:
    marks = ", ".join("?" * len(subject.columns))
    db.execute(
        f"INSERT INTO {subject.table} ({', '.join(subject.columns)}) VALUES ({marks})",
        tuple(row[column] for column in subject.columns),
    )
    changes.record(db, subject.change, key)

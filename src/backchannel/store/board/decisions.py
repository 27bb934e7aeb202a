"""The log of decisions: every one is a row put in the place of another, so every one can be undone.

A subject is a kind of row that people decide about (a pin, a note, a hiding). A decision keeps the
row before and after as JSON; undoing puts the one before back.
"""

from __future__ import annotations

import json
from typing import Final

from msgspec import Struct

from backchannel.errors import StoreError
from backchannel.model.board import Act, Decision
from backchannel.model.change import ChangeKind
from backchannel.model.moments import from_micros, to_micros
from backchannel.store import changes
from backchannel.store.connection import Connection

Row = dict[str, str | int | float | None]


class Subject(Struct, frozen=True):
    """Where a kind of decision lives and what its change is called."""

    name: str
    table: str
    key: str
    columns: tuple[str, ...]
    change: ChangeKind


PIN: Final = Subject(
    "pin", "pins", "place", ("id", "place", "position", "by", "at"), ChangeKind.PIN
)
NOTE: Final = Subject(
    "note",
    "notes",
    "id",
    ("id", "text", "at", "session", "offset", "place", "by", "edited", "deleted_at"),
    ChangeKind.NOTE,
)
HIDING: Final = Subject(
    "hiding", "hidings", "place", ("place", "reason", "by", "at"), ChangeKind.HIDDEN
)
_SUBJECTS: Final = {subject.name: subject for subject in (PIN, NOTE, HIDING)}


def row(db: Connection, subject: Subject, key: str | int) -> Row | None:
    """The row as it is now."""
    found = db.execute(
        f"SELECT {', '.join(subject.columns)} FROM {subject.table} WHERE {subject.key} = ?", (key,)
    ).fetchone()
    return dict(zip(subject.columns, found, strict=True)) if found else None


class Said(Struct, frozen=True):
    """What a decision was, about what in words, and whose it was."""

    act: Act
    about: str
    by: str


def decide(db: Connection, said: Said, subject: Subject, key: str | int, after: Row | None) -> None:
    """Put a row in place (or take it away, with None) and write down who decided it."""
    before = row(db, subject, key)
    _put(db, subject, key, after)
    db.execute(
        "INSERT INTO decisions (act, about, subject, key, before, after, by, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            str(said.act),
            said.about,
            subject.name,
            str(key),
            json.dumps(before),
            json.dumps(after),
            said.by,
            to_micros(db.now()),
        ),
    )


def undo(db: Connection, by: str) -> Decision | None:
    """Take back the last decision of `by` that was not taken back; None when there is none.

    What somebody else has changed since is left as it is: then the decision comes back with
    `undone` False, and the next undo goes on with the one before.
    """
    found = db.execute(
        "SELECT id, act, about, by, at, subject, key, before, after FROM decisions "
        "WHERE undone_at IS NULL AND by = ? ORDER BY id DESC LIMIT 1",
        (by,),
    ).fetchone()
    if found is None:
        return None
    number, act, about, by, at, name, key, before, after = found
    subject = _SUBJECTS[name]
    is_as_left = row(db, subject, key) == json.loads(after)
    if is_as_left:
        _put(db, subject, key, json.loads(before))
    db.execute("UPDATE decisions SET undone_at = ? WHERE id = ?", (to_micros(db.now()), number))
    return Decision(number, Act(act), about, by, from_micros(at), undone=is_as_left)


def forget_words(db: Connection, place: int, about: str) -> None:
    """Say `about` of decisions on a post whose words are gone; they quoted it."""
    db.execute(
        "UPDATE decisions SET about = ? WHERE key = ? AND subject IN (?, ?)",
        (about, str(place), PIN.name, HIDING.name),
    )


def log(db: Connection, limit: int = 200) -> tuple[Decision, ...]:
    """Who decided what and when, newest first."""
    rows = db.execute(
        "SELECT id, act, about, by, at, undone_at IS NOT NULL FROM decisions "
        "ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return tuple(
        Decision(number, Act(act), about, by, from_micros(at), bool(undone))
        for number, act, about, by, at, undone in rows
    )


def _put(db: Connection, subject: Subject, key: str | int, new: Row | None) -> None:
    db.execute(f"DELETE FROM {subject.table} WHERE {subject.key} = ?", (key,))
    if new is not None:
        marks = ", ".join("?" * len(subject.columns))
        db.execute(
            f"INSERT INTO {subject.table} ({', '.join(subject.columns)}) VALUES ({marks})",
            tuple(new[column] for column in subject.columns),
        )
    if subject in {PIN, HIDING}:
        _touch_post(db, int(key), is_hidden=new is not None if subject is HIDING else None)
    changes.record(db, subject.change, key)


def _touch_post(db: Connection, place: int, *, is_hidden: bool | None) -> None:
    """What is drawn of a post changes with a decision about it, so its version grows."""
    db.execute(
        "UPDATE posts SET version = version + 1, is_hidden = coalesce(?, is_hidden) "
        "WHERE place = ?",
        (is_hidden, place),
    )
    if not db.changes():
        raise StoreError(f"there is no post at {place}")

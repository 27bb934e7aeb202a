"""What people decided while an event was recorded: out of its log, each at its moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.decoding import decoder
from backchannel.model.board import Act
from backchannel.model.moments import to_micros
from backchannel.model.roles.question import State
from backchannel.store.board.about import shortened
from backchannel.store.board.decisions import (
    CUE,
    FILING,
    HIDING,
    MUTE,
    NOTE,
    PIN,
    QUESTION,
    SESSION,
    Row,
    Said,
    decide,
)
from backchannel.store.board.decisions import row as row_of
from backchannel.store.connection import Connection
from backchannel.store.replay.recording import Recording

_SUBJECTS: Final = {
    subject.name: subject for subject in (PIN, NOTE, HIDING, MUTE, QUESTION, SESSION, FILING, CUE)
}
_AFTERWARDS: Final = 3_600_000_000
"""Microseconds after the end in which people sum up."""

_decode = decoder(Row | None)


class Decided(Struct, frozen=True):
    """At this moment `by` put a row in the place of another; None is no row."""

    at: int
    act: str
    about: str
    by: str
    subject: str
    key: str | int
    before: Row | None
    after: Row | None


def decisions(db: Connection) -> Sequence[Decided]:
    """All of them, in order; one that was undone is decided back when that was.

    What was taken in from a raw record is in no log: it is put in place when it was made.
    """
    names = ", ".join(f"'{name}'" for name in _SUBJECTS)
    rows = db.execute(
        "SELECT at, undone_at, act, about, by, subject, key, before, after FROM decisions "
        f"WHERE subject IN ({names}) ORDER BY id"
    )
    found = [each for row in rows for each in _of(*row)]
    logged = {(each.subject, each.key) for each in found}
    found += [each for each in _standing(db) if (each.subject, each.key) not in logged]
    return sorted(found, key=lambda each: each.at)


def up_to_the_last(db: Connection, found: Recording) -> Recording:
    """What was recorded, and on to the last decision of the hour after posts and sessions end.

    What somebody put in order when all had gone home is not waited for.
    """
    ends = [to_micros(each.ends) for each in found.event.sessions] if found.event else []
    until = max([found.last, *ends]) + _AFTERWARDS
    late = [each.at for each in decisions(db) if each.at <= until]
    return replace(found, last=max([found.last, *late]))


def do(db: Connection, decided: Decided, *, is_back: bool = False) -> None:
    """Let it be decided now, or `is_back` as it was before.

    Nothing is, if it stands so, or if it is about a post that is not there.
    """
    subject = _SUBJECTS[decided.subject]
    goal, other = decided.after, decided.before
    if is_back:
        goal, other = other, goal
    now = row_of(db, subject, decided.key)
    if now == goal or (is_back and now != other) or not _can_be(db, goal):
        return
    decide(db, Said(Act(decided.act), decided.about, decided.by), subject, decided.key, goal)


def _standing(db: Connection) -> Iterator[Decided]:
    """What has a time of its own, as it stands; a question as it was when it was asked."""
    for subject, act in ((PIN, Act.PIN), (NOTE, Act.NOTE), (QUESTION, Act.ASK)):
        for values in db.execute(f"SELECT {', '.join(subject.columns)} FROM {subject.table}"):
            row: Row = dict(zip(subject.columns, values, strict=True))
            if subject is QUESTION:
                row |= {"state": State.OPEN.value, "taken_up": None, "settled": None, "merged": ""}
            key, about = row[subject.key], str(row.get("text") or "")
            key = key if isinstance(key, int) else str(key)
            at, by = int(row["at"] or 0), str(row["by"])
            yield Decided(at, act, shortened(about), by, subject.name, key, None, row)


def _of(at: int, undone: int | None, act: str, about: str, by: str, *row: str) -> Iterator[Decided]:
    subject, written, before, after = row
    key = int(written) if _SUBJECTS[subject].key == "place" else written
    one = Decided(at, act, about, by, subject, key, _decode(before), _decode(after))
    if one.before == one.after:
        return  # what it changed was lost
    yield one
    if undone is not None:
        yield replace(one, at=undone, before=one.after, after=one.before)


def _can_be(db: Connection, row: Row | None) -> bool:
    place = row.get("place") if row else None
    if not isinstance(place, int):
        return True
    return db.value("SELECT 1 FROM posts WHERE place = ?", (place,)) is not None

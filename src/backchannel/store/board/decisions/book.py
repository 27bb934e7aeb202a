"""The log of decisions: every one is a row put in the place of another, so every one can be undone.

A subject is a kind of row that people decide about (a pin, a note, a hiding). A decision keeps the
row before and after as JSON; undoing puts the one before back.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backchannel.decoding import decoder
from backchannel.errors import StoreError
from backchannel.model.board import Act, Decision
from backchannel.model.moments import from_micros, to_micros
from backchannel.store import changes
from backchannel.store.board.decisions import fitting, staged
from backchannel.store.board.decisions.subjects import (
    ALL,
    APART,
    BROUGHT_BACK,
    FILING,
    HIDING,
    JOINED,
    MUTE,
    PIN,
    QUESTION,
    STAGE,
    STASH,
    Row,
    Subject,
)
from backchannel.store.connection import Connection
from backchannel.store.search import HIDDEN, MUTED

_decode = decoder(Row | None)

_SUBJECTS: Final = {subject.name: subject for subject in ALL}


def _written(kept: Row | None) -> str:
    return msgspec.json.encode(kept).decode()


def row(db: Connection, subject: Subject, key: str | int) -> Row | None:
    """The row as it is now."""
    found = db.execute(
        f"SELECT {', '.join(subject.columns)} FROM {subject.table} WHERE {subject.key} = ?", (key,)
    ).fetchone()
    return dict(zip(subject.columns, found, strict=True)) if found else None


class Said(Struct, frozen=True):
    """What a decision was, about what in words, and whose it was.

    Decisions of one `turn` that is not empty are undone together.
    """

    act: Act
    about: str
    by: str
    turn: str = ""


def decide(db: Connection, said: Said, subject: Subject, key: str | int, after: Row | None) -> None:
    """Put a row in place (or take it away, with None) and write down who decided it.

    What was undone before cannot be done again from now on.
    """
    before = row(db, subject, key)
    _put(db, subject, key, after)
    db.execute(
        "UPDATE decisions SET is_dropped = 1 "
        "WHERE undone_at IS NOT NULL AND is_dropped = 0 AND by = ?",
        (said.by,),
    )
    db.execute(
        "INSERT INTO decisions (act, about, subject, key, before, after, by, at, turn) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            str(said.act),
            said.about,
            subject.name,
            str(key),
            _written(before),
            _written(after),
            said.by,
            to_micros(db.now()),
            said.turn or db.turn,
        ),
    )


@contextlib.contextmanager
def together(db: Connection) -> Iterator[None]:
    """Whatever is decided in the block is undone together, with what is around it."""
    outer = db.turn
    db.turn = outer or uuid.uuid4().hex
    try:
        yield
    finally:
        db.turn = outer


def undo(db: Connection, by: str, subjects: Sequence[Subject] = ()) -> Decision | None:
    """Take back the last decision of `by` that was not taken back; None when there is none.

    With `subjects` the last about one of those: an operator takes back what is on the stage only.

    What somebody else has changed since is left as it is: then the decision comes back with
    `undone` False, and the next undo goes on with the one before. No undo shows a blank stage.
    """
    what = f"act NOT IN ({staged.SHOWING}) {_about(subjects)}"
    found = _turn(db, f"{_STANDS} AND by = ? AND {what} ORDER BY id DESC", by, "DESC")
    done = [_exchange(db, each, is_undone=True) for each in found]
    return _summed_up(found, done)


def redo(db: Connection, by: str) -> Decision | None:
    """Do again what `by` undid last; None when there is nothing, or something was decided since.

    As `undo` does, it leaves what somebody else has changed since; then `undone` is True. What was
    undone on the stage is not done again: a key that airs a post has to be meant.
    """
    where = "undone_at IS NOT NULL AND is_dropped = 0 AND by = ? ORDER BY id"
    found = _turn(db, where, by, "ASC")
    done = [_exchange(db, each, is_undone=False) for each in found]
    made = _summed_up(found, done)
    return made and replace(made, undone=not made.undone)


_STANDS: Final = "undone_at IS NULL AND is_dropped = 0"


def _about(subjects: Sequence[Subject]) -> str:
    names = ", ".join(f"'{subject.name}'" for subject in subjects)
    return f"AND subject IN ({names})" if names else ""


class _Kept(Struct, frozen=True):
    id: int
    act: str
    about: str
    by: str
    at: int
    subject: str
    key: str
    before: str
    after: str
    turn: str


_KEPT: Final = ", ".join(_Kept.__struct_fields__)


def _turn(db: Connection, where: str, by: str, order: str) -> list[_Kept]:
    """One decision, and those that were made together with it."""
    first = _kept(db, f"{where} LIMIT 1", by)
    if not first or not first[0].turn:
        return first
    same = "turn = ? AND turn <> '' AND is_dropped = 0"
    return _kept(db, f"{same} ORDER BY id {order}", first[0].turn)


def _kept(db: Connection, where: str, param: str) -> list[_Kept]:
    rows = db.execute(f"SELECT {_KEPT} FROM decisions WHERE {where}", (param,))
    return [_Kept(*each) for each in rows]


def _exchange(db: Connection, kept: _Kept, *, is_undone: bool) -> bool:
    """Put one side of a decision in the place of the other; False if neither is there any more."""
    subject = _SUBJECTS[kept.subject]
    before, after = _decode(kept.before), _decode(kept.after)
    is_there, put = (after, before) if is_undone else (before, after)
    now = row(db, subject, kept.key)
    if subject is STAGE:
        is_there, put, now = (staged.blank_as(now, each) for each in (is_there, put, now))
    # Decisions from before a column was there say nothing of it.
    known = now if now is None or is_there is None else {key: now.get(key) for key in is_there}
    is_as_left: bool = known == is_there and before != after  # both are none where they were lost
    if is_as_left:
        _put(db, subject, kept.key, put)
        staged.heed(db, kept.act, kept.key, after if is_undone else None)
        undone = to_micros(db.now()) if is_undone else None
        db.execute("UPDATE decisions SET undone_at = ? WHERE id = ?", (undone, kept.id))
    if subject is STAGE or not is_as_left:  # what was left as it is stays what it was, and is past
        db.execute("UPDATE decisions SET is_dropped = 1 WHERE id = ?", (kept.id,))
    return is_as_left


def _summed_up(found: Sequence[_Kept], done: Sequence[bool]) -> Decision | None:
    if not found:
        return None
    first = next((each for each, is_done in zip(found, done, strict=True) if is_done), found[0])
    return Decision(
        first.id,
        Act(first.act),
        first.about,
        first.by,
        from_micros(first.at),
        undone=any(done),
        others=max(0, (sum(done) or len(done)) - 1),
    )


def after(db: Connection, number: int) -> Row | None:
    """The row that a decision put in place."""
    found = db.value("SELECT after FROM decisions WHERE id = ?", (number,))
    return _decode(found) if found else None


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


def show_mutes(db: Connection, key: str) -> None:
    """Take the posts of somebody out of sight, or bring them back, as the mutes now say."""
    column, _, value = key.partition(":")
    other = "server" if column == "author" else "author"
    is_muted = db.value("SELECT 1 FROM mutes WHERE key = ?", (key,)) is not None
    muted = (
        f"is_hidden | {MUTED}"
        if is_muted
        else (
            f"(is_hidden & ~{MUTED}) | iif(EXISTS (SELECT 1 FROM mutes WHERE key = "
            f"'{other}:' || posts.{other}), {MUTED}, 0)"
        )
    )
    db.execute(
        f"UPDATE posts SET version = version + 1, is_hidden = {muted} WHERE {column} = ?", (value,)
    )


def _put(db: Connection, subject: Subject, key: str | int, new: Row | None) -> None:
    is_of_rows = subject in {APART, JOINED}
    old = row(db, subject, key) if is_of_rows or subject is QUESTION else None
    new = fitting.fit(db, str(key), new) if subject is QUESTION else new
    db.execute(f"DELETE FROM {subject.table} WHERE {subject.key} = ?", (key,))
    if new is not None:
        columns = [column for column in subject.columns if column in new]
        marks = ", ".join("?" * len(columns))
        db.execute(
            f"INSERT INTO {subject.table} ({', '.join(columns)}) VALUES ({marks})",
            tuple(new[column] for column in columns),
        )
    if subject is MUTE:
        show_mutes(db, str(key))
    elif subject is HIDING:
        _touch_post(db, int(key), f"(is_hidden & ~{HIDDEN}) | {0 if new is None else HIDDEN}")
    elif subject in {PIN, STASH, FILING, BROUGHT_BACK}:
        _touch_post(db, int(key), "is_hidden")
    elif subject is QUESTION:
        place = (new or old or {}).get("place")
        fitting.draw_again(db, str(key), place if isinstance(place, int) else None)
    if not is_of_rows:
        changes.record(db, subject.change, key)
    elif (told := new or old) is not None:
        from backchannel.store.copies import by_hand

        at = (int(told.get(name) or 0) for name in ("place", "kept", "was"))
        by_hand.follow(db, *at, is_apart=subject is APART, is_so=new is not None)


def _touch_post(db: Connection, place: int, is_hidden: str) -> None:
    """What is drawn of a post changes with a decision about it, so its version grows."""
    db.execute(
        f"UPDATE posts SET version = version + 1, is_hidden = {is_hidden} WHERE place = ?", (place,)
    )
    if not db.changes():
        raise StoreError(f"there is no post at {place}")

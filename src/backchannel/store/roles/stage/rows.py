"""The two rows that are the stage: what is on air, and how it is shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backchannel.decoding import decoded
from backchannel.model.board import Act
from backchannel.model.change import ChangeKind
from backchannel.model.roles.stage import Air, Look
from backchannel.store import changes
from backchannel.store.board.decisions import STAGE, Row, Said, decide
from backchannel.store.connection import Connection

T = TypeVar("T", bound=Struct)

AIR: Final = "air"
LOOK: Final = "look"


def air(db: Connection) -> Air:
    """What is on air."""
    return _read(db, AIR, Air())


def look(db: Connection) -> Look:
    """How the stage is shown and moved on."""
    return _read(db, LOOK, Look())


def decide_air(db: Connection, said: Said, wanted: Air) -> bool:
    """Put something on air, as a decision. False if it is there already."""
    if wanted == air(db):
        return False
    decide(db, said, STAGE, AIR, _row(AIR, wanted))
    return True


def decide_look(db: Connection, by: str, about: str, wanted: Look) -> bool:
    """Show the stage otherwise, as a decision. False if that changes nothing."""
    if wanted == look(db):
        return False
    decide(db, Said(Act.SET_STAGE, about, by), STAGE, LOOK, _row(LOOK, wanted))
    return True


def turn_air(db: Connection, wanted: Air) -> None:
    """Move on by itself: nobody decided it, so nobody can undo it."""
    row = _row(AIR, wanted)
    db.execute("INSERT OR REPLACE INTO stage (name, body) VALUES (?, ?)", tuple(row.values()))
    changes.record(db, ChangeKind.STAGE, AIR)


def drop(db: Connection, places: Collection[int]) -> Air:
    """Take posts that are gone for good off the stage; what it was before. Nobody decided that."""
    before = air(db)
    after = replace(
        before,
        place=None if before.place in places else before.place,
        before=None if before.before in places else before.before,
        next=None if before.next in places else before.next,
    )
    if after != before:
        row = _row(AIR, after)
        db.execute("UPDATE stage SET body = ? WHERE name = ?", (row["body"], row["name"]))
    return before


def _read(db: Connection, name: str, usual: T) -> T:
    """As it is kept; the usual when nothing is, or when a later version wrote it otherwise."""
    body = db.value("SELECT body FROM stage WHERE name = ?", (name,))
    try:
        return decoded(body, type(usual)) if isinstance(body, str) else usual
    except msgspec.MsgspecError:
        return usual


def _row(name: str, wanted: Struct) -> Row:
    return {"name": name, "body": msgspec.json.encode(wanted).decode()}

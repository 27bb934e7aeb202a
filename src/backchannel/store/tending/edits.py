"""What people did to the sources of the event file, as decisions that can be undone."""

from __future__ import annotations

from msgspec import Struct

from backchannel.model.board import Act
from backchannel.model.moments import to_micros
from backchannel.store.board.decisions import SOURCE, Row, Said, after, decide
from backchannel.store.connection import Connection


class Edit(Struct, frozen=True):
    """A source that was added to the event file or taken out, by whom.

    `about` names it for people. `cut` is the text that makes the difference, for whoever edits
    the file.
    """

    act: Act
    name: str
    about: str
    cut: str
    by: str


def keep(db: Connection, edit: Edit) -> None:
    """Write down what was done to the file."""
    row: Row = {"name": edit.name, "cut": edit.cut, "by": edit.by, "at": to_micros(db.now())}
    decide(db, Said(edit.act, edit.about, edit.by), SOURCE, edit.name, row)


def of_decision(db: Connection, number: int) -> tuple[str, str]:
    """Which source a decision was about, and the text of it."""
    row = after(db, number) or {}
    return str(row.get("name", "")), str(row.get("cut", ""))

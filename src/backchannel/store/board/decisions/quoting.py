"""What the log quotes of a post goes from it when the author deletes the post."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from backchannel.model.board import Act
from backchannel.store.board.about import said_now
from backchannel.store.board.decisions.subjects import (
    APART,
    BROUGHT_BACK,
    FILING,
    HIDING,
    JOINED,
    PIN,
    QUESTION,
    STASH,
)
from backchannel.store.connection import Connection

_TO: Final = " → "


def forget_words(db: Connection, place: int, name: str, said: Collection[str]) -> None:
    """Say the author's name alone of decisions on a post; `said` is how they quoted it."""
    db.execute(
        "UPDATE decisions SET about = ? WHERE key = ? AND subject IN (?, ?, ?, ?)",
        (name, str(place), PIN.name, HIDING.name, STASH.name, BROUGHT_BACK.name),
    )
    db.execute(
        "UPDATE decisions SET about = ? WHERE subject = ? AND key = ?",
        (name, QUESTION.name, f"post:{place}"),
    )
    db.execute(
        "UPDATE decisions SET about = ?1 WHERE subject IN (?3, ?4) "
        "AND (key LIKE ?2 || ':%' OR key LIKE '%:' || ?2)",
        (name, str(place), APART.name, JOINED.name),
    )
    _filed(db, place, name)
    _merged(db, place, name, said)


def _filed(db: Connection, place: int, name: str) -> None:
    """Under which session it was filed is not the author's."""
    for id_, about in _lines(db, "subject = ? AND key = ?", FILING.name, str(place)):
        _, arrow, session = about.rpartition(_TO)
        db.execute("UPDATE decisions SET about = ? WHERE id = ?", (f"{name}{arrow}{session}", id_))


def _merged(db: Connection, place: int, name: str, said: Collection[str]) -> None:
    """The questions that were merged into it stay as they are."""
    into = "act = ? AND after ->> 'merged' = ?"
    told = {f"{_TO}{words}": f"{_TO}{name}" for words in said}
    for id_, about in _lines(db, into, Act.MERGE.value, f"post:{place}"):
        db.execute("UPDATE decisions SET about = ? WHERE id = ?", (said_now(about, told), id_))


def _lines(db: Connection, where: str, *params: str) -> list[tuple[int, str]]:
    return list(db.execute(f"SELECT id, about FROM decisions WHERE {where}", params))

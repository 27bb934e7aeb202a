"""What a desk wants to know from the network, and what the collector found out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct

from backchannel.decoding import decoded
from backchannel.model.change import ChangeKind
from backchannel.model.moments import from_micros, to_micros
from backchannel.model.source import Answer, SourceSpec
from backchannel.store import changes, lease
from backchannel.store.connection import Connection

KEPT: Final = 100
"""Errands that are remembered."""

STALE: Final = timedelta(minutes=2)
"""After so long nobody waits for an answer any more."""


class Wish(Struct, frozen=True):
    """What to find out: whether a source can be read, or what is at an address.

    `spec` is the source that is to be read once; without one, `words` are what somebody typed.
    `local` allows addresses of this machine and network.
    """

    words: str = ""
    spec: SourceSpec | None = None
    local: bool = False


class Errand(Struct, frozen=True):
    """A wish, and what came of it; `answer` is None until then."""

    id: int
    wish: Wish
    at: datetime
    answer: Answer | None = None
    answered: datetime | None = None


def ask(db: Connection, wish: Wish) -> int | None:
    """Have something found out; its number. None, and nothing is asked, when nobody collects."""
    if not lease.is_collected(db):
        return None
    db.execute(
        "INSERT INTO errands (wish, at) VALUES (?, ?)",
        (msgspec.json.encode(wish), to_micros(db.now())),
    )
    number = int(db.value("SELECT last_insert_rowid()"))
    db.execute("DELETE FROM errands WHERE id <= ?", (number - KEPT,))
    changes.record(db, ChangeKind.ERRAND, str(number))
    return number


def waiting(db: Connection) -> tuple[Errand, ...]:
    """Those that somebody waits for."""
    since = to_micros(db.now() - STALE)
    return _errands(db, "answer IS NULL AND at > ?", since)


def answer(db: Connection, number: int, found: Answer) -> None:
    """Write down what was found out."""
    db.execute(
        "UPDATE errands SET answer = ?, answered = ? WHERE id = ?",
        (msgspec.json.encode(found), to_micros(db.now()), number),
    )
    changes.record(db, ChangeKind.ERRAND, str(number))


def errand(db: Connection, number: int) -> Errand | None:
    """One of them; None when it was forgotten."""
    return next(iter(_errands(db, "id = ?", number)), None)


def probes(db: Connection) -> dict[str, Errand]:
    """The latest errand about each source that is followed or was to be, by its name.

    What was found out of another that had the name before is no news of this one.
    """
    rows = db.execute("SELECT name, spec FROM sources")
    here = {name: _asked(decoded(spec, SourceSpec)) for name, spec in rows}
    return {
        spec.name: each
        for each in _errands(db, "id > ?", 0)
        if (spec := each.wish.spec) and here.get(spec.name, _asked(spec)) == _asked(spec)
    }


def _asked(spec: SourceSpec) -> tuple[str, bytes]:
    return spec.kind, msgspec.json.encode(spec.options, order="sorted")


def _errands(db: Connection, where: str, param: int) -> tuple[Errand, ...]:
    rows: list[Any] = db.execute(
        f"SELECT id, wish, at, answer, answered FROM errands WHERE {where} ORDER BY id", (param,)
    ).fetchall()
    return tuple(
        Errand(
            number,
            decoded(wish, Wish),
            from_micros(at),
            decoded(found, Answer) if found is not None else None,
            from_micros(answered) if answered is not None else None,
        )
        for number, wish, at, found, answered in rows
    )

"""The log of changes: written in the transaction it tells of, read by everyone else."""

from __future__ import annotations

from collections.abc import Iterable

from backchannel.model.change import Change, ChangeKind
from backchannel.model.moments import from_micros, to_micros
from backchannel.store.connection import Connection


def record(db: Connection, kind: ChangeKind, *keys: object) -> None:
    """Append one line for each key, in the caller's transaction."""
    record_all(db, ((kind, key) for key in keys))


def record_all(db: Connection, lines: Iterable[tuple[ChangeKind, object]]) -> None:
    """Append many lines, in order, in the caller's transaction."""
    at = to_micros(db.now())
    db.executemany(
        "INSERT INTO changes (kind, key, origin, at) VALUES (?, ?, ?, ?)",
        ((str(kind), str(key), db.desk, at) for kind, key in lines),
    )


def since(db: Connection, number: int, limit: int = 10_000) -> tuple[Change, ...]:
    """What happened after change `number`, oldest first."""
    rows = db.execute(
        "SELECT number, kind, key, origin, at FROM changes WHERE number > ? "
        "ORDER BY number LIMIT ?",
        (number, limit),
    )
    return tuple(
        Change(number, ChangeKind(kind), key, origin, from_micros(at))
        for number, kind, key, origin, at in rows
    )


def latest(db: Connection) -> int:
    """The number of the newest change, 0 in a new store."""
    row = db.execute("SELECT number FROM changes ORDER BY number DESC LIMIT 1").fetchone()
    return int(row[0]) if row else 0

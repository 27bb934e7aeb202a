"""The log of changes: written in the transaction it tells of, read by everyone else."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from typing import Any, Final

import apsw
from msgspec import Struct

from backchannel.model.change import Change, ChangeKind
from backchannel.model.moments import from_micros, to_micros
from backchannel.store.connection import Connection

LOOK: Final = 0.1
"""Seconds between looks at whether another process wrote."""

MOST: Final = 10_000
"""Changes that are read at once."""

_ASIDE: Final = (
    *(ChangeKind.POST_NEW, ChangeKind.NOTE, ChangeKind.HEALTH, ChangeKind.ERRAND),
    *(ChangeKind.COLLECTOR, ChangeKind.CUE, ChangeKind.STAGE, ChangeKind.ALERT),
    ChangeKind.OUTGOING,
)
"""What changes nothing in a post that was known."""

_OTHERS: Final = (
    "SELECT EXISTS (SELECT 1 FROM changes WHERE number > ? "
    f"AND kind NOT IN ({', '.join('?' * len(_ASIDE))}))"
)


def record(db: Connection, kind: ChangeKind, *keys: object) -> None:
    """Append one line for each key, in the caller's transaction."""
    record_all(db, ((kind, key) for key in keys))


def record_all(db: Connection, lines: Iterable[tuple[ChangeKind, object]]) -> None:
    """Append many lines, in order, in the caller's transaction."""
    at = to_micros(db.now())
    rows = [(str(kind), str(key), db.desk, at) for kind, key in lines]
    db.told.update(kind for kind, *_ in rows)
    db.executemany("INSERT INTO changes (kind, key, origin, at) VALUES (?, ?, ?, ?)", rows)


class News(Struct, frozen=True):
    """Changes, oldest first: all that are wanted up to a number; whether there may be more."""

    changes: tuple[Change, ...]
    until: int
    is_more: bool


def since(db: Connection, number: int, limit: int = MOST) -> tuple[Change, ...]:
    """What happened after change `number`, oldest first."""
    rows = db.execute(
        "SELECT number, kind, key, origin, at FROM changes WHERE number > ? "
        "ORDER BY number LIMIT ?",
        (number, limit),
    )
    return tuple(map(_change, rows))


def news(
    db: Connection, number: int, kinds: Collection[ChangeKind] = (), limit: int = MOST
) -> News:
    """What of these kinds, or of any, happened after change `number`.

    Who waits for a key press does not read the ten thousand posts that came meanwhile.
    """
    wanted = tuple(map(str, kinds))
    if not wanted:
        found = since(db, number, limit)
        return News(found, found[-1].number if found else number, len(found) == limit)
    until = max(number, latest(db))
    marks = ", ".join("?" * len(wanted))
    rows = db.execute(
        "SELECT number, kind, key, origin, at FROM changes WHERE number > ? AND number <= ? "
        f"AND kind IN ({marks}) ORDER BY number LIMIT ?",
        (number, until, *wanted, limit),
    )
    found = tuple(map(_change, rows))
    is_more = len(found) == limit
    return News(found, found[-1].number if is_more else until, is_more)


def latest(db: Connection) -> int:
    """The number of the newest change, 0 in a new store."""
    row = db.execute("SELECT number FROM changes ORDER BY number DESC LIMIT 1").fetchone()
    return int(row[0]) if row else 0


def are_known_as_before(db: Connection, number: int) -> bool:
    """Whether the posts that were known at change `number` are as they were, in sight and out."""
    return not db.value(_OTHERS, (number, *_ASIDE))


def _change(row: tuple[Any, ...]) -> Change:  # Any: SQLite's columns are typed by the schema
    number, kind, key, origin, at = row
    return Change(number, ChangeKind(kind), key, origin, from_micros(at))


class Watch:
    """Tells when something was written, by any process.

    Looks into memory that SQLite shares between processes (`PRAGMA data_version`), microseconds,
    every `look` seconds, from a timer of the event loop: all day long, a task that woke for each
    look would cost twice as much. `db` is for this alone, and must not wait for locks. Who names
    `kinds` looks at once only when one of these was written in this process.
    """

    def __init__(
        self, db: Connection, look: float = LOOK, kinds: Collection[ChangeKind] = ()
    ) -> None:
        self._db, self._between = db, look
        self._kinds = frozenset(map(str, kinds))
        self._seen: int | None = None
        self._news = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None

    def wake(self, told: Collection[str]) -> None:
        """Look now: this process wrote, and told of these kinds of changes."""
        if not self._kinds or not self._kinds.isdisjoint(told):
            self._news.set()

    def has_moved(self) -> bool:
        """Whether something was written since this was last asked. Raises what SQLite raises."""
        self._news.clear()
        version = self._version()
        if version is None or version == self._seen:
            return False
        self._seen = version
        return True

    async def wait(self) -> None:
        """Until there may be something new."""
        self._look_later()
        try:
            await self._news.wait()
        finally:
            if self._timer is not None:
                self._timer.cancel()

    def _look_later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._between, self._look)

    def _look(self) -> None:
        if self._is_as_seen():
            self._look_later()
        else:
            self._news.set()

    def _is_as_seen(self) -> bool:
        try:
            return self._version() in {None, self._seen}
        except apsw.Error:
            return False  # whoever waits will ask, and be told

    def _version(self) -> int | None:
        """None while somebody holds the whole file."""
        try:
            return int(self._db.pragma("data_version") or 0)
        except apsw.BusyError:
            return None

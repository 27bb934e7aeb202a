"""One collector a store: a row its holder renews, free for anyone once it is stale."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from backchannel.model.change import ChangeKind
from backchannel.model.moments import from_micros, to_micros
from backchannel.store import changes, meta
from backchannel.store.connection import Connection

BEAT: Final = timedelta(seconds=2)
"""How often a holder renews."""

STALE: Final = timedelta(seconds=6)
"""After this long without a beat the holder is taken for dead."""

STARTS: Final = 20
"""How many starts of collectors are remembered."""

_NAME: Final = "collector"


class Lease(Struct, frozen=True):
    """Who collects, and when it was last heard.

    `parent` is the process that started it, 0 when that is not known. `starts` are the moments at
    which collectors took the lease lately, this one's last.
    """

    holder: str
    pid: int
    host: str
    beat: datetime
    taken: datetime
    parent: int = 0
    starts: tuple[datetime, ...] = ()

    def is_live(self, now: datetime) -> bool:
        """Whether its holder was heard lately; a clock that was set back does not kill it."""
        return now - self.beat < STALE


class _Started(Struct, frozen=True):
    """What is kept beside the lease, also while nobody holds it."""

    parent: int = 0
    starts: tuple[int, ...] = ()


def read(db: Connection) -> Lease | None:
    """The lease as it is; None when no collector ever ran or the last one stopped cleanly."""
    row = db.execute("SELECT holder, pid, host, beat, taken FROM lease").fetchone()
    if row is None:
        return None
    holder, pid, host, beat, taken = row
    started = meta.kept(db, _NAME, _Started())
    starts = tuple(map(from_micros, started.starts))
    return Lease(holder, pid, host, from_micros(beat), from_micros(taken), started.parent, starts)


def take(db: Connection, holder: str, pid: int, host: str, parent: int = 0) -> bool:
    """Become the collector, unless another was heard lately. Renews what is already held.

    A beat in the future was told before the clock was set back. Its holder is given as long as any
    other from now on: if it lives, it will be heard.
    """
    current = read(db)
    now = db.now()
    if current and current.holder != holder and current.is_live(now):
        if current.beat > now:
            db.execute("UPDATE lease SET beat = ?", (to_micros(now),))
        return False
    taken = to_micros(current.taken if current and current.holder == holder else now)
    db.execute(
        "INSERT OR REPLACE INTO lease VALUES (1, ?, ?, ?, ?, ?)",
        (holder, pid, host, to_micros(now), taken),
    )
    if current is None or current.holder != holder:
        starts = (*meta.kept(db, _NAME, _Started()).starts, to_micros(now))[-STARTS:]
        meta.keep(db, _NAME, _Started(parent, starts))
        changes.record(db, ChangeKind.COLLECTOR, holder)
    return True


def release(db: Connection, holder: str) -> None:
    """Let the next collector start at once."""
    db.execute("DELETE FROM lease WHERE holder = ?", (holder,))
    if db.changes():
        changes.record(db, ChangeKind.COLLECTOR, "")

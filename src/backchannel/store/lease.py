"""One collector a store, and one who sends: a row each renews, free for anyone once it is stale."""

from __future__ import annotations

import os
import platform
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

COLLECTING: Final = "collecting"
SENDING: Final = "sending"
"""What a lease is for: to read the sources, or to send what people here wrote."""

HERE: Final = platform.node()

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

    def is_gone(self) -> bool:
        """Whether its process has ended, as far as that can be known from here."""
        if self.host != HERE or os.name != "posix":
            return False
        try:
            os.kill(self.pid, 0)  # asks only whether there is such a process
        except ProcessLookupError:
            return True
        except (OSError, OverflowError):  # somebody else's, so there is one
            return False
        return False


class _Started(Struct, frozen=True):
    """What is kept beside the lease, also while nobody holds it."""

    parent: int = 0
    starts: tuple[int, ...] = ()


def read(db: Connection, what: str = COLLECTING) -> Lease | None:
    """The lease as it is; None when nobody ever held it or the last one stopped cleanly."""
    found = db.execute("SELECT holder, pid, host, beat, taken FROM leases WHERE what = ?", (what,))
    row = found.fetchone()
    if row is None:
        return None
    holder, pid, host, beat, taken = row
    started = meta.kept(db, _NAME, _Started()) if what == COLLECTING else _Started()
    starts = tuple(map(from_micros, started.starts))
    return Lease(holder, pid, host, from_micros(beat), from_micros(taken), started.parent, starts)


def is_collected(db: Connection) -> bool:
    """Whether a collector is alive: it reads the sources, does errands, and sends."""
    held = read(db)
    return held is not None and held.is_live(db.wall()) and not held.is_gone()


def take(
    db: Connection, holder: str, pid: int, host: str, parent: int = 0, *, what: str = COLLECTING
) -> bool:
    """Become the holder, unless another is alive. Renews what is already held.

    A holder whose process has ended on this machine is not waited for. A beat in the future was
    told before the clock was set back. Its holder is given as long as any other from now on: if it
    lives, it will be heard. Nor did one who renews it take it later than now.
    """
    current = read(db, what)
    now = db.wall()  # a clock that is played stands still at times, and jumps
    if current and current.holder != holder and current.is_live(now) and not current.is_gone():
        if current.beat > now:
            db.execute("UPDATE leases SET beat = ? WHERE what = ?", (to_micros(now), what))
        return False
    taken = to_micros(min(current.taken, now) if current and current.holder == holder else now)
    db.execute(
        "INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?, ?, ?)",
        (what, holder, pid, host, to_micros(now), taken),
    )
    if what == COLLECTING and (current is None or current.holder != holder):
        starts = (*meta.kept(db, _NAME, _Started()).starts, to_micros(now))[-STARTS:]
        meta.keep(db, _NAME, _Started(parent, starts))
        changes.record(db, ChangeKind.COLLECTOR, holder)
    return True


def take_here(db: Connection, holder: str, what: str = COLLECTING) -> bool:
    """The same for this process."""
    return take(db, holder, os.getpid(), HERE, os.getppid(), what=what)


def release(db: Connection, holder: str, what: str = COLLECTING) -> None:
    """Let the next one start at once."""
    db.execute("DELETE FROM leases WHERE what = ? AND holder = ?", (what, holder))
    if what == COLLECTING and db.changes():
        changes.record(db, ChangeKind.COLLECTOR, "")

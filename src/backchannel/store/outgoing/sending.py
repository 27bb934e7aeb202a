"""How far each text came on its way: the collector's side, one step a transaction.

    waiting -> sending -> sent | failed | waiting (put off) | unsure (the answer was lost)
    unsure  -> sent | sending (looked for, and surely not out)

`sending` is on the disk before a byte leaves. Whoever finds a row so at a start does not know what
came of it: it becomes `unsure`, and is looked for before it is sent again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from backchannel.model.moments import from_micros, to_micros
from backchannel.model.outgoing import STALE, Outgoing, Sending
from backchannel.store.connection import Connection
from backchannel.store.outgoing.rows import put, read

LOST: Final = "it may be out already; it is looked for before anything else"

SETTLES: Final = timedelta(seconds=10)
"""A server may still be working on a request whose answer was lost."""

OLD: Final = "it waited for more than a day, so it was not sent; send it again if it still fits"

_OPEN: Final = f"state IN ('{Sending.WAITING}', '{Sending.UNSURE}')"


def due(db: Connection) -> tuple[Outgoing, ...]:
    """What may be sent or looked for now, in the order in which it was asked for."""
    where = f"{_OPEN} AND due <= ? ORDER BY asked, id"
    return tuple(read(db, where, (to_micros(db.now()),)))


def next_due(db: Connection) -> datetime | None:
    """When the next one may be sent or looked for; None when nothing waits."""
    found: int | None = db.value(f"SELECT min(due) FROM outgoing WHERE {_OPEN}")
    return from_micros(found)


def begin(db: Connection, text: Outgoing) -> bool:
    """Say that it is about to leave; False when somebody did something about it since it was read.

    Then it was taken back, has other words, or others had it first.
    """
    found = next(iter(read(db, "id = ?", (text.id,))), None)
    if found != text or found.state not in {Sending.WAITING, Sending.UNSURE}:
        return False
    put(db, text.id, Sending.SENDING, tried=to_micros(found.tried or db.now()))
    return True


def put_out(db: Connection, id_: str, url: str) -> None:
    """It is out, at this address (cleaned)."""
    put(db, id_, Sending.SENT, url=url, due=None, tried=None)


def came_back(db: Connection, id_: str, post: int) -> None:
    """It is the post at this place, for all to see."""
    put(db, id_, Sending.SENT, post=post)


def fail(db: Connection, id_: str, problem: str) -> None:
    """It was refused, for a reason that somebody must do something about; it is surely not out."""
    put(db, id_, Sending.FAILED, problem=problem, due=None, tried=None)


def put_off(db: Connection, id_: str, problem: str, until: datetime) -> None:
    """It is surely not out; try again then, and look for it first all the same."""
    put(db, id_, Sending.WAITING, problem=problem, due=to_micros(until))


def lose(db: Connection, id_: str, problem: str, until: datetime) -> None:
    """Nobody knows whether it is out; look for it then."""
    put(db, id_, Sending.UNSURE, problem=problem, due=to_micros(until))


def interrupted(db: Connection, account: str = "", since: timedelta = timedelta()) -> int:
    """What somebody left on its way may be out; how many those are.

    For when nobody can be at it: at a start, for an `account` whose texts are not being sent now,
    or for what has been on its way `since` longer than any request takes.
    """
    oldest, whose = to_micros(db.now() - since), account
    where = "state = ? AND at <= ? AND (? = '' OR account = ?)"
    left = list(read(db, where, (str(Sending.SENDING), oldest, whose, whose)))
    for each in left:
        put(db, each.id, Sending.UNSURE, problem=LOST, due=to_micros(db.now() + SETTLES))
    return len(left)


def return_stale(db: Connection) -> int:
    """Make drafts again of what has waited too long to be sent unasked; how many those are."""
    oldest = to_micros(db.now() - STALE)
    where = f"state = '{Sending.WAITING}' AND asked < ?"
    stale = list(read(db, where, (oldest,)))
    for each in stale:
        return_it(db, each.id, OLD)
    return len(stale)


def return_it(db: Connection, id_: str, problem: str) -> None:
    """It is surely not out, and somebody has to say whether it still shall be."""
    put(db, id_, Sending.DRAFT, problem=problem, due=None)


def claimed(db: Connection) -> frozenset[str]:
    """The addresses of what went out."""
    return frozenset(url for (url,) in db.execute("SELECT url FROM outgoing WHERE url <> ''"))

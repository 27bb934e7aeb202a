"""A store's file written anew, without what was taken out of it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import apsw
from msgspec import Struct

from backchannel.errors import StoreBusy
from backchannel.store import search
from backchannel.store.connection import BUSY_MS, Connection, utc_now
from backchannel.store.upkeep.opened import Now, holders, opened, refuse_without_room, whole
from backchannel.store.writing.settling import settle

_PATIENCE: Final = 10.0
"""Seconds for which readers are waited for, until nobody needs the log."""

_BETWEEN: Final = 0.1


class Compacted(Struct, frozen=True):
    """Bytes of the file before and after. `is_whole` unless something old is left in its log."""

    before: int
    after: int
    is_whole: bool = True


def room_for(path: Path) -> int:
    """Bytes that have to be free beside a store: for the new file, and for the log of it."""
    return 2 * path.stat().st_size + 1_000_000


def compact(
    path: Path, now: Now = utc_now, *, busy_ms: int = BUSY_MS, patience: float = _PATIENCE
) -> Compacted:
    """Write the file anew, as small as it can be, with nothing in it that was deleted.

    Desks go on reading; one that wants to write waits, some seconds for a large store. Raises
    StoreError when there is too little room, StoreBusy when somebody writes for too long.
    """
    before = path.stat().st_size
    refuse_without_room(path.parent, room_for(path), "compacting")
    with opened(path, now, busy_ms=busy_ms) as db:
        sweep(db)
        try:
            with whole(db):
                db.execute("INSERT INTO search (search) VALUES ('optimize')")
            db.execute("VACUUM").fetchall()
        except apsw.BusyError as error:
            who = holders(db) or "another program"
            raise StoreBusy(
                f"the store is held by {who}; try again, or when that has ended"
            ) from error
        is_whole = fold_in(db, patience)
    return Compacted(before, path.stat().st_size, is_whole)


def sweep(db: Connection) -> None:
    """Take the traces of deleted words out of the index, in steps that nobody has to wait for."""
    is_settled = is_swept = False
    while not is_settled:  # deleted words that only waited for the index go with all that did
        with whole(db):
            is_settled = not settle(db)
    while not is_swept:
        with whole(db):
            is_swept = search.sweep(db)


def fold_in(db: Connection, patience: float = _PATIENCE) -> bool:
    """Move the log into the file and empty it; False if somebody still reads what was before."""
    ends = time.monotonic() + patience
    while True:
        try:
            is_busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0]
        except apsw.BusyError:
            is_busy = 1
        if not is_busy or time.monotonic() >= ends:
            return not is_busy
        time.sleep(_BETWEEN)

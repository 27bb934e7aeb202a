"""A store's file for somebody who works on it whole, while desks may be running."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import apsw

from backchannel.errors import StoreError
from backchannel.store import lease, schema
from backchannel.store.connection import BUSY_MS, Connection, utc_now, wrapped

Now = Callable[[], datetime]


@contextlib.contextmanager
def opened(path: Path, now: Now = utc_now, *, busy_ms: int = BUSY_MS) -> Iterator[Connection]:
    """A connection that writes, outside any transaction."""
    with (
        wrapped(path),
        contextlib.closing(schema.open_to_write(path, now=now, busy_ms=busy_ms)) as db,
    ):
        yield db


@contextlib.contextmanager
def read(path: Path, now: Now = utc_now) -> Iterator[Connection]:
    """A connection in one look, whatever is written meanwhile."""
    with wrapped(path), contextlib.closing(schema.open_to_read(path, now=now)) as db, look(db):
        yield db


@contextlib.contextmanager
def look(db: Connection) -> Iterator[None]:
    """One state of the store for all that is read in the block."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


@contextlib.contextmanager
def whole(db: Connection) -> Iterator[None]:
    """All that is written in the block, or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def holders(db: Connection) -> str:
    """Who else may be at work on a store, for people; empty when nobody is known to be."""
    held = filter(None, (lease.read(db, what) for what in (lease.COLLECTING, lease.SENDING)))
    live = [each for each in held if each.is_live(db.now()) and not each.is_gone()]
    others = {f"process {each.pid} on {each.host}" for each in live if each.pid != os.getpid()}
    return " and ".join(sorted(others))


def has_log(path: Path) -> bool:
    """Whether something waits beside a store to be moved into it."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def is_open(path: Path) -> bool:
    """Whether somebody has a store open, in any process; its file and its log stay as they are."""
    flags = apsw.SQLITE_OPEN_READWRITE
    with wrapped(path), contextlib.closing(apsw.Connection(str(path), flags=flags)) as db:
        db.set_busy_timeout(0)
        try:
            db.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
            db.execute("BEGIN EXCLUSIVE")
            db.execute("ROLLBACK")
        except apsw.BusyError:
            return True
        except apsw.Error:
            return False  # nobody else can open it either
        finally:
            db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log(path))
    return False


def megabytes(size: int) -> str:
    """For people."""
    return f"{max(size, 100_000) / 1_000_000:,.1f} MB"


def refuse_without_room(folder: Path, needed: int, purpose: str) -> None:
    """Raise StoreError when a disk has too little left for what is to be done."""
    import shutil

    free = shutil.disk_usage(folder).free
    if free < needed:
        raise StoreError(
            f"{purpose} needs {megabytes(needed)} in {folder}, and {megabytes(free)} are free"
        )

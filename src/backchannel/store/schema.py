"""How the file of a store is opened: refused, made, or brought up to date."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import apsw

from backchannel.errors import StoreError, StoreTooNew
from backchannel.store.connection import (
    BUSY_MS,
    Connection,
    connect,
    damaged,
    looked_at,
    still,
    utc_now,
    wrapped,
)
from backchannel.store.replay.sign import is_played

if TYPE_CHECKING:
    from backchannel.store.migrations import Migration

APPLICATION: Final = 0x62636831
"""SQLite's application_id of our files: "bch1"."""

VERSION: Final = 18
"""Of the format that is written: as many as there are `MIGRATIONS`, which few starts need."""

_MAGIC: Final = b"SQLite format 3\x00"
_HEADER: Final = 100


def open_to_read(
    path: Path, *, now: Callable[[], datetime] = utc_now, busy_ms: int = BUSY_MS
) -> Connection:
    """A connection that cannot write. Raises StoreError unless the file is of this version."""
    _refuse_before_opening(path, VERSION)
    db = connect(path, now=now, read_only=True, busy_ms=busy_ms)
    with _closed_on_failure(db):
        version = _checked(db, path, VERSION)
        if version == 0:
            raise StoreError(f"{path} is not a backchannel store yet: it is empty")
        if version != VERSION:
            raise StoreError(f"{path} must be opened by a desk first: its format is older")
        with wrapped(path):
            _tell_time(db)
    return db


def open_to_write(
    path: Path,
    *,
    now: Callable[[], datetime] = utc_now,
    busy_ms: int = BUSY_MS,
    migrations: Sequence[Sequence[Migration]] = (),
) -> Connection:
    """A connection that writes; the file is made, or brought up to date with a copy beside it.

    By `migrations`, or those there are.
    A file from a newer version raises StoreTooNew, one of another program StoreError; neither is
    touched. Of several processes that come at once, one does the work.
    """
    newest = len(migrations) or VERSION
    _refuse_before_opening(path, newest)
    db = connect(path, now=now, busy_ms=busy_ms)
    with _closed_on_failure(db), wrapped(path):
        # Closing a file that is not ours after all must not move its log into it.
        db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        if _checked(db, path, newest) < newest:
            _migrate(db, path, migrations or _known())
        db.desk = desk_of(db)
        db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)
    return db


def _tell_time(db: Connection) -> None:
    """Of an event that is played: its own."""
    if is_played(db):
        from backchannel.store.replay.clock import tell_played_time

        tell_played_time(db)


def desk_of(db: Connection) -> str:
    """The id of the desk that owns this store."""
    return str(db.value("SELECT value FROM meta WHERE key = 'desk'") or "")


def is_ours(head: bytes) -> bool:
    """Whether a file that begins so, with at least a hundred bytes, is a store."""
    return _is_sqlite(head[:_HEADER]) and _application_of(head) == APPLICATION


def _refuse_before_opening(path: Path, newest: int) -> None:
    """Look at the file's first bytes, for SQLite writes to whatever it opens for writing.

    They may be older than the write-ahead log, so what passes is looked at once more when opened.
    What this process has open already was looked at then.
    """
    with wrapped(path), looked_at(path) as may_look:
        if not may_look or not path.exists() or path.is_dir():  # opening says what cannot be
            return
        head, tables = _first_look(path)
        if not head:
            return
        if not _is_sqlite(head) and len(head) == _HEADER and _application_of(head) == APPLICATION:
            raise damaged(path)
        if not _is_sqlite(head):
            raise StoreError(f"{path} is not a backchannel store")
    _judge(path, _application_of(head), tables, int.from_bytes(head[60:64]), newest)


def _first_look(path: Path) -> tuple[bytes, int]:
    """The first bytes, and how many tables there are if those do not say whose file it is.

    Both as they were at one time: another process may be making a store of the file just now, page
    by page, and the first page is the first that it writes.
    """
    head = _head(path)
    while _is_sqlite(head) and not _application_of(head):
        try:
            with contextlib.closing(still(path)) as db:
                tables = _tables(db)
        except apsw.CorruptError:
            if _head(path) == head:
                raise
        else:
            if _head(path) == head:
                return head, tables
        head = _head(path)
    return head, 0


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEADER)


def _is_sqlite(head: bytes) -> bool:
    return len(head) == _HEADER and head.startswith(_MAGIC)


def _application_of(head: bytes) -> int:
    return int.from_bytes(head[68:72])


def _checked(db: Connection, path: Path, newest: int) -> int:
    """The file's version, 0 for an empty one; raises when it is not for us to open."""
    with wrapped(path), _look(db):  # in one: another process may just be making it a store
        version = _user_version(db)
        application = int(db.pragma("application_id") or 0)
        tables = _tables(db)
    _judge(path, application, tables, version, newest)
    return version


@contextlib.contextmanager
def _look(db: Connection) -> Iterator[None]:
    """One state of the file, also within a transaction. What goes wrong is raised as it is.

    SQLite has rolled back by itself after some errors, of which `with db` then tells nothing.
    """
    is_within = db.in_transaction
    if not is_within:
        db.execute("BEGIN")
    try:
        yield
    finally:
        if db.in_transaction and not is_within:
            db.execute("ROLLBACK")


def _judge(path: Path, application: int, tables: int, version: int, newest: int) -> None:
    if application not in {0, APPLICATION} or (tables and application != APPLICATION):
        raise StoreError(f"{path} is not a backchannel store")
    if version > newest:
        raise StoreTooNew(
            f"{path} was written by a newer version of backchannel (format {version}, this one "
            f"reads up to {newest}); it was left untouched"
        )


def _known() -> Sequence[Sequence[Migration]]:
    from backchannel.store.migrations import MIGRATIONS

    return MIGRATIONS


def _migrate(db: Connection, path: Path, migrations: Sequence[Sequence[Migration]]) -> None:
    """All steps in one transaction: another process waits for it, and a failure undoes it."""
    from uuid import uuid4

    db.execute("BEGIN IMMEDIATE")
    try:
        version = _checked(db, path, len(migrations))  # another process may have been quicker
        if 0 < version < len(migrations):
            _back_up(path, version, len(migrations))
        for step in chain.from_iterable(migrations[version:]):
            if isinstance(step, str):
                db.execute(step).fetchall()  # to its end: a statement that answers would stop it
            else:
                step(db)
        db.execute(f"PRAGMA user_version={len(migrations)}")
        db.execute(f"PRAGMA application_id={APPLICATION}")
        db.execute("INSERT OR IGNORE INTO meta VALUES ('desk', ?)", (uuid4().hex,))
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that the file's first bytes say its version


def _back_up(path: Path, version: int, newest: int) -> None:
    """Copy the whole file, write-ahead log included, while nobody can write to it."""
    from shutil import disk_usage

    target = path.with_name(f"{path.name}.before-{version}-to-{newest}")
    partial = target.with_name(f"{target.name}.partial")
    if disk_usage(path.parent).free < 2 * path.stat().st_size:
        raise StoreError(f"not enough space beside {path} to keep a copy before bringing it up")
    partial.unlink(missing_ok=True)
    with (
        contextlib.closing(connect(path, read_only=True)) as source,
        contextlib.closing(apsw.Connection(str(partial))) as copy,
        copy.backup("main", source, "main") as backup,
    ):
        backup.step(-1)
    partial.replace(target)


def _tables(db: Connection) -> int:
    return int(db.value("SELECT count(*) FROM sqlite_schema"))


def _user_version(db: Connection) -> int:
    return int(db.pragma("user_version") or 0)


@contextlib.contextmanager
def _closed_on_failure(db: Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        db.close()
        raise

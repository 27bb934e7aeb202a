"""One connection to the event's file, opened the way this program needs it."""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote

import apsw
import msgspec

from backchannel.errors import StoreBusy, StoreError
from backchannel.store import wording

T = TypeVar("T")

BUSY_MS: Final = 5_000
"""How long a connection waits for another process before it says that the store is busy."""

_READ_KB, _WRITTEN_KB = 2_000, 16_000
"""Kilobytes of the file that a connection keeps.

One that reads drops them whenever another process writes; with eight thousand a look is no faster,
and two readers and their heaps grow by 25 MB.
"""

_SIDE_FILE_LIMIT: Final = 16_000_000
"""Bytes the write-ahead log is cut back to once all of it is in the file."""

_LOG_PAGES: Final = 2_000
"""Pages of the write-ahead log, 8 MB, after which it is moved into the file.

That waits for the disk twice, and a page that was written ten times is moved once: with SQLite's
thousand, five feeds are enough for it.
"""

_BETWEEN_TRIES: Final = 0.01

_OPENING: Final = threading.RLock()


def utc_now() -> datetime:
    """The wall clock, aware."""
    return datetime.now(UTC)


class Connection(apsw.Connection):
    """A connection that also knows the time and whose desk it is."""

    now: Callable[[], datetime]
    wall: Callable[[], datetime]
    """The time outside, where `now` is that of an event that is played again."""
    desk: str
    turn: str
    """Names what is decided together just now; empty when each decision is by itself."""
    memory: dict[str, object]
    """What was worked out of rows that are committed; all connections of a `Reader` share it."""
    told: set[str]
    """The kinds of changes that the transaction tells of, as far as it has come."""
    crowded: set[int]
    """Keys of copies that too many networks have to be of use; see `copies.keys`."""

    def value(self, sql: str, params: Sequence[str | int | bytes | None] = ()) -> Any:
        """The first column of the first row, None when there is no row."""
        row = self.execute(sql, params).fetchone()
        return row[0] if row else None


def connect(
    path: Path,
    *,
    now: Callable[[], datetime] = utc_now,
    read_only: bool = False,
    busy_ms: int = BUSY_MS,
) -> Connection:
    """Open the file; it is created unless `read_only`.

    WAL with synchronous=FULL: what was acknowledged survives a power cut. No memory mapping, so a
    truncated file is an error and not a crash. The schema of a file is not trusted: it may have
    been copied from somebody.
    """
    with wrapped(path):
        db = _opened_to_read(path, busy_ms) if read_only else _opened_to_write(path)
        try:
            db.set_busy_timeout(busy_ms)
            db.execute("PRAGMA trusted_schema=OFF")
            db.execute(f"PRAGMA cache_size={-_READ_KB if read_only else -_WRITTEN_KB}")
            wording.teach(db)
            if not read_only:
                _log_ahead(db, path, busy_ms)
        except BaseException:
            db.close()
            raise
    db.now = db.wall = now
    db.desk = db.turn = ""
    db.memory = {}
    db.told, db.crowded = set(), set()
    return db


def still(path: Path) -> Connection:
    """The file as it lies there: no lock is taken and nothing is written beside it.

    For a file that nobody writes; what is only in its write-ahead log is not seen.
    """
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    return Connection(f"file:{quote(os.fsencode(path.absolute()))}?immutable=1", flags=flags)


@contextmanager
def looked_at(path: Path) -> Iterator[bool]:
    """Whether a file may be opened and closed in the block by other means than SQLite's.

    Not if this process has it open as a database: closing it takes all locks of the process away
    from it, and other programs would think that nobody uses it (sqlite.org/howtocorrupt.html, 2.2).
    """
    with _OPENING:
        yield not any(_is_of(each, path) for each in apsw.connections())


def _is_of(db: apsw.Connection, path: Path) -> bool:
    try:
        return bool(db.filename) and Path(db.filename).samefile(path)
    except (apsw.Error, OSError):  # it was closed just now, or is of a file that is gone
        return False


def _opened_to_write(path: Path) -> Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    with _OPENING:
        return Connection(str(path), flags=flags)


def _opened_to_read(path: Path, busy_ms: int) -> Connection:
    """Readers share memory in a file beside the store; on a medium that takes none, nobody writes.

    A write-ahead log left on such a medium cannot be read there, and is not passed over.
    """
    with _OPENING:
        db = Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        db.set_busy_timeout(busy_ms)
        db.value("SELECT count(*) FROM sqlite_schema")
    except (apsw.CantOpenError, apsw.ReadOnlyError):
        db.close()
        log = path.with_name(f"{path.name}-wal")
        if not path.exists() or (log.exists() and log.stat().st_size):
            raise
        return still(path)
    except BaseException:
        db.close()
        raise
    return db


def _log_ahead(db: Connection, path: Path, busy_ms: int) -> None:
    if _patiently(lambda: db.value("PRAGMA journal_mode=WAL"), busy_ms) != "wal":
        raise StoreError(f"the disk under {path} cannot be shared; put the store on a local one")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("PRAGMA secure_delete=ON")  # what an author deleted is not left in free pages
    db.execute(f"PRAGMA journal_size_limit={_SIDE_FILE_LIMIT}")
    db.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")


def _patiently(act: Callable[[], T], busy_ms: int) -> T:
    """Wait as long as a connection does: SQLite itself does not where two make a store at once."""
    ends = time.monotonic() + busy_ms / 1_000
    while True:
        try:
            return act()
        except apsw.BusyError:
            if time.monotonic() >= ends:
                raise
            time.sleep(_BETWEEN_TRIES)


@contextmanager
def wrapped(path: Path | None = None) -> Iterator[None]:
    """Turn what SQLite raises into our errors, in words for a facilitator."""
    try:
        yield
    except apsw.BusyError as error:
        raise StoreBusy("the store is locked by another program") from error
    except (apsw.Error, OSError, UnicodeError, msgspec.MsgspecError) as error:
        raise StoreError(_sentence(error, path)) from error


def damaged(path: Path) -> StoreError:
    """The error of a file that was a store and cannot be read as one any more."""
    return StoreError(_sentence(apsw.CorruptError(), path))


def fenced(path: Path, found: Iterator[T]) -> Iterator[T]:
    """The same, one by one: only reading is wrapped, what is done with each has its own errors."""
    while True:
        with wrapped(path):
            try:
                each = next(found)
            except StopIteration:
                return
        yield each


_DAMAGED: Final = (
    "the store{path} is damaged; `backchannel store check --repair{option}` saves what can be saved"
)

_FULL: Final = "the disk is full; nothing new can be stored{there}"

_SENTENCES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (apsw.ReadOnlyError, "the store{path} may only be read, not written"),
    (apsw.NotADBError, "the file{path} is not a backchannel store"),
    (apsw.CorruptError, _DAMAGED),
    (msgspec.MsgspecError, _DAMAGED),
    (apsw.CantOpenError, "the store{path} cannot be opened"),
    (apsw.IOError, "the disk under the store{path} cannot be read or written"),
    (UnicodeError, "that text cannot be stored"),
)


def _sentence(error: Exception, path: Path | None) -> str:
    if isinstance(error, apsw.CantOpenError) and path:
        folder = path.absolute().parent
        is_writable = not folder.is_dir() or os.access(folder, os.W_OK)
        if not os.path.lexists(path):
            said = f"there is no store at {path}"
            return said if is_writable else f"{said}, and none can be made in that folder"
        if not is_writable:
            said = f"nothing can be written in {folder}, where the store keeps files beside it"
            return f"{said}; copy it to another place"
    if path is not None and path.is_dir():
        return f"{path} cannot be a store, for it is a folder; name a file"
    where = f" {path}" if path else ""
    told = {
        "path": where,
        "option": f" --store{where}" if path else "",
        "log": f"{path}-wal {_TAKEN_AWAY}",
        "there": f" in{where}; make room on that disk" if path else "",
    }
    if _is_full(error):
        return _full_elsewhere(path) or _FULL.format(**told)
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return told["log"] if _is_log_gone(error, path) else sentence.format(**told)
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"the store{where} cannot be used: {reason}"


_TAKEN_AWAY: Final = (
    "was taken away while a desk or collector was at work; quit that one, do not kill it: all it "
    "did is in the store then"
)


def _is_log_gone(error: Exception, path: Path | None) -> bool:
    """Whether less is in the log than others say: somebody deleted it, and SQLite made it anew."""
    if path is None or getattr(error, "extendedresult", 0) != apsw.SQLITE_IOERR_SHORT_READ:
        return False
    return not (log := Path(f"{path}-wal")).exists() or not log.stat().st_size


def _is_full(error: Exception) -> bool:
    """Whether a disk took no more; SQLite calls it otherwise where it makes what readers share."""
    if isinstance(error, apsw.IOError):
        return bool(getattr(error, "extendedresult", 0) == apsw.SQLITE_IOERR_SHMSIZE)
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return isinstance(error, apsw.FullError)


_ROOM: Final = 1_000_000
"""Bytes that a disk which took no more has less than."""


def _full_elsewhere(path: Path | None) -> str:
    """That it was the disk for what SQLite keeps for a moment (sqlite.org/tempfiles.html)."""
    kept = next((Path(each) for name in _TEMPORARY if (each := os.environ.get(name))), None)
    if kept and path and not _has_room(kept) and _has_room(path.absolute().parent):
        return f"the disk is full on which {kept} is; make room there, or name another in TMPDIR"
    return ""


_TEMPORARY: Final = ("SQLITE_TMPDIR", "TMPDIR")


def _has_room(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free >= _ROOM
    except OSError:
        return True  # nothing is known of it

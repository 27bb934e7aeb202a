"""One connection to the event's file, opened the way this program needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import apsw

from backchannel.errors import StoreBusy, StoreError

BUSY_MS: Final = 5_000
"""How long a writer waits for another process before it says that the store is busy."""


def utc_now() -> datetime:
    """The wall clock, aware."""
    return datetime.now(UTC)


class Connection(apsw.Connection):
    """A connection that also knows the time and whose desk it is."""

    now: Callable[[], datetime]
    desk: str

    def value(self, sql: str, params: Sequence[str | int | bytes | None] = ()) -> Any:
        """The first column of the first row, None when there is no row."""
        row = self.execute(sql, params).fetchone()
        return row[0] if row else None


def connect(
    path: Path, *, now: Callable[[], datetime] = utc_now, read_only: bool = False
) -> Connection:
    """Open the file; it is created unless `read_only`.

    WAL with synchronous=FULL: what was acknowledged survives a power cut. No memory mapping, so a
    truncated file is an error and not a crash.
    """
    flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE
    if not read_only and not path.exists():
        flags |= apsw.SQLITE_OPEN_CREATE
    with wrapped(path):
        db = Connection(str(path), flags=flags)
        db.set_busy_timeout(BUSY_MS)
        db.execute("PRAGMA foreign_keys=OFF")
        db.execute("PRAGMA cache_size=-8000")
        if not read_only:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=FULL")
            # A checkpoint every 1,000 pages; the file beside the store stays small all day.
            db.execute("PRAGMA journal_size_limit=16000000")
    db.now = now
    db.desk = ""
    return db


@contextmanager
def wrapped(path: Path | None = None) -> Iterator[None]:
    """Turn what SQLite raises into our errors, in words for a facilitator."""
    try:
        yield
    except apsw.BusyError as error:
        raise StoreBusy("the store is locked by another program") from error
    except (apsw.Error, OSError) as error:
        raise StoreError(_sentence(error, path)) from error


def _sentence(error: Exception, path: Path | None) -> str:
    where = f" {path}" if path else ""
    match error:
        case apsw.FullError():
            return "the disk is full; nothing new can be stored"
        case apsw.ReadOnlyError():
            return f"the store{where} may only be read, not written"
        case apsw.NotADBError():
            return f"{path} is not a backchannel store"
        case apsw.CorruptError():
            return f"the store{where} is damaged"
        case apsw.CantOpenError() if path is not None and not path.exists():
            return f"there is no store at {path}"
        case apsw.CantOpenError():
            return f"the store{where} cannot be opened"
        case _:
            return f"the store failed: {error}"


def file_size(path: Path) -> int:
    """Bytes of the file alone, 0 when it does not exist."""
    return path.stat().st_size if path.exists() else 0

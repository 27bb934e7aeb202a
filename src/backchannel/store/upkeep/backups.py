"""Copies of a store, whole and of one moment, made while desks are running."""

from __future__ import annotations

import contextlib
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Final

import apsw

from backchannel.errors import ConfigError, StoreError
from backchannel.model.moments import to_micros
from backchannel.store import schema
from backchannel.store.connection import Connection, connect, utc_now, wrapped
from backchannel.store.upkeep.opened import Now, look, opened, refuse_without_room, whole
from backchannel.store.upkeep.replacing import refuse_others, take_the_place

_STEP: Final = 2_000
"""Pages that are copied at once."""

_DATED: Final = "%Y%m%d-%H%M%S"


def back_up(path: Path, target: Path | None = None, now: Now = utc_now) -> Path:
    """Copy a store to `target`, a file or a folder, or beside it; where the copy is.

    It holds what was committed when this began. The copy is looked through before it is put in
    place, and an older one stays until then. The store remembers where it is. Raises StoreError,
    also when the target is anything but an earlier copy of this store; ConfigError for a folder
    that is not there.
    """
    goal = _goal(path, target, now())
    if not goal.parent.is_dir():
        raise ConfigError("there is no such folder", file=goal.parent)
    refuse_others(path, goal, now)
    with wrapped(path):
        refuse_without_room(goal.parent, path.stat().st_size, "the copy")
    partial = goal.with_name(f"{goal.name}.partial")
    try:
        _copy(path, partial)
        with wrapped(goal):
            _write_out(partial)
            refuse_others(path, goal, now)  # somebody may have opened it meanwhile
            take_the_place(partial, goal)
            _write_out(goal.parent)
    finally:
        for name in (partial.name, f"{partial.name}-wal", f"{partial.name}-shm"):
            partial.with_name(name).unlink(missing_ok=True)
    with opened(path, now) as db, whole(db):
        remember(db, goal)
    return goal


def remember(db: Connection, copy: Path) -> None:
    """Know of a copy, so that forgetting reaches it."""
    row = (str(copy.absolute()), to_micros(db.now()))
    db.execute("INSERT OR REPLACE INTO backups VALUES (?, ?)", row)


def known(db: Connection) -> tuple[Path, ...]:
    """The copies that were made of this store, as far as it knows; they need not be there."""
    rows = db.execute("SELECT path FROM backups ORDER BY at, path")
    return tuple(Path(path) for (path,) in rows)


def thin_out(
    path: Path, keep: int, now: Now = utc_now, made: Path | None = None
) -> tuple[Path, ...]:
    """Take away the older of the dated copies beside a store, all but `keep`; which these were.

    The one that was `made` just now counts as the newest, whatever the clock said.
    """
    dated = sorted(_dated_beside(path), key=lambda each: (_is_same(each, made), each.name))
    gone = [each for each in dated[: max(0, len(dated) - keep)] if not _is_same(each, made)]
    with wrapped(path):
        for each in gone:
            each.unlink(missing_ok=True)
    with opened(path, now) as db, whole(db):
        for each in gone:
            db.execute("DELETE FROM backups WHERE path = ?", (str(each.absolute()),))
    return tuple(gone)


def _dated_beside(path: Path) -> list[Path]:
    """The copies beside a store that have a date for their name: others are somebody's own."""
    ours = re.compile(rf"{re.escape(path.name)}\.backup-\d{{8}}-\d{{6}}", re.ASCII)
    return [each for each in path.parent.iterdir() if ours.fullmatch(each.name) and each.is_file()]


def _is_same(path: Path, other: Path | None) -> bool:
    return other is not None and other.exists() and path.samefile(other)


def _goal(path: Path, target: Path | None, at: datetime) -> Path:
    dated = f"{path.name}.backup-{at.strftime(_DATED)}"
    if target is None:
        return path.with_name(dated)
    return target / dated if target.is_dir() else target


def _copy(path: Path, partial: Path) -> None:
    partial.unlink(missing_ok=True)
    schema.open_to_read(path).close()  # what is no store of this version is refused in a sentence
    with (
        wrapped(path),
        contextlib.closing(connect(path, read_only=True)) as source,
        contextlib.closing(apsw.Connection(str(partial))) as copy,
    ):
        with look(source):
            source.value("SELECT count(*) FROM meta")  # from here on it stands still
            with copy.backup("main", source, "main") as backup:
                while not backup.done:
                    backup.step(_STEP)
        found = [line for (line,) in copy.execute("PRAGMA quick_check(1)")]
        if found != ["ok"]:
            raise StoreError(
                f"the store {path} is damaged and was not copied; `backchannel store check "
                "--repair` says what can be saved"
            )
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _write_out(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

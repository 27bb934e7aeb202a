"""A damaged store put aside, and what could be saved of it in its place."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import apsw

from backchannel.errors import StoreBusy, StoreError, StoreTooNew
from backchannel.store import check, schema
from backchannel.store.connection import utc_now, wrapped
from backchannel.store.repair.pages import File
from backchannel.store.repair.rebuilding import Repaired, counts, rebuild
from backchannel.store.upkeep import backups
from backchannel.store.upkeep.opened import Now, is_open, opened, read, refuse_without_room, whole

_MAGIC: Final = b"SQLite format 3\0"
_SIDES: Final = ("", "-wal", "-shm")


def repair(path: Path, now: Now = utc_now) -> Repaired | None:
    """Save what can be saved; None, and nothing is done, for a store that is sound.

    Raises StoreError while a desk has it open, when the disk has too little room, or when nothing
    of a store is in the file. The damaged file stays until somebody deletes it.
    """
    if _is_sound(path, now):
        return None
    if is_open(path):
        raise StoreBusy(f"{path} is open in a desk or collector; close them all, then repair it")
    refuse_without_room(path.parent, 3 * path.stat().st_size + 1_000_000, "the repair")
    new = path.with_name(f"{path.name}.repaired")
    _remove(new)
    try:
        saved, lost = _saved(path, new, now)
        aside = path.with_name(f"{path.name}.damaged-{now():%Y%m%d-%H%M%S}")
        with wrapped(path):
            beside = _put_aside(path, aside)
            new.replace(path)
    finally:
        _remove(new)
    with opened(path, now) as db, whole(db):
        backups.remember(db, aside)
        problems = check.check(db).problems
    return Repaired(aside, saved, lost, problems, beside)


def _saved(path: Path, new: Path, now: Now) -> tuple[dict[str, int], tuple[str, ...]]:
    """How much of what is in the new file, and what is not."""
    with _work_on_copy(path) as (copy, trouble), opened(new, now) as db:
        with whole(db):
            lost = rebuild(copy, db)
        saved = counts(db)
    if not saved["posts"] and not saved["notes"]:
        raise StoreError(f"nothing that was a store can be found in {path}")
    return saved, (*trouble, *lost)


def _put_aside(path: Path, aside: Path) -> tuple[Path, ...]:
    """Move a file and what is kept for it; where that is now."""
    moved = []
    for side in _SIDES:
        goal = aside.with_name(f"{aside.name}{side}")
        with contextlib.suppress(FileNotFoundError):
            path.with_name(f"{path.name}{side}").replace(goal)
            moved.append(goal)
    return tuple(moved[1:])


def _is_sound(path: Path, now: Now) -> bool:
    try:
        with read(path, now) as db:
            return not check.check(db).problems
    except (StoreBusy, StoreTooNew):
        raise
    except StoreError:
        return False


@contextlib.contextmanager
def _work_on_copy(path: Path) -> Iterator[tuple[File, tuple[str, ...]]]:
    """A copy with the log moved into it where that can be done, and what could not."""
    copy = path.with_name(f"{path.name}.examined")
    _remove(copy)
    try:
        with wrapped(path):
            for side in ("", "-wal"):
                if (source := path.with_name(f"{path.name}{side}")).exists():
                    shutil.copyfile(source, copy.with_name(f"{copy.name}{side}"))
            _mend_head(copy)
        trouble = _fold_in(copy)
        file = File(copy)
        try:
            yield file, trouble
        finally:
            file.close()
    finally:
        _remove(copy)


def _fold_in(copy: Path) -> tuple[str, ...]:
    log = copy.with_name(f"{copy.name}-wal")
    if not log.exists() or not log.stat().st_size:
        return ()
    try:
        with contextlib.closing(apsw.Connection(str(copy))) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except apsw.Error:
        return ("what was written last and was only in the log beside the file",)
    return ()


def _mend_head(copy: Path) -> None:
    """The first hundred bytes are the same in every store, but for a few that do not matter."""
    with copy.open("r+b") as stream:
        head = stream.read(100).ljust(100, b"\0")
        if head.startswith(_MAGIC) and schema.is_ours(head):
            return
        size = copy.stat().st_size
        new = bytearray(100)
        new[0:24] = _MAGIC + (4096).to_bytes(2) + bytes((2, 2, 0, 64, 32, 32))
        new[24:28] = new[92:96] = (1).to_bytes(4)
        new[28:32] = (size // 4096).to_bytes(4)
        new[44:48] = (4).to_bytes(4)
        new[56:60] = (1).to_bytes(4)
        new[60:64] = schema.VERSION.to_bytes(4)
        new[68:72] = schema.APPLICATION.to_bytes(4)
        stream.seek(0)
        stream.write(bytes(new))


def _remove(file: Path) -> None:
    for side in _SIDES:
        file.with_name(f"{file.name}{side}").unlink(missing_ok=True)

"""What a new copy of a store may take the place of: an earlier one of that store, and no other."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

from backchannel.errors import StoreError
from backchannel.store import schema, search
from backchannel.store.connection import Connection, looked_at, still, wrapped
from backchannel.store.upkeep.opened import Now, has_log, is_open, read

_SIDES: Final = ("wal", "shm", "journal")
_ELSE: Final = "and is left as it is; name another file"
_LAST: Final = (
    "SELECT number, kind, key, at FROM changes WHERE key <> '0' ORDER BY number DESC LIMIT 1"
)
"""What happened last; forgetting is the only thing that is done in copies, and leaves a 0."""


def refuse_others(path: Path, goal: Path, now: Now) -> None:
    """Raise StoreError for a file that is not surely an earlier copy of the store at `path`.

    Such a copy is where the store remembers one, nobody has it open, and all in it is here, too.
    """
    if goal.name in {f"{path.name}-{part}" for part in _SIDES}:
        raise StoreError(f"{goal} is kept for the store; name another file for the copy")
    if not goal.exists():
        return
    if goal.samefile(path):
        raise StoreError("that is the store itself; name another file for the copy")
    if not goal.is_file():
        raise StoreError(f"{goal} is no file, {_ELSE}")
    with wrapped(goal), looked_at(goal) as may_look:
        head = _head(goal) if may_look else None
    if head is None or (head and schema.is_ours(head)):
        _refuse_stores(path, goal, now)
    elif head:
        raise StoreError(f"{goal} is no copy of a store, {_ELSE}")


def take_the_place(partial: Path, goal: Path) -> None:
    """Put a copy there, and leave nothing of what was."""
    for part in _SIDES:
        goal.with_name(f"{goal.name}-{part}").unlink(missing_ok=True)
    partial.replace(goal)


def _refuse_stores(path: Path, goal: Path, now: Now) -> None:
    """The same of what is a store."""
    with read(path, now) as db:
        if not any(_is_same(goal, place) for (place,) in db.execute("SELECT path FROM backups")):
            what = f"the store of {whose}" if (whose := _event_in(goal)) else "a store"
            raise StoreError(f"{goal} is {what}, no copy that this one knows of, {_ELSE}")
        if is_open(goal):
            raise StoreError(f"{goal} is open in a desk or collector; close it, or name another")
        with wrapped(goal), contextlib.closing(still(goal)) as copy:
            if schema.desk_of(copy) != schema.desk_of(db):
                raise StoreError(f"{goal} is the store of another desk, {_ELSE}")
            last = copy.execute(_LAST).fetchone()
        if has_log(goal) or not (last is None or _has_happened(db, last)):
            raise StoreError(f"{goal} holds what is not in this store, {_ELSE}")


def _is_same(goal: Path, place: str) -> bool:
    other = Path(place)
    return other.exists() and goal.samefile(other)


def _has_happened(db: Connection, change: tuple[int, str, str, int]) -> bool:
    sql = "SELECT 1 FROM changes WHERE number = ? AND kind = ? AND key = ? AND at = ?"
    return db.value(sql, change) is not None


def _event_in(goal: Path) -> str:
    """The name of the event; empty where it cannot be read while somebody is at work."""
    try:
        with wrapped(goal), contextlib.closing(still(goal)) as db:
            event = search.told_event(db)
    except StoreError:
        return ""
    return event.name if event is not None else ""


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(100)

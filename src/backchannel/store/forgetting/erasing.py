"""Somebody is forgotten in a store's file, in the copies that were made of it, and beside it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from backchannel.errors import StoreError
from backchannel.store.connection import BUSY_MS, Connection, utc_now, wrapped
from backchannel.store.forgetting import bookmarks
from backchannel.store.forgetting.accounts import Names
from backchannel.store.forgetting.following import follow
from backchannel.store.forgetting.mentions import Traces
from backchannel.store.forgetting.removing import Removed, remove
from backchannel.store.forgetting.tombstones import Stone, laid
from backchannel.store.replay import passing
from backchannel.store.roles.stage.pictures import folder_of
from backchannel.store.upkeep import backups
from backchannel.store.upkeep.compacting import compact, room_for
from backchannel.store.upkeep.kin import refuse_strangers
from backchannel.store.upkeep.opened import Now, is_open, opened, read, refuse_without_room, whole

_CHUNK: Final = 1 << 20
_ASIDE: Final = ".damaged-"
_NOBODY: Final[Names] = frozenset()


class _Going(Struct, frozen=True):
    """Who is to go, from the copies of which store: accounts, and whoever has a tombstone."""

    path: Path
    desk: str
    names: Names
    stones: tuple[Stone, ...]


class Erased(Struct, frozen=True):
    """What was done, and what is left to do by somebody else.

    `backups` were cleaned, too. `unreached` are files that may still hold something, with the
    reason. `is_whole` is False while a desk still reads what was before.
    """

    posts: int
    mentions: int
    files: int
    backups: tuple[Path, ...] = ()
    unreached: tuple[tuple[Path, str], ...] = ()
    is_whole: bool = True


def forget(path: Path, names: Names, now: Now = utc_now, *, busy_ms: int = BUSY_MS) -> Erased:
    """Forget accounts: out of sight at once, then out of every byte that can be reached.

    Desks may be running. Raises StoreError, and nothing is done, when the disk has too little room
    for the file to be written anew.
    """
    refuse_without_room(path.parent, room_for(path), "forgetting")
    with opened(path, now, busy_ms=busy_ms) as db, whole(db):
        removed = remove(db, names)
        unlink_pictures(path, removed)
    return finish(path, removed, names, now, busy_ms=busy_ms)


def finish(
    path: Path, removed: Removed, names: Names = _NOBODY, now: Now = utc_now,
    *, busy_ms: int = BUSY_MS,
) -> Erased:  # fmt: skip
    """What is left to do once rows are gone: the bytes of the file, and the copies.

    Who is to go from a copy is found in that copy, by the tombstones: so all of it can be done
    again when it was interrupted.
    """
    with opened(path, now, busy_ms=busy_ms) as db:
        copies, going = _copies(db, path), _Going(path, db.desk, names, tuple(laid(db)))
    done = compact(path, now, busy_ms=busy_ms)
    cleaned, unreached = _in_copies(copies, going, now)
    left = [
        (each, _why(path, removed.traces, now))
        for each in _files_of(path)
        if _holds(each, removed.traces)
    ][:1]
    return Erased(
        removed.posts,
        removed.mentions,
        len(removed.files),
        tuple(cleaned),
        (*unreached, *left),
        done.is_whole,
    )


def preview(path: Path, names: Names, now: Now = utc_now) -> tuple[int, int]:
    """How many posts would go, and in how many others they would be named no more."""
    with opened(path, now) as db:
        db.execute("BEGIN IMMEDIATE")
        try:
            removed = remove(db, names)
        finally:
            db.execute("ROLLBACK")
    return removed.posts, removed.mentions


def _copies(db: Connection, path: Path) -> list[Path]:
    """All that are known, and those that lie beside the store, replays among them."""
    passing.sweep(path)
    beside = [*path.parent.glob("*.before-*-to-*[0-9]"), *path.parent.glob("*.backup-*[0-9]"),
              *path.parent.glob(f"*{_ASIDE}*[0-9]")]  # fmt: skip
    own = [each for each in beside if each.name.startswith(f"{path.name}.")]
    every = (*backups.known(db), *sorted(own), *passing.beside(path))
    return list({each.resolve(): each.absolute() for each in every}.values())


def _in_copies(
    copies: list[Path], going: _Going, now: Now
) -> tuple[list[Path], list[tuple[Path, str]]]:
    cleaned: list[Path] = []
    unreached: list[tuple[Path, str]] = []
    for each in copies:
        if _ASIDE in each.name:
            sides = [side for part in ("wal", "shm")
                     if (side := each.with_name(f"{each.name}-{part}")).exists()]  # fmt: skip
            beside = "".join(f", and {side}" for side in sides)
            unreached.append((each, f"it is damaged; delete it yourself{beside}"))
        elif not each.exists():
            unreached.append((each, "it is not there now; if it is elsewhere, it is unchanged"))
        else:
            try:
                _in_copy(each, going, now)
                cleaned.append(each)
            except StoreError as error:
                unreached.append((each, str(error)))
    return cleaned, unreached


def _in_copy(copy: Path, going: _Going, now: Now) -> None:
    """As in the store itself. An old copy is brought up to date, and no other is kept of it."""
    refuse_strangers(copy, going.path, going.desk)
    refuse_without_room(copy.parent, room_for(copy), "forgetting")
    with _without_another(copy), opened(copy, now) as db, whole(db):
        removed = follow(db, going.stones, going.names)
    compact(copy, now)
    if _holds(copy, removed.traces):
        raise StoreError(_why(copy, removed.traces, now))


@contextlib.contextmanager
def _without_another(copy: Path) -> Iterator[None]:
    """Bringing a copy up to date leaves a copy of that: not one with those in it."""
    before = set(copy.parent.glob("*.before-*"))
    try:
        yield
    finally:
        for each in set(copy.parent.glob("*.before-*")) - before:
            if each.name.startswith(f"{copy.name}.before-"):
                each.unlink(missing_ok=True)


def unlink_pictures(path: Path, removed: Removed) -> None:
    """Before the rows are gone for good: an interruption then leaves no file that nobody knows."""
    folder = folder_of(path)
    with wrapped(path):
        for name in removed.files:
            (folder / name).unlink(missing_ok=True)


def _files_of(path: Path) -> list[Path]:
    """The file of a store and its log."""
    return [each for each in (path, path.with_name(f"{path.name}-wal")) if each.exists()]


def _why(path: Path, traces: Traces, now: Now) -> str:
    """What puts a name back while this is going on."""
    with read(path, now) as db:
        if traces.are_in(str(db.value("SELECT value FROM meta WHERE key = 'event'") or "")):
            return "the event file names them, and it is told again; take them out there"
        if bookmarks.name_them(db, traces):
            return "how far a source was read names posts of theirs, until there are newer"
        if longer := _longer(db, traces):
            return f"their name is part of {longer} in it; whether it is elsewhere is not known"
    if is_open(path):
        return "it still names them; close the desks, and do it once more"
    return "it still names them; do it once more"


def _longer(db: Connection, traces: Traces) -> str:
    """A name that is none of theirs and has theirs in it; empty for none."""
    for name in traces.handles:
        sql = (
            "SELECT CAST(body AS TEXT) FROM posts WHERE instr(lower(CAST(body AS TEXT)), ?) LIMIT 1"
        )
        text = db.value(sql, (name,))
        found = re.search(rf"[\w.@:/-]*{re.escape(name)}[\w.@-]*", text or "", re.IGNORECASE)
        if found is not None and not traces.are_in(found[0]):
            return found[0]
    return ""


def _holds(file: Path, traces: Traces) -> bool:
    """Whether the bytes of a file still name an account, anywhere."""
    wanted = [each.encode() for each in traces.handles]
    if not wanted:
        return False
    overlap = max(map(len, wanted))
    with wrapped(file), file.open("rb") as stream:
        last = b""
        while part := stream.read(_CHUNK):
            whole_part = (last + part).lower()
            if any(each in whole_part for each in wanted):
                return True
            last = part[-overlap:]
    return False

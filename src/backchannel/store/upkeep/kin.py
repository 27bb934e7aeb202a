"""Whether a store that lies where a copy was made is of the same desk, or a replay of its event."""

from __future__ import annotations

import contextlib
from pathlib import Path

from backchannel.errors import StoreError
from backchannel.store import schema, search
from backchannel.store.connection import Connection, connect, wrapped
from backchannel.store.replay.course import course_of


def refuse_strangers(copy: Path, path: Path, desk: str) -> None:
    """Raise StoreError for a store that is no copy of the one at `path`, which is of a desk.

    A copy has its store's desk, and a replay names that which was recorded; one of earlier versions
    only says where that was.
    """
    with wrapped(copy), contextlib.closing(connect(copy, read_only=True)) as db:
        if schema.desk_of(db) == desk or _is_replay(db, path, desk):
            return
        event = search.told_event(db)
    whose = f"the store of {event.name}" if event is not None else "another store"
    raise StoreError(
        f"{whose} is there now, no copy of this one, and is left as it is; if the copy is "
        "elsewhere, it is unchanged, too"
    )


def _is_replay(db: Connection, path: Path, desk: str) -> bool:
    way = course_of(db)
    if way is None or way.origin:
        return way is not None and way.origin == desk
    recorded = Path(way.recorded)
    return recorded.exists() and recorded.samefile(path)

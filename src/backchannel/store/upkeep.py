"""How the file of a store is doing: its size, the room left on its disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from msgspec import Struct

from backchannel.store import pages
from backchannel.store.connection import Connection


class Upkeep(Struct, frozen=True):
    """The file at `path`. Sizes in bytes; `log` is what waits beside it to be moved into it.

    `posts` counts all that were ever stored, also those out of sight.
    """

    path: str
    size: int
    log: int
    free: int
    posts: int


def upkeep(db: Connection) -> Upkeep:
    """Looks at the file system; for a thread, not for the event loop."""
    path = Path(db.filename)
    return Upkeep(
        path=str(path),
        size=_size(path),
        log=_size(path.with_name(f"{path.name}-wal")),
        free=shutil.disk_usage(path.parent).free,
        posts=pages.latest(db),
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0

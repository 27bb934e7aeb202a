"""What SQLite keeps beside a store while somebody has it open: whether it is still there."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_SIDES: Final = ("-wal", "-shm")

_Which = tuple[int, int]


class SideFiles:
    """Knows the files of this program's connections from others that are called the same.

    Whoever has a deleted one open works on in it, and sees of others nothing, nor they of it: they
    are refused, or make one anew. The last to close it moves all that is in it into the store.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ours: dict[Path, _Which] = {}

    def gone(self) -> str:
        """The name of one that was deleted or moved since the first look; empty while none is."""
        store = self._path.resolve()
        for side in _SIDES:
            file = store.with_name(f"{store.name}{side}")
            now = _which(file)
            if now is not None:
                self._ours.setdefault(file, now)
            if self._ours.get(file) != now:
                return file.name
        return ""


def _which(file: Path) -> _Which | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino

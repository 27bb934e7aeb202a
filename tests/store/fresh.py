"""New stores: made once by all steps, then copied, for nearly every test wants one."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from backchannel.store import schema


def fresh(path: Path) -> Path:
    """A new store at a path, of a desk of its own; one that is there already stays as it is."""
    if not path.exists():
        made, desk = _first()
        path.write_bytes(made.replace(desk, uuid.uuid4().hex.encode()))
    return path


@cache
def _first() -> tuple[bytes, bytes]:
    """In a thread: whoever asks may have an event loop, on which no store is made."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_made).result()


def _made() -> tuple[bytes, bytes]:
    """A store as it is in its file, and whose it is."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "event.db"
        with closing(schema.open_to_write(path)) as db:
            desk = db.desk.encode()
        made = path.read_bytes()
    assert made.count(desk) == 1
    return made, desk

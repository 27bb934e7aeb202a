"""A look at the store that nobody waits for any more is ended, not finished for nothing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from backchannel.store.connection import Connection

_AGAIN: Final = 0.05


class AtWork:
    """The connection that one look is at work with, in its thread.

    Ended is what runs now and nothing that the connection does later (sqlite.org/c3ref/interrupt).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._db: Connection | None = None

    @contextmanager
    def on(self, db: Connection) -> Iterator[None]:
        """The look takes place in the block; raises apsw.InterruptError where it is ended."""
        with self._lock:
            self._db = db
        try:
            yield
        finally:
            with self._lock:
                self._db = None

    def end(self) -> None:
        """Nobody waits for it. Told again until it ends: between two questions nobody listens."""
        with self._lock:
            if self._db is None:
                return
            self._db.interrupt()
        asyncio.get_running_loop().call_later(_AGAIN, self.end)

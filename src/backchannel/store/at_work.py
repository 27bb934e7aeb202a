"""A look at the store that nobody waits for any more is ended, not finished for nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from backchannel.store.connection import Connection


class AtWork:
    """The connection that one look is at work with, in its thread; `end` may come from any other.

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
        """Nobody waits for it."""
        with self._lock:
            if self._db is not None:
                self._db.interrupt()

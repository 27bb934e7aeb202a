"""The clock of a store that is played into, for every process that opens it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

import apsw

from backchannel.store.connection import Connection
from backchannel.store.replay.course import Course, course_of

LOOK: Final = 0.1
"""Seconds between two looks at whether somebody changed its course."""


def tell_played_time(db: Connection) -> None:
    """Let a connection tell the played time, if its store is one that is played into."""
    if (course := course_of(db)) is not None:
        db.now = lambda: (course_of(db) or course).clock(db.wall())


class PlayedClock:
    """Tells the played moment. It looks at the course itself, which costs microseconds.

    `db` is for this alone and must not wait for locks; what cannot be read just now is as it was.
    """

    def __init__(self, db: Connection, course: Course, wall: Callable[[], datetime]) -> None:
        self._db, self._course, self._wall = db, course, wall
        self._lock = threading.Lock()
        self._version, self._looked = -1, 0.0

    def __call__(self) -> datetime:
        """Now, in the event that is played."""
        return self.course().clock(self._wall())

    def pace(self) -> float:
        """Played seconds that pass in a second."""
        return self.course().pace(self._wall())

    def course(self) -> Course:
        """How it is played, as of some moments ago at most."""
        with self._lock:
            if time.monotonic() - self._looked >= LOOK:
                self._look()
            return self._course

    def _look(self) -> None:
        with contextlib.suppress(apsw.Error):  # locked, or closed: as it was
            version = int(self._db.pragma("data_version") or 0)
            if version != self._version:
                self._course = course_of(self._db) or self._course
                self._version = version
        self._looked = time.monotonic()

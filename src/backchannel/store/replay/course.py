"""How a recorded event is played: from which store, how fast, and which moment it is in it.

The played clock is a row of the store that is played into, so that everybody who opens it, in
whatever process, has the same time. Whoever plays renews the row; while nobody does it stands.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.change import ChangeKind
from backchannel.model.moments import from_micros, to_micros
from backchannel.store import changes, meta
from backchannel.store.connection import Connection
from backchannel.store.replay.sign import NAME

SPEEDS: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
"""Event seconds a second, between which keys change."""

_STILL: Final = 1 << 62
"""When the clock began to run that does not: never."""

_PATIENCE: Final = 6_000_000
"""Microseconds for which it runs on when nobody renews it."""


class Course(Struct, frozen=True, omit_defaults=True):
    """What is played and how. Moments are microseconds since 1970.

    At `since` of the wall clock it was `at` in the recorded event; it ends at `until`. `recorded`
    is the file that is read, and nothing but read. With decisions, pins, notes, questions and
    hidings come, too. `problem` says why nothing more comes. `origin` is the desk whose store was
    recorded, by which it is known wherever that file is; empty in a replay of earlier versions.
    """

    recorded: str = ""
    begin: int = 0
    until: int = 0
    at: int = 0
    since: int = _STILL
    speed: float = 1.0
    is_paused: bool = False
    has_decisions: bool = False
    problem: str = ""
    origin: str = ""

    def moment(self, wall: datetime) -> int:
        """The played moment at a moment of the wall clock."""
        gone = 0 if self.is_paused else min(max(0, to_micros(wall) - self.since), _PATIENCE)
        return min(self.until, self.at + int(gone * self.speed))

    def clock(self, wall: datetime) -> datetime:
        """The same, as a time; UTC."""
        return from_micros(self.moment(wall))

    def is_over(self, wall: datetime) -> bool:
        """Whether all of it was played."""
        return self.moment(wall) >= self.until

    def pace(self, wall: datetime) -> float:
        """Played seconds that pass in a second; 0 while the clock stands."""
        stands = self.is_paused or self.since == _STILL or self.is_over(wall)
        return 0.0 if stands else self.speed


_NONE: Final = Course()


def course_of(db: Connection) -> Course | None:
    """How this store is played into; None for one of a real event."""
    found = meta.kept(db, NAME, _NONE)
    return found if found.recorded else None


def begin(db: Connection, course: Course) -> None:
    """Make it a store that is played into."""
    meta.keep(db, NAME, course)


def turn(
    db: Connection,
    *,
    at: int | None = None,
    by: timedelta = timedelta(),
    speed: float | None = None,
    is_paused: bool | None = None,
) -> Course | None:
    """Go to another moment, or on with it otherwise; None where nothing is played.

    A moment before the beginning or after the end is the beginning or the end.
    """
    course, wall = course_of(db), db.wall()
    if course is None:
        return None
    goal = (course.moment(wall) if at is None else at) + by // timedelta(microseconds=1)
    new = replace(
        course,
        at=min(max(goal, course.begin), course.until),
        since=course.since if course.since == _STILL else to_micros(wall),
        speed=speed or course.speed,
        is_paused=course.is_paused if is_paused is None else is_paused,
    )
    meta.keep(db, NAME, new)
    changes.record(db, ChangeKind.COLLECTOR, NAME)
    return new


def renew(db: Connection) -> Course:
    """Say that somebody plays: the clock runs on from where it is."""
    course, wall = course_of(db) or _NONE, db.wall()
    new = replace(course, at=course.moment(wall), since=to_micros(wall))
    if course.recorded:
        meta.keep(db, NAME, new)
        if course.since == _STILL:
            changes.record(db, ChangeKind.COLLECTOR, NAME)
    return new


def rest(db: Connection) -> None:
    """Nobody plays any more: the clock stands until somebody does."""
    course = course_of(db)
    if course is not None:
        meta.keep(db, NAME, replace(course, at=course.moment(db.wall()), since=_STILL))
        changes.record(db, ChangeKind.COLLECTOR, NAME)


def blame(db: Connection, problem: str) -> None:
    """Say why nothing more comes; "" when it does again."""
    course = course_of(db)
    if course is not None and course.problem != problem:
        meta.keep(db, NAME, replace(course, problem=problem))
        changes.record(db, ChangeKind.COLLECTOR, NAME)


def faster(speed: float) -> float:
    """The next speed above this one; the highest stays."""
    return next((each for each in SPEEDS if each > speed), max(SPEEDS[-1], speed))


def slower(speed: float) -> float:
    """The next speed below this one; the lowest stays."""
    return next((each for each in reversed(SPEEDS) if each < speed), min(SPEEDS[0], speed))

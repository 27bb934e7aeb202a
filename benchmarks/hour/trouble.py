"""What goes wrong with a place, for how long, and what may then be said of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from benchmarks.hour.places import Place

from backchannel.demo.net.faults import Down, Fault, Status

WELL: Final = frozenset({"ok", "live"})
ILL: Final = frozenset({"retry"})
SETTLED: Final = 60.0
"""Seconds after which a stream that is up again is trusted; before, its waits go on growing."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that goes wrong. `lasts` and `noticed` are seconds; it shows after the latter."""

    name: str
    lasts: float
    noticed: float
    begin: Callable[[Place], Awaitable[None]]
    end: Callable[[Place], Awaitable[None]]

    @property
    def forgotten(self) -> float:
        """Seconds after its end until all is well again: the wait doubles while it lasts."""
        return 2 * self.lasts + 20


@dataclass(slots=True)
class Course:
    """How it goes with one place. `wrong` is wrong now, `since` is when that began or ended."""

    place: Place
    since: datetime
    wrong: Trouble | None = None
    last: Trouble | None = None
    met: int = 0

    def must_be(self, now: datetime) -> frozenset[str] | None:
        """The states that are true at a moment; None while it may be either."""
        passed = (now - self.since).total_seconds()
        if self.wrong is not None:
            return ILL if passed > self.wrong.noticed else None
        needed = self.last.forgotten if self.last else 30.0
        return WELL if passed > needed else None

    async def suffer(self, trouble: Trouble) -> None:
        """Have it from beginning to end."""
        await trouble.begin(self.place)
        self.wrong, self.last, self.since = trouble, trouble, datetime.now(UTC)
        self.met += 1
        try:
            await asyncio.sleep(trouble.lasts)
        finally:
            await trouble.end(self.place)
            self.wrong, self.since = None, datetime.now(UTC)


def of(place: Place) -> tuple[Trouble, ...]:
    """All that can go wrong with a place."""
    if place.drive is not None:
        return (Trouble("pulled out", 40.0, 15.0, _pull_out, _put_back),)
    if place.server is None:
        return ()
    common = (
        Trouble("switched off", 45.0, 20.0, _stop, _start),
        Trouble("hangs up", 30.0, 20.0, _drop, _heal),
        Trouble("silent", 200.0, 135.0, _hush, _heal),
    )
    if place.faults is None:
        return common
    answers: Mapping[str, Fault] = {
        "503, wait 20 s": Status(503, "20"),
        "500": Status(500),
        "no answer": Down(),
    }
    return (*common, *(_answering(name, fault) for name, fault in answers.items()))


async def afflict(course: Course, chance: random.Random, quiet: float, until: datetime) -> None:
    """One thing after another, with rests of about `quiet` seconds; all is over at `until`."""
    troubles = of(course.place)
    while troubles:
        await asyncio.sleep(quiet * (0.5 + chance.random()))
        trouble = chance.choice(troubles)
        end = datetime.now(UTC) + timedelta(seconds=trouble.lasts + trouble.forgotten)
        if end > until:
            return
        await course.suffer(trouble)
        await asyncio.sleep(trouble.forgotten + SETTLED)


def _answering(name: str, fault: Fault) -> Trouble:
    async def begin(place: Place) -> None:
        assert place.faults is not None
        place.faults.fault = fault
        place.wire.interrupt()  # a stream that is open knows nothing of it

    async def end(place: Place) -> None:
        assert place.faults is not None
        place.faults.fault = None

    return Trouble(name, 40.0, 30.0, begin, end)


async def _pull_out(place: Place) -> None:
    assert place.drive is not None
    await place.drive.pull_out()


async def _put_back(place: Place) -> None:
    assert place.drive is not None
    await place.drive.put_back()


async def _stop(place: Place) -> None:
    await place.wire.stop()


async def _start(place: Place) -> None:
    await place.wire.start()


async def _drop(place: Place) -> None:
    place.wire.drop()


async def _hush(place: Place) -> None:
    place.wire.hush()


async def _heal(place: Place) -> None:
    place.wire.heal()

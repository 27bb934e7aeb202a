"""Event time and wall time: the three days replayed at a speed, from now on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

NIGHT_PACE = 30.0
"""Nights still to come pass this much faster than days."""


class Stretch(NamedTuple):
    """From a moment on, reached at a wall time, event time went at a speed (more than 0)."""

    moment: float
    wall: datetime
    speed: float


def wall_clock() -> datetime:
    """The time now, UTC."""
    return datetime.now(UTC)


class Clock:
    """Maps moments (seconds since midnight of day one) to wall time and back.

    What lies before the opening happened at its natural pace, so that the past looks like a past;
    what follows comes `speed` times as fast. A wall time that was handed out stays true until the
    clock is jumped, paused or given another speed. `past` is how the opening was reached, if this
    goes on where other clocks stopped: what they handed out stays true as well.
    """

    def __init__(
        self,
        opening: float,
        *,
        speed: float = 1.0,
        now: Callable[[], datetime] = wall_clock,
        nights: Sequence[tuple[float, float]] = (),
        past: Sequence[Stretch] = (),
    ) -> None:
        if speed < 0:
            raise ValueError(speed)
        self._now, self._nights, self._past = now, tuple(nights), tuple(past)
        self._moment, self._wall, self._speed = opening, now(), speed

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """How now was reached; what a clock that goes on from here needs as its past."""
        return (*self._past, Stretch(self._moment, self._wall, self._speed))

    @property
    def speed(self) -> float:
        """Event seconds a wall second; 0 while paused."""
        return self._speed

    def now(self) -> datetime:
        """Wall time, UTC."""
        return self._now()

    def moment(self) -> float:
        """Event time now."""
        return self._moment + self._walked((self._now() - self._wall).total_seconds())

    def wall(self, moment: float) -> datetime | None:
        """When a moment was or will be; None if a paused clock never gets there."""
        stretches = self.stretches
        here = next((each for each in reversed(stretches) if moment > each.moment), None)
        if here is None:
            return stretches[0].wall - timedelta(seconds=stretches[0].moment - moment)
        if not here.speed:
            return None
        return here.wall + timedelta(seconds=self._effort(here.moment, moment) / here.speed)

    def set_speed(self, speed: float) -> None:
        """Go on from here at another speed; 0 pauses."""
        if speed < 0:
            raise ValueError(speed)
        self._moment, self._wall, self._speed = self.moment(), self._now(), speed

    def jump(self, moment: float) -> None:
        """It is suddenly `moment`. Going back is not promised to unpublish anything."""
        self._moment, self._wall = moment, self._now()

    def _effort(self, since: float, moment: float) -> float:
        """Event seconds from one moment to a later one, nights counted short."""
        length = moment - since
        for start, end in self._nights:
            dark = min(end, moment) - max(start, since)
            length -= max(0.0, dark) * (1 - 1 / NIGHT_PACE)
        return length

    def _walked(self, seconds: float) -> float:
        """Event seconds that `seconds` of wall time after the anchor bring."""
        left, here = max(0.0, seconds) * self._speed, self._moment
        for start, end in self._nights:
            if here >= end:
                continue
            day = max(0.0, start - here)
            if left <= day:
                break
            left, here = left - day, max(here, start)
            night = (end - here) / NIGHT_PACE
            if left <= night:
                return here + left * NIGHT_PACE - self._moment
            left, here = left - night, end
        return here + left - self._moment

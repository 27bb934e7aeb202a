"""The turn of the minute, at which what says how long ago something was may be painted anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from typing import Final

from backchannel.store.store import Reader

_LEAST, _MOST = 0.25, 3.0
"""Seconds between two looks at the clock: of a played event, and of any.

A machine that sleeps and a clock that is set move time on or back, as does whoever plays an event;
what waits in seconds of its own hears of none of them.
"""

_AFTER: Final = 0.02
"""Seconds after the turn: who wakes too early would find the minute before."""


def minute_of(at: datetime) -> int:
    """Which minute it is: another one after each turn."""
    return int(at.timestamp() // 60)


def to_the_turn(at: datetime) -> float:
    """How many seconds it is from a moment to the next turn of the minute."""
    return 60 + _AFTER - at.second - at.microsecond / 1e6


def wait_for(store: Reader, left: float) -> float:
    """For how many seconds outside to sleep, if so many are left, until the clock is looked at."""
    pace, least = store.pace(), _LEAST if store.is_played else 0.0
    return max(least, min(_MOST, left / pace)) if pace else _MOST


def wait_for_the_turn(store: Reader) -> float:
    """The same until the turn of the minute; those of a played event are short, or very long."""
    return wait_for(store, to_the_turn(store.now()))


async def turns(
    store: Reader, told: Callable[[datetime], object] = minute_of
) -> AsyncGenerator[None]:
    """Whenever something else is `told` of the time: of itself, at the turn of the minute."""
    seen = told(store.now())
    while True:
        while told(store.now()) == seen:  # noqa: ASYNC110  # it is a time
            await asyncio.sleep(wait_for_the_turn(store))
        seen = told(store.now())  # before whoever asks looks: what turns meanwhile is told
        yield

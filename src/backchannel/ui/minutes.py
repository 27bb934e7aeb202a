"""The turn of the minute, at which what says how long ago something was may be painted anew."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

from backchannel.store.store import Reader

_LEAST, _MOST = 0.25, 2.0
"""Seconds between two looks at the clock of an event that is played: its speed may change."""

_AFTER: Final = 0.02
"""Seconds after the turn: who wakes too early would find the minute before."""


def to_the_turn(at: datetime) -> float:
    """How many seconds it is from a moment to the next turn of the minute."""
    return 60 + _AFTER - at.second - at.microsecond / 1e6


def wait_for_the_turn(store: Reader) -> float:
    """The same in seconds outside: minutes of an event that is played are short, or very long."""
    left, pace = to_the_turn(store.now()), store.pace()
    if not store.is_played:
        return left
    return max(_LEAST, min(_MOST, left / pace)) if pace else _MOST


async def each_minute(store: Reader, turned: Callable[[], None]) -> None:
    """Call `turned` at the turn of every minute. Never returns."""
    while True:
        await asyncio.sleep(wait_for_the_turn(store))
        turned()

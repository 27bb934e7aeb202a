"""The turn of the minute, at which what says how long ago something was may be painted anew."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

_AFTER: Final = 0.02
"""Seconds after the turn: who wakes too early would find the minute before."""


def to_the_turn(at: datetime) -> float:
    """How many seconds it is from a moment to the next turn of the minute."""
    return 60 + _AFTER - at.second - at.microsecond / 1e6


async def each_minute(now: Callable[[], datetime], turned: Callable[[], None]) -> None:
    """Call `turned` at the turn of every minute. Never returns."""
    while True:
        await asyncio.sleep(to_the_turn(now()))
        turned()

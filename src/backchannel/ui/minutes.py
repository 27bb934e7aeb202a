"""Waiting for what no change tells: the turn of the minute, and a moment that is known."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from backchannel.store.store import Reader

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.timer import Timer

_AFTER: Final = 0.02
"""Seconds after the turn: who wakes too early would find the minute before."""


def minute_of(at: datetime) -> int:
    """Which minute it is: another one after each turn."""
    return int(at.timestamp() // 60)


def to_the_turn(at: datetime) -> float:
    """How many seconds it is from a moment to the next turn of the minute."""
    return 60 + _AFTER - at.second - at.microsecond / 1e6


def wait_for_the_turn(store: Reader) -> float:
    """For how many seconds to sleep until the turn of the minute, or until one looks whether it is.

    The minutes of a played event are short, or very long.
    """
    return store.nap(to_the_turn(store.now()))


class Alarm:
    """Calls `ring` when a moment has come, or the clock is set back; one moment at a time.

    It ends with the screen or widget it is `of`. What `ring` returns is awaited if it can be.
    """

    def __init__(self, of: MessagePump, store: Reader, ring: Callable[[], object]) -> None:
        self._of, self._store, self._ring = of, store, ring
        self._timer: Timer | None = None
        self._at: datetime | None = None
        self._seen = store.now()

    def set(self, at: datetime | None) -> None:
        """Ring then, and not when it was set to before; None: not at all."""
        if at != self._at or self._timer is None:
            self._at, self._seen = at, self._store.now()
            self._wait()

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._at is not None:
            left = max(0.0, (self._at - self._seen).total_seconds())
            self._timer = self._of.set_timer(self._store.nap(left + 0.01), self._look)

    def _look(self) -> object:
        before, self._seen = self._seen, self._store.now()
        if self._at is not None and before <= self._seen < self._at:
            self._wait()
            return None
        self._timer = self._at = None
        return self._ring()


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

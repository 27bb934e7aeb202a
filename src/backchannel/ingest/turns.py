"""How many sources of a kind are read at once, so that five hundred are no stampede."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

AT_ONCE: Final = 16
"""Sources of one kind: fifteen more answers of the largest size fit in memory."""

PATIENCE: Final = 2.0
"""Seconds after which one that is still being read, as it waits for its server, lets another in."""


class Turns:
    """Each kind has a queue of its own: many feeds do not keep a stream from being opened."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._queues: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(at_once)
        )

    @asynccontextmanager
    async def turn(self, kind: str) -> AsyncIterator[Callable[[], None]]:
        """Wait for a turn, first come, first served; what it gives ends the turn early."""
        queue, is_over = self._queues[kind], False

        def end() -> None:
            nonlocal is_over
            if not is_over:
                is_over = True
                queue.release()

        await queue.acquire()
        timer = asyncio.get_running_loop().call_later(self._patience, end)
        try:
            yield end
        finally:
            timer.cancel()
            end()

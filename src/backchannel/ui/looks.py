"""Looking again: any number of wishes, one look a turn, none at rest."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

TURN = 0.25
"""Seconds between two looks that nobody is waiting for."""


class Looks:
    """Calls `look` soon after it is asked to, never twice at once and at most once a `turn`."""

    def __init__(self, look: Callable[[], Awaitable[None]], *, turn: float = TURN) -> None:
        self._look, self.turn = look, turn
        self._asked, self._awaited = asyncio.Event(), asyncio.Event()
        self._looking = asyncio.Lock()

    def ask(self, *, now: bool = False) -> None:
        """Look again, in this turn if the reader is waiting for it (`now`), else in the next."""
        self._asked.set()
        if now:
            self._awaited.set()

    @property
    def is_due(self) -> bool:
        """Whether somebody asked since the last look."""
        return self._asked.is_set()

    async def run(self) -> None:
        """Look whenever asked; ends by being cancelled."""
        while True:
            await self._asked.wait()
            await self.look()
            with suppress(TimeoutError):
                async with asyncio.timeout(self.turn):
                    await self._awaited.wait()

    async def look(self) -> None:
        """Look once, at what was asked for until now; one that has begun may not have seen it."""
        async with self._looking:
            self._asked.clear()
            self._awaited.clear()
            await self._look()

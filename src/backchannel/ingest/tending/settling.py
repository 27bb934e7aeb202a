"""Puts into the index what was indexed for the time being, when little comes in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from backchannel.errors import StoreError
from backchannel.store import pages
from backchannel.store.store import Store
from backchannel.store.writing.settling import settle

log = logging.getLogger(__name__)

TURN: Final = 1.0
"""Seconds between two looks at how much came in."""

MUCH: Final = 50
"""Posts of a turn with which nothing is settled in the next."""

SHARE: Final = 1.0
"""So many times as long as a step took nothing is done after it: others want the disk, too."""


class Settling:
    """What was not settled when a collector ended is settled by the next one."""

    def __init__(self, store: Store, *, turn: float = TURN) -> None:
        self._store, self._turn = store, turn
        self._latest = 0

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                is_over = await self._came() >= MUCH or await self._settle()
            except StoreError as error:
                log.warning("store: %s", error)
                is_over = True
            if is_over:
                await asyncio.sleep(self._turn)

    async def _came(self) -> int:
        """How many posts since this was asked before."""
        before, self._latest = self._latest, await self._store.read(pages.latest)
        return self._latest - before

    async def _settle(self) -> bool:
        """For a turn; True when nothing is left."""
        clock = asyncio.get_running_loop().time
        until = clock() + self._turn
        while await self._step(clock):
            if clock() >= until:
                return False
        return True

    async def _step(self, clock: Callable[[], float]) -> bool:
        began = clock()
        is_left = await self._store.write(settle)
        await asyncio.sleep(SHARE * (clock() - began))
        return is_left

"""Puts into the index what was indexed for the time being, whenever nothing comes in."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from backchannel.errors import StoreError
from backchannel.store.store import Store
from backchannel.store.writing.settling import settle

log = logging.getLogger(__name__)

QUIET: Final = 1.0
"""Seconds in which nothing came in."""

SHARE: Final = 1.0
"""So many times as long as a step took nothing is done after it: others want the disk, too."""


class Settling:
    """What was not settled when a collector ended is settled by the next one."""

    def __init__(self, store: Store, *, quiet: float = QUIET) -> None:
        self._store, self._quiet = store, quiet

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(self._quiet)
            try:
                await self._settle()
            except StoreError as error:
                log.warning("store: %s", error)

    async def _settle(self) -> None:
        """Until all is in the index, or something comes in."""
        clock = asyncio.get_running_loop().time
        while self._store.quiet() >= self._quiet:
            began = clock()
            if not await self._store.write(settle):
                return
            await asyncio.sleep(SHARE * (clock() - began))

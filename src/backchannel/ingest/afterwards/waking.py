"""Goes back to the usual pace at the first post."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from backchannel.errors import StoreError
from backchannel.ingest.afterwards import quiet
from backchannel.model.change import ChangeKind
from backchannel.store import changes
from backchannel.store.store import Store

log = logging.getLogger(__name__)

TURN: Final = 1.0
"""Seconds between two looks, however much comes in."""

WAIT: Final = 2.0
"""Seconds before a store that failed is tried again."""


class Waking:
    """Follows what comes, whoever brought it: a source, a stream, an import."""

    def __init__(self, store: Store, *, turn: float = TURN) -> None:
        self._store, self._turn = store, turn

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._follow()
            except StoreError as error:
                log.warning("store: %s", error)
                await asyncio.sleep(WAIT)

    async def _follow(self) -> None:
        number = await self._store.read(changes.latest)
        async for _ in self._store.follow(number, {ChangeKind.POST_NEW}):
            if await self._store.read(quiet.is_slow):
                log.info("something came: sources are asked at the usual pace again")
                await self._store.write(quiet.wake)
            await asyncio.sleep(self._turn)

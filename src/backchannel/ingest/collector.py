"""The collector: the process that holds the store's lease and keeps its sources running."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from backchannel.errors import StoreError
from backchannel.ingest.supervisor import Supervisor
from backchannel.store import lease, sources
from backchannel.store.store import Store

log = logging.getLogger(__name__)

SLEPT: Final = timedelta(seconds=30)
"""A beat this late means that the machine was asleep."""


class Collector:
    """Holds the lease and collects while it does."""

    def __init__(self, store: Store, supervisor: Supervisor, now: Callable[[], datetime]) -> None:
        self._store, self._supervisor, self._now = store, supervisor, now
        self._holder = uuid.uuid4().hex

    async def take(self) -> bool:
        """Become this store's collector; False while another one is alive."""
        return await self._store.write(lease.take, self._holder, os.getpid(), socket.gethostname())

    async def stand_by(self) -> None:
        """Wait until the lease is ours."""
        while not await self.take():  # noqa: ASYNC110  # another process tells no event
            await asyncio.sleep(lease.BEAT.total_seconds())

    async def collect(self) -> None:
        """Until cancelled or until another collector took over; stops cleanly either way."""
        await self._store.write(sources.revive)
        running = asyncio.create_task(self._supervisor.run(), name="supervisor")
        beating = asyncio.create_task(self._beat(), name="lease")
        try:
            done, _ = await asyncio.wait({running, beating}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            running.cancel()
            beating.cancel()
            await asyncio.gather(running, beating, return_exceptions=True)
            await self._release()

    async def _beat(self) -> None:
        """Renew the lease; returns when it was lost."""
        last = self._now()
        while True:
            await asyncio.sleep(lease.BEAT.total_seconds())
            now = self._now()
            try:
                if not await self.take():
                    return
                if now - last > SLEPT:
                    log.info("the machine was asleep for %s", now - last)
                    await self._supervisor.woke()
            except StoreError as error:
                # A full disk must not end the collector: it goes on as soon as there is room.
                log.warning("store: %s", error)
            last = now

    async def _release(self) -> None:
        try:
            await self._store.write(lease.release, self._holder)
        except StoreError as error:
            log.warning("store: %s", error)

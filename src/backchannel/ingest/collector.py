"""The collector: the process that holds the store's lease and keeps its sources running."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from backchannel.errors import StoreError
from backchannel.ingest.afterwards import quiet
from backchannel.ingest.ending import first_to_end
from backchannel.store import board, lease, search, sources
from backchannel.store.connection import Connection
from backchannel.store.store import Store
from backchannel.store.writing.settling import settle

log = logging.getLogger(__name__)

SLEPT: Final = timedelta(seconds=30)
"""A beat this late means that the machine was asleep."""


Job = Callable[[], Coroutine[Any, Any, None]]
"""What runs as long as it collects, and never returns."""


class Worker(Protocol):
    """What is done while the lease is held: sources are read, or a recorded event is played."""

    async def run(self) -> None:
        """Until cancelled."""

    async def woke(self) -> None:
        """The machine was asleep meanwhile."""


class Collector:
    """Holds the lease and collects while it does. A store that fails is tried again for good.

    What is `beside` runs as long as it collects, and never returns.
    """

    def __init__(
        self,
        store: Store,
        supervisor: Worker,
        now: Callable[[], datetime],
        *,
        beat: float = lease.BEAT.total_seconds(),
        beside: Sequence[Job] = (),
        is_slow: bool = False,
    ) -> None:
        """`beside` is run while the lease is held, as what sends what people here wrote.

        Unless it `is_slow` on purpose, what another has put off for hours is due at once.
        """
        self._store, self._supervisor, self._now, self._beat = store, supervisor, now, beat
        self._beside, self._is_slow = tuple(beside), is_slow
        self._holder = uuid.uuid4().hex

    async def run(self, *, is_patient: bool) -> None:
        """Collect while the lease is ours.

        The patient wait for it, also after it was lost, and never return; others return when
        somebody else has it.
        """
        while True:
            may_be_ours = True  # as long as nobody said otherwise, for we may be stopped meanwhile
            try:
                if may_be_ours := await self._take():
                    await self._collect()
            finally:
                if may_be_ours:
                    await self._release()
            if not is_patient:
                return
            await asyncio.sleep(self._beat)

    async def _take(self) -> bool:
        while True:
            try:
                if not await self._store.write(lease.take_here, self._holder):
                    return False
                await self._store.write(sources.revive)
                if not self._is_slow:
                    await self._store.write(quiet.wake)
                return True
            except StoreError as error:
                # A full disk must not end the collector: it goes on as soon as there is room.
                log.warning("store: %s", error)
                await asyncio.sleep(self._beat)

    async def _collect(self) -> None:
        """Until cancelled or until another collector took over; stops cleanly either way."""
        beside = (job() for job in self._beside)
        await first_to_end(self._renew(), *beside, self._supervisor.run())

    async def _renew(self) -> None:
        """Renew the lease, and use the beat to tidy up; returns when it was lost."""
        last, has_slept = self._now(), False
        while True:
            await asyncio.sleep(self._beat)
            now = self._now()
            if abs(now - last) > SLEPT:
                log.info("the machine was asleep for %s", now - last)
                has_slept = True
            last = now
            try:
                if not await self._store.write(lease.take_here, self._holder):
                    return
                if has_slept:
                    await self._supervisor.woke()
                    has_slept, last = False, self._now()
                await self._store.write(_tidy_up)
            except StoreError as error:
                log.warning("store: %s", error)

    async def _release(self) -> None:
        try:
            await self._store.write(lease.release, self._holder)
        except StoreError as error:
            log.warning("store: %s", error)


def _tidy_up(db: Connection) -> None:
    """End what lasts for a time only, and sweep out what was deleted."""
    board.lift_over(db)
    if not search.is_swept(db):
        settle(db)  # however much comes in: what waits is swept when it is settled
    search.sweep(db)

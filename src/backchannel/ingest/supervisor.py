"""Keeps every source running; none may stop the rest.

The store is asked, not told: what to follow and what is due now are rows that screens write.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Final

from backchannel.errors import StoreError
from backchannel.ingest.watch import Build, Chance, Watch
from backchannel.model.change import ChangeKind
from backchannel.model.programme import Event
from backchannel.store import changes, sources
from backchannel.store.sources import Asked
from backchannel.store.store import Store

log = logging.getLogger(__name__)

STORE_WAIT: Final = 2.0
"""Seconds before a store that failed is tried again."""

FAULT_WAIT: Final = timedelta(minutes=5)
"""How long a source rests after a fault of ours."""

STAGGER: Final = 5.0
"""Seconds over which sources start again after a laptop's sleep."""


class Supervisor:
    """Runs a watch for every source the store asks for, and follows what it asks next."""

    def __init__(self, store: Store, build: Build, chance: Chance) -> None:
        self._store, self._build, self._chance = store, build, chance
        self._watches: dict[str, tuple[Watch, asyncio.Task[None]]] = {}
        self._event: Event | None = None

    async def run(self) -> None:
        """Until cancelled; then every source is stopped before this returns."""
        try:
            while True:
                try:
                    await self._follow()
                except StoreError as error:
                    log.warning("store: %s", error)
                    await self._chance.sleep(STORE_WAIT)
        finally:
            await self._stop(list(self._watches))

    async def woke(self) -> None:
        """Start every source afresh: after a sleep no open connection is to be believed."""
        await self._stop(list(self._watches))
        await self._reconcile(spread=True)

    async def _follow(self) -> None:
        number = await self._store.read(changes.latest)
        await self._reconcile()
        async for news in self._store.follow(number):
            kinds = {change.kind for change in news}
            if ChangeKind.EVENT in kinds:
                await self._stop(list(self._watches))
            if kinds & {ChangeKind.EVENT, ChangeKind.SOURCE}:
                await self._reconcile()

    async def _reconcile(self, *, spread: bool = False) -> None:
        """Make what runs be what the store asks for."""
        event = await self._store.read(sources.event_of)
        wanted = {asked.spec.name: asked for asked in await self._store.read(sources.asked_for)}
        if event is None:
            return
        stale = [
            name
            for name, (watch, _) in self._watches.items()
            if name not in wanted or wanted[name].spec != watch.spec
        ]
        await self._stop(stale)
        for name, asked in wanted.items():
            if name in self._watches:
                self._watches[name][0].wake()
            else:
                self._start(asked, event, self._chance.random() * STAGGER if spread else 0.0)

    def _start(self, asked: Asked, event: Event, delay: float) -> None:
        watch = Watch(self._store, asked.spec, event, self._build, self._chance)
        task = asyncio.create_task(self._keep(watch, delay), name=f"source {asked.spec.name}")
        self._watches[asked.spec.name] = (watch, task)

    async def _keep(self, watch: Watch, delay: float) -> None:
        """One source for good: the fence that nothing gets over."""
        await self._chance.sleep(delay)
        while True:
            try:
                await watch.run()
            except StoreError as error:
                log.warning("store: %s", error)
                await self._chance.sleep(STORE_WAIT)
            except Exception as fault:
                log.exception("source %s", watch.spec.name)
                await self._rest(watch, fault)

    async def _rest(self, watch: Watch, fault: Exception) -> None:
        try:
            await watch.pause(fault, FAULT_WAIT)
        except StoreError as error:
            log.warning("store: %s", error)
            await self._chance.sleep(STORE_WAIT)

    async def _stop(self, names: list[str]) -> None:
        tasks = [self._watches.pop(name)[1] for name in names]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

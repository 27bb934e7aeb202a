"""Keeps every source running; none may stop the rest.

The store is asked, not told: what to follow and what is due now are rows that screens write.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from backchannel.errors import StoreError
from backchannel.ingest.afterwards.pace import Pace
from backchannel.ingest.many import refining
from backchannel.ingest.many.refining import Refine
from backchannel.ingest.many.turns import Turns
from backchannel.ingest.watch import Build, Chance, Watch
from backchannel.model.change import ChangeKind
from backchannel.model.moments import to_micros
from backchannel.model.programme import Event
from backchannel.store import changes, sources
from backchannel.store.progress import calls
from backchannel.store.sources import Asked
from backchannel.store.store import Store

log = logging.getLogger(__name__)

STORE_WAIT: Final = 2.0
LONGEST_STORE_WAIT: Final = 60.0
"""Seconds before a store that failed is tried again; doubled each time it fails."""

FAULT_WAIT: Final = timedelta(minutes=5)
"""How long a source rests after a fault of ours."""

STAGGER: Final = 5.0
"""Seconds over which sources start again after a laptop's sleep."""

PATIENCE: Final = 5.0
"""Seconds a source has to let go of what it was doing."""


class Supervisor:
    """Runs a watch for every source the store asks for, and follows what it asks next."""

    def __init__(
        self,
        store: Store,
        build: Build,
        chance: Chance,
        *,
        refine: Refine = refining.here,
        pace: Pace | None = None,
    ) -> None:
        """With a `pace` sources are asked ever more seldom while nothing comes."""
        self._store, self._build, self._chance = store, build, chance
        self._refine, self._turns, self._pace = refine, Turns(), pace
        self._watches: dict[str, tuple[Watch, asyncio.Task[None]]] = {}
        self._event: Event | None = None
        self._turn = asyncio.Lock()  # one change at a time to what runs

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
        """Start every source afresh: after a sleep no open connection is to be believed.

        Raises StoreError when the store cannot say what to start; call it again.
        """
        async with self._turn:
            await self._stop(list(self._watches))
            await self._reconcile(spread=STAGGER)

    async def fetch(self, name: str) -> None:
        """Read one source now, for somebody says that it has something new."""
        try:
            await self._store.write(calls.make_due, name)
        except StoreError as error:
            log.warning("store: %s", error)
        if name in self._watches:
            self._watches[name][0].wake()

    async def _follow(self) -> None:
        number = await self._store.read(changes.latest)
        async with self._turn:
            await self._reconcile()
        async for _ in self._store.follow(number, {ChangeKind.EVENT, ChangeKind.SOURCE}):
            async with self._turn:
                await self._reconcile()

    async def _reconcile(self, *, spread: float = 0.0) -> None:
        """Make what runs be what the store asks for. `spread` is seconds to begin within."""
        event = await self._store.read(sources.event_of)
        wanted = {asked.spec.name: asked for asked in await self._store.read(sources.asked_for)}
        if event is None:
            return
        is_other, self._event = event != self._event, event
        await self._stop(
            name
            for name, (watch, task) in tuple(self._watches.items())
            if is_other or task.done() or name not in wanted or _is_stale(watch, wanted[name])
        )
        for name, asked in wanted.items():
            if name in self._watches:
                self._watches[name][0].wake()
            else:
                self._start(asked, event, self._chance.random() * spread)

    def _start(self, asked: Asked, event: Event, delay: float) -> None:
        watch = Watch(
            self._store,
            asked.spec,
            event,
            self._build,
            self._chance,
            turns=self._turns,
            refine=self._refine,
            pace=self._pace,
        )
        task = asyncio.create_task(self._keep(watch, delay), name=f"source {asked.spec.name}")
        self._watches[asked.spec.name] = (watch, task)

    async def _keep(self, watch: Watch, delay: float) -> None:
        """One source for good: the fence that nothing gets over."""
        await self._chance.sleep(delay)
        store_wait, fault = STORE_WAIT, None
        while True:
            began = self._chance.now()
            try:
                if fault is not None:
                    await watch.pause(fault, FAULT_WAIT)
                fault = None
                await watch.run()
            except StoreError as error:
                log.warning("store: %s", error)
                lasted = (self._chance.now() - began).total_seconds()
                store_wait = STORE_WAIT if lasted > LONGEST_STORE_WAIT else store_wait
                await self._chance.sleep(store_wait)
                store_wait = min(store_wait * 2, LONGEST_STORE_WAIT)
            except (Exception, asyncio.CancelledError) as error:
                if _is_told_to_stop():
                    raise
                log.exception("source %s", watch.spec.name)
                fault = error

    async def _stop(self, names: Iterable[str]) -> None:
        tasks = [self._watches.pop(name)[1] for name in names]
        for task in tasks:
            task.cancel()
        if tasks:
            _, stuck = await asyncio.wait(tasks, timeout=PATIENCE)
            for task in stuck:
                log.error("%s does not let itself be stopped", task.get_name())


def _is_stale(watch: Watch, asked: Asked) -> bool:
    """Whether a watch must begin anew: with other settings, or because somebody wants it now.

    A stream is opened again: that reads what it may have lost, and proves that it still flows.
    """
    is_wanted_now = to_micros(asked.due) == 0
    return watch.spec != asked.spec or (is_wanted_now and watch.is_long_live)


def _is_told_to_stop() -> bool:
    """Whether we ourselves are cancelled; a library may leak a cancellation of its own."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0

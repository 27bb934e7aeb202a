"""Does what a desk asked for in the store, and writes the answer there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.config.secrets import redacted
from backchannel.errors import BackchannelError, StoreError
from backchannel.ingest.tending.probing import Purse, probe
from backchannel.ingest.watch import Build
from backchannel.model.change import ChangeKind
from backchannel.model.source import Answer, Probe, Proposal, SourceSpec
from backchannel.sources import registry
from backchannel.store import changes, sources
from backchannel.store.store import Store
from backchannel.store.tending import errands
from backchannel.store.tending.errands import Errand, Wish

log = logging.getLogger(__name__)

Look = Callable[[str, bool], Awaitable[Sequence[Proposal]]]
"""What can be followed at an address; whether it may be on this machine. Raises SourceError."""

LOOK_SECONDS: Final = 30.0
WAIT: Final = 2.0
"""Seconds before a store that failed is tried again."""

_MOST: Final = 4
"""Errands that are done at the same time."""


class Errands:
    """Follows what is asked, and answers each once."""

    def __init__(self, store: Store, build: Build, look: Look, *, wait: float = WAIT) -> None:
        self._store, self._build, self._look, self._wait = store, build, look, wait
        self._doing: dict[int, asyncio.Task[None]] = {}
        self._turns = asyncio.Semaphore(_MOST)

    async def run(self) -> None:
        """Until cancelled; what is being found out then is given up."""
        try:
            while True:
                try:
                    await self._follow()
                except StoreError as error:
                    log.warning("store: %s", error)
                    await asyncio.sleep(self._wait)
        finally:
            for task in self._doing.values():
                task.cancel()
            await asyncio.gather(*self._doing.values(), return_exceptions=True)

    async def _follow(self) -> None:
        number = await self._store.read(changes.latest)
        await self._begin()
        async for _ in self._store.follow(number, {ChangeKind.ERRAND}):
            await self._begin()

    async def _begin(self) -> None:
        for errand in await self._store.read(errands.waiting):
            if errand.id not in self._doing:
                task = asyncio.create_task(self._do(errand), name=f"errand {errand.id}")
                self._doing[errand.id] = task

    async def _do(self, errand: Errand) -> None:
        try:
            async with self._turns:
                found = await self._fenced(errand.wish)
            await self._answer(errand.id, found)
        finally:
            del self._doing[errand.id]

    async def _fenced(self, wish: Wish) -> Answer:
        """What was found out; a fault of ours is an answer, too, for somebody waits for one."""
        finding = asyncio.create_task(self._find_out(wish))
        try:
            await asyncio.wait({finding})
        finally:
            finding.cancel()
            await asyncio.gather(finding, return_exceptions=True)
        if finding.cancelled() or (fault := finding.exception()) is None:
            return finding.result()
        log.error("an errand", exc_info=fault)
        name = type(fault).__name__
        return Answer(problem=f"a fault of this program ({name}); details are in the log")

    async def _answer(self, number: int, found: Answer) -> None:
        """Write it down; a store that cannot be written now is tried for as long as they wait."""
        for _ in range(int(errands.STALE.total_seconds() / self._wait)):
            try:
                await self._store.write(errands.answer, number, found)
            except StoreError as error:
                log.warning("store: %s", error)
                await asyncio.sleep(self._wait)
            else:
                return

    async def _find_out(self, wish: Wish) -> Answer:
        try:
            if wish.spec is not None:
                return Answer(probe=await self._probe(wish.spec))
            async with asyncio.timeout(LOOK_SECONDS):
                return Answer(proposals=tuple(await self._look(wish.words, wish.local)))
        except TimeoutError:
            return Answer(problem=f"no answer for {LOOK_SECONDS:.0f} s")
        except BackchannelError as error:
            return Answer(problem=clean_line(redacted(str(error))))

    async def _probe(self, spec: SourceSpec) -> Probe:
        event = await self._store.read(sources.event_of)
        if event is None:
            return Probe(spec.name, spec.kind, "wrong", 0.0, problem="the store has no event yet")
        # Under another name, for what the servers showed is kept by the names of sources.
        as_test = replace(spec, name=f"{spec.name} (test)")
        add = await asyncio.to_thread(registry.costs_of, spec.kind)
        purse = Purse(self._store, spec, add) if add else None
        found = await probe(self._build, as_test, event, purse=purse)
        note = "it is read as it is written" if spec.kind == "stdin" else found.note
        return replace(found, source=spec.name, note=note)

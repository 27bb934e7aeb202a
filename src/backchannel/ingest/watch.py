"""One source, read again and again, and what is said of its health.

What is expected (SourceUnreachable, SourceRefused) becomes a line of health and a wait; anything
else is logged with its traceback and pauses this one source.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol

from backchannel.errors import ConfigError, Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.ingest import intake, schedule
from backchannel.ingest.afterwards.pace import Pace
from backchannel.ingest.health.steps import Gap
from backchannel.ingest.many import refining
from backchannel.ingest.many.refining import Refine
from backchannel.ingest.many.turns import Turns
from backchannel.model.misspelt.likeness import years_of
from backchannel.model.programme import Event
from backchannel.model.source import Noticed, SourceSpec
from backchannel.sources.api import Batch, Source
from backchannel.store import sources
from backchannel.store.progress import calls
from backchannel.store.store import Store

log = logging.getLogger(__name__)

HEARD: Final = timedelta(seconds=15)
"""How often it is written down that a quiet stream was heard."""

FRESH: Final = timedelta(seconds=15)
"""A stream that opened so lately need not be opened again for somebody who asks."""

LONGEST_NAP: Final = 3_600.0
BEYOND: Final = schedule.LONGEST_ASKED * 1.2
"""Seconds; nobody waits longer, so a source due later than this met a clock that was set back."""


class Build(Protocol):
    """Makes a source ready to be read; raises SourceRefused or ConfigError when it cannot be."""

    def __call__(self, spec: SourceSpec, event: Event) -> AbstractAsyncContextManager[Source]:
        """Its connections live as long as the context."""


@dataclass(frozen=True, slots=True)
class Chance:
    """What nobody can know by looking at the code; tests pass their own."""

    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    random: Callable[[], float] = random.random
    noticed: Callable[[str], Noticed | None] = lambda _name: None
    """What the last answer to a source showed of its server."""


class Watch:
    """Reads one source when it is due, for as long as it runs."""

    def __init__(
        self,
        store: Store,
        spec: SourceSpec,
        event: Event,
        build: Build,
        chance: Chance,
        *,
        turns: Turns | None = None,
        refine: Refine = refining.here,
        pace: Pace | None = None,
    ) -> None:
        self.spec, self._pace = spec, pace
        self._store, self._event, self._build, self._chance = store, event, build, chance
        self._turns, self._refine = turns or Turns(), refine
        self._refinery = intake.Refinery(spec, event.tags, years_of(event, chance.now()))
        self._wake = asyncio.Event()
        self._failures = 0
        self._gap: Gap | None = None
        self._bookmark: str | None = None
        self._live_since: datetime | None = None
        self._heard_at: datetime | None = None

    @property
    def is_long_live(self) -> bool:
        """Whether a stream is open and has been for a while."""
        return self._live_since is not None and self._chance.now() - self._live_since > FRESH

    @property
    def _beyond(self) -> float:
        """Seconds after which nothing is due that was not put off by a clock."""
        return max(BEYOND, self._pace.longest.total_seconds() * 1.2 if self._pace else 0.0)

    def wake(self) -> None:
        """Look again at when it is due."""
        self._wake.set()

    async def run(self) -> None:
        """Never returns by itself. A store that fails is left to the caller."""
        if await self._store.read(calls.is_pushed, self.spec.name):
            await self._store.write(calls.make_due, self.spec.name)  # we were not here to be told
        while True:
            await self._until_due()
            try:
                async with self._build(self.spec, self._event) as source:
                    await self._read(source)
                    while True:
                        await self._until_due()
                        await self._read(source)
            except ConfigError as error:
                await self._failed(SourceRefused(str(error), why=Refusal.NOT_ALLOWED))
            except SourceError as error:
                await self._failed(error)

    async def pause(self, fault: BaseException, wait: timedelta) -> None:
        """Say that a fault of ours stopped this source for a while."""
        self._failures += 1
        error = SourceUnreachable(f"stopped by a fault of this program ({type(fault).__name__})")
        await self._store.write_along(
            intake.say_failed, self.spec.name, error, self._failures, wait
        )

    async def _until_due(self) -> None:
        while True:
            self._wake.clear()  # before looking: whoever wakes us after it has something new
            due = await self._store.read(sources.due_of, self.spec.name)
            wait = (due - self._chance.now()).total_seconds()
            if wait <= 0 or (wait > self._beyond and due != sources.NEVER):
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(wait, LONGEST_NAP)):
                    await self._wake.wait()

    async def _read(self, source: Source) -> None:
        """One poll, or a stream to its end. A refusal is the caller's: it needs a new source.

        Who waits for the disk alone keeps no turn from another.
        """
        add = getattr(source, "with_costs", None)  # of the few kinds that are paid for
        start = await self._store.write_along(intake.begin, self.spec.name, add)
        if start is None:
            return  # taken out; whoever runs this watch is about to end it
        self._gap, self._heard_at = start.gap, None
        self._bookmark = start.bookmark
        try:
            async with self._turns.turn(self.spec.kind) as end_turn:
                asked = await self._read_in_turn(source, start, end_turn)
        except SourceUnreachable as error:
            await self._failed(error)
            return
        finally:
            self._live_since = None
        self._failures = 0
        floor = schedule.floor_of(self.spec, source.floor)
        wait = schedule.after_success(asked, self._chance.random, floor=floor)
        noticed = self._chance.noticed(self.spec.name)
        await self._store.write_along(
            intake.finish, self.spec.name, start, wait, noticed, pace=self._pace
        )

    async def _read_in_turn(
        self, source: Source, start: intake.Start, end_turn: Callable[[], None]
    ) -> float | None:
        """Everything there is; how long the place asks not to be polled."""
        asked = None
        async with contextlib.aclosing(source.batches(start.bookmark)) as batches:  # type: ignore[type-var]  # AsyncIterator in the contract; every source is a generator
            async for batch in batches:
                if batch.is_live:
                    end_turn()
                await self._take_in(batch, start)
                asked = batch.again_in if batch.again_in is not None else asked
        return asked

    async def _take_in(self, batch: Batch, start: intake.Start) -> None:
        now = self._chance.now()
        if batch.is_live:
            self._live_since = self._live_since or now
            self._settle(now - self._live_since)
        if batch.is_recovery and self._gap is None:
            self._gap = Gap(start.at)
        if self._says_nothing(batch, now):
            return
        self._bookmark = batch.bookmark or self._bookmark
        async for refined in self._refine(self._refinery, batch, now):
            noticed = self._chance.noticed(self.spec.name)
            taking_in = partial(
                intake.take_in,
                source=self.spec,
                refined=refined,
                gap=self._gap,
                noticed=noticed,
                event=self._event,
            )
            saved = await self._store.write_on(self.spec.name, taking_in)
            self._gap = self._gap and self._gap.after(refined.batch, saved)
        self._heard_at = now

    def _says_nothing(self, batch: Batch, now: datetime) -> bool:
        """Whether a batch would only write down again that all is well, as was written lately."""
        found = (batch.drafts, batch.gone, batch.gone_under, batch.rejected, batch.note, batch.hole)
        if any(found) or batch.kept or batch.bookmark not in {None, self._bookmark}:
            return False
        return not batch.is_live or (self._heard_at is not None and now - self._heard_at < HEARD)

    def _settle(self, up: timedelta) -> None:
        """Forget failures once a stream has stayed up; its handshake alone proves nothing."""
        if up > timedelta(seconds=schedule.SETTLED):
            self._failures, self._gap = 0, None

    async def _failed(self, error: SourceError) -> None:
        is_spent = isinstance(error, SourceRefused) and error.why is Refusal.SPENT
        self._failures += not is_spent  # who keeps to a limit has not failed
        wait = schedule.after_failure(error, self._failures, self._chance.random)
        log.info("source %s: %s", self.spec.name, error)
        name, noticed = self.spec.name, self._chance.noticed(self.spec.name)
        failures = self._failures
        await self._store.write_along(
            intake.say_failed, name, error, failures, wait, noticed=noticed, pace=self._pace
        )

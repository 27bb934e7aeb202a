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
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from backchannel.errors import ConfigError, Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.ingest import intake, schedule
from backchannel.model.programme import Event
from backchannel.model.source import SourceSpec
from backchannel.sources.api import Batch, Source
from backchannel.store import sources
from backchannel.store.connection import Connection
from backchannel.store.store import Store

log = logging.getLogger(__name__)

CHUNK: Final = 50
"""Drafts made into posts before other sources get a turn."""


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


class Watch:
    """Reads one source when it is due, for as long as it runs."""

    def __init__(
        self, store: Store, spec: SourceSpec, event: Event, build: Build, chance: Chance
    ) -> None:
        self.spec = spec
        self._store, self._event, self._build, self._chance = store, event, build, chance
        self._wake = asyncio.Event()
        self._failures = 0
        self._gap: int | None = None

    def wake(self) -> None:
        """Look again at when it is due."""
        self._wake.set()

    async def run(self) -> None:
        """Never returns by itself. A store that fails is left to the caller."""
        while True:
            try:
                async with self._build(self.spec, self._event) as source:
                    while True:
                        await self._until_due()
                        await self._read(source)
            except ConfigError as error:
                await self._failed(SourceRefused(str(error), why=Refusal.NOT_ALLOWED))
            except SourceError as error:
                await self._failed(error)
            await self._until_due()

    async def _until_due(self) -> None:
        while True:
            self._wake.clear()
            due = await self._store.read(_due, self.spec.name)
            wait = (due - self._chance.now()).total_seconds()
            if wait <= 0:
                return
            with contextlib.suppress(TimeoutError):
                # An hour at most: a clock that was set must not make a source wait for a year.
                await asyncio.wait_for(self._wake.wait(), min(wait, 3_600))

    async def _read(self, source: Source) -> None:
        bookmark, was_ok = await self._store.read(_progress, self.spec.name)
        self._gap = 0 if self._failures and was_ok else None
        began = self._chance.now()
        asked: float | None = None
        try:
            async with contextlib.aclosing(source.batches(bookmark)) as batches:  # type: ignore[type-var]  # AsyncIterator in the contract; every source is a generator
                async for batch in batches:
                    await self._take_in(batch)
                    asked = batch.again_in if batch.again_in is not None else asked
                    self._settle(batch, began)
        except SourceError as error:
            await self._failed(error)
            return
        self._failures = 0
        wait = schedule.after_success(asked, self._chance.random)
        await self._store.write(intake.set_due, self.spec.name, wait)

    async def _take_in(self, batch: Batch) -> None:
        if batch.is_recovery and self._gap is None:
            self._gap = 0
        elif batch.is_live and not batch.is_recovery:
            self._gap = None
        for part in _parts(batch):
            refined = intake.refine_all(part, self.spec, self._event.tags, self._chance.now())
            saved = await self._store.write(intake.take_in, self.spec, refined, self._gap)
            if self._gap is not None:
                self._gap += len(saved.new)

    def _settle(self, batch: Batch, began: datetime) -> None:
        """Forget failures once a stream has stayed up; its handshake alone proves nothing."""
        up = self._chance.now() - began
        if batch.is_live and up > timedelta(seconds=schedule.SETTLED):
            self._failures = 0

    async def _failed(self, error: SourceError) -> None:
        self._failures += 1
        wait = schedule.after_failure(error, self._failures, self._chance.random)
        await self._store.write(intake.say_failed, self.spec.name, error, self._failures, wait)

    async def pause(self, fault: Exception, wait: timedelta) -> None:
        """Say that a fault of ours stopped this source for a while."""
        self._failures += 1
        error = SourceUnreachable(f"stopped by a fault of this program ({type(fault).__name__})")
        await self._store.write(intake.say_failed, self.spec.name, error, self._failures, wait)


def _parts(batch: Batch) -> list[Batch]:
    """A large batch in small ones, so that other sources get their turn.

    The bookmark goes with the last: what was not stored is asked for again.
    """
    if len(batch.drafts) <= CHUNK:
        return [batch]
    starts = range(0, len(batch.drafts), CHUNK)
    parts = [
        replace(batch, drafts=batch.drafts[at : at + CHUNK], bookmark=None, gone=(), rejected=0)
        for at in starts
    ]
    parts[-1] = replace(
        parts[-1], bookmark=batch.bookmark, gone=batch.gone, rejected=batch.rejected
    )
    return parts


def _due(db: Connection, name: str) -> datetime:
    return next(
        (asked.due for asked in sources.asked_for(db) if asked.spec.name == name), sources.NEVER
    )


def _progress(db: Connection, name: str) -> tuple[str | None, bool]:
    bookmark = next(
        (asked.bookmark for asked in sources.asked_for(db) if asked.spec.name == name), None
    )
    return bookmark, sources.health_of(db, name).ok_at is not None

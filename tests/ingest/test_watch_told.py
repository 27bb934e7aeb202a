"""What a watch is told beside posts: what a question costs, who will call, how long to wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from tests.clock import Clock
from tests.ingest.scripted import (
    EVENT,
    Scripted,
    Sources,
    Step,
    batch,
    beside,
    health_of,
    spec,
    until_health,
)
from tests.waiting import until

from backchannel.errors import SourceUnreachable
from backchannel.ingest.watch import Chance, Watch
from backchannel.model.source import Health, State
from backchannel.sources.api import Batch
from backchannel.store import sources
from backchannel.store.store import Store


@asynccontextmanager
async def watching(
    store: Store, clock: Clock, *readings: Sequence[Step]
) -> AsyncIterator[tuple[Watch, Scripted]]:
    """A watch that runs, and its source."""
    world = Sources(river=list(readings))
    watch = Watch(store, spec(), EVENT, world.build, Chance(clock, random=lambda: 0.5))
    async with beside(watch.run()):
        yield watch, world.of["river"]


def is_done(health: Health) -> bool:
    return health.state is State.OK and health.due is not None


async def test_a_bookmark_alone_is_stored_before_the_question_and_says_nothing_of_health(
    store: Store, clock: Clock
) -> None:
    asking = asyncio.Event()
    failing: list[Step] = [SourceUnreachable("no")]
    marking: list[Step] = [Batch(bookmark="paid"), asking]
    async with watching(store, clock, failing, marking) as (watch, source):
        await until_health(store, lambda health: health.state is State.RETRY)
        clock.advance(400)
        watch.wake()

        async def is_stored() -> bool:
            [asked] = await store.read(sources.asked_for)
            return len(source.bookmarks) == 2 and asked.bookmark == "paid"

        await until(is_stored)
        assert (await health_of(store)).state is State.RETRY
        assert (await health_of(store)).ok_at is None


async def test_who_begins_anew_looks_at_once_at_what_is_pushed(store: Store, clock: Clock) -> None:
    first = [batch(1, bookmark="one"), Batch(again_in=3_600, note="pushed", is_pushed=True)]
    async with watching(store, clock, first):
        await until_health(store, lambda health: health.is_pushed and is_done(health))
    async with watching(store, clock, [batch(2, again_in=3_600)]):
        await until_health(store, lambda health: health.given == 2 and is_done(health))
    async with watching(store, clock, [batch(3)]) as (_, source):
        await asyncio.sleep(0.05)
        assert source.bookmarks == []


async def test_until_when_a_server_asked_us_to_wait_is_known(store: Store, clock: Clock) -> None:
    busy = SourceUnreachable("429: asked us to wait 12 min", retry_after=720.0)
    async with watching(store, clock, [busy], [batch(1)]) as (watch, _):
        failed = await until_health(store, lambda health: health.state is State.RETRY)
        assert failed.until == clock() + timedelta(seconds=720)
        clock.advance(900)
        watch.wake()
        assert (await until_health(store, is_done)).until is None

"""Sources come and go, fail and recover, and none of them stops the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.ingest.scripted import (
    EVENT,
    Sources,
    Step,
    batch,
    beside,
    spec,
    texts,
    until_health,
)
from tests.waiting import until

from backchannel.errors import SourceUnreachable
from backchannel.ingest.supervisor import Supervisor
from backchannel.ingest.watch import Chance
from backchannel.model.source import State
from backchannel.sources.api import Batch
from backchannel.store import sources
from backchannel.store.store import Store

A = spec("a.example", options={"url": "https://a.example/feed"})
B = spec("b.example", options={"url": "https://b.example/feed"})


async def yielding(_seconds: float) -> None:
    """Waits of our own are over at once."""
    await asyncio.sleep(0.001)


@asynccontextmanager
async def supervising(
    store: Store, clock: Clock, **readings: list[Sequence[Step]]
) -> AsyncIterator[tuple[Supervisor, Sources]]:
    world = Sources(**readings)
    chance = Chance(clock, sleep=yielding, random=lambda: 0.5)
    supervisor = Supervisor(store, world.build, chance)
    async with beside(supervisor.run()) as task:
        yield supervisor, world
        assert not task.done()


async def test_a_bug_in_one_source_leaves_the_others_alone(
    store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await store.write(sources.plan, EVENT, [A, B])
    bug: list[Step] = [batch(1), ZeroDivisionError("a bug")]
    async with supervising(store, clock, a=[bug, [batch(3)]], b=[[batch(2)]]):
        health = await until_health(store, lambda health: bool(health.problem), "a.example")
        assert health.problem == "stopped by a fault of this program (ZeroDivisionError)"
        assert health.state is State.RETRY
        await until_health(store, lambda health: health.given == 1, "b.example")
        assert "ZeroDivisionError: a bug" in caplog.text
        await store.write(sources.fetch_now, "a.example")
        await until_health(store, lambda health: health.given == 2, "a.example")


async def test_a_cancellation_that_a_library_leaks_stops_nothing(
    store: Store, clock: Clock
) -> None:
    await store.write(sources.plan, EVENT, [A])
    leak: list[Step] = [asyncio.CancelledError()]
    async with supervising(store, clock, a=[leak, [batch(1)]]):
        await until_health(store, lambda health: bool(health.problem), "a.example")
        await store.write(sources.fetch_now)
        await until_health(store, lambda health: health.given == 1, "a.example")


async def test_sources_are_taken_up_and_given_up_while_it_runs(store: Store, clock: Clock) -> None:
    await store.write(sources.plan, EVENT, [A])
    live: list[Step] = [batch(1, is_live=True), asyncio.Event()]
    async with supervising(store, clock, a=[live], b=[[batch(2)]]) as (_, world):
        await until_health(store, lambda health: health.state is State.LIVE, "a.example")
        await store.write(sources.plan, EVENT, [B])
        await until_health(store, lambda health: health.given == 1, "b.example")

        async def is_over() -> bool:
            return world.of["a"].closed == 1

        await until(is_over)
    assert sorted(await texts(store)) == ["Post 1 #rivers", "Post 2 #rivers"]  # its posts stay


async def test_other_settings_start_a_source_anew(store: Store, clock: Clock) -> None:
    await store.write(sources.plan, EVENT, [A])
    live: list[Step] = [Batch(bookmark="old", is_live=True), asyncio.Event()]
    async with supervising(store, clock, a=[live, [batch(1)]]) as (_, world):
        await until_health(store, lambda health: health.state is State.LIVE, "a.example")
        await store.write(sources.plan, EVENT, [replace(A, options={"url": "another"})])
        await until_health(store, lambda health: health.given == 1, "a.example")
    assert world.of["a"].bookmarks == [None, None]


async def test_other_tags_of_the_event_reach_every_source(store: Store, clock: Clock) -> None:
    strict = spec("a.example", tagged=False)
    await store.write(sources.plan, replace(EVENT, tags=("lakes",)), [strict])
    live: list[Step] = [batch(1, is_live=True), asyncio.Event()]
    async with supervising(store, clock, a=[live, [batch(1)]]):
        await until_health(store, lambda health: health.passed_over == 1, "a.example")
        await store.write(sources.plan, EVENT, [strict])
        await until_health(store, lambda health: health.given == 1, "a.example")


async def test_fetch_now_reads_a_source_that_waits(store: Store, clock: Clock) -> None:
    await store.write(sources.plan, EVENT, [A])
    down: list[Step] = [SourceUnreachable("busy", retry_after=3_000)]
    async with supervising(store, clock, a=[down, [batch(1)]]):
        await until_health(store, lambda health: health.state is State.RETRY, "a.example")
        await store.write(sources.fetch_now, "a.example")
        await until_health(store, lambda health: health.given == 1, "a.example")


async def test_fetch_now_opens_a_stream_again_unless_that_just_happened(
    store: Store, clock: Clock
) -> None:
    await store.write(sources.plan, EVENT, [A, B])
    live: list[Step] = [Batch(is_live=True), asyncio.Event()]
    others: list[Sequence[Step]] = [[batch(number)] for number in range(5)]
    async with supervising(store, clock, a=[live, [batch(9)]], b=others) as (_, world):
        await until_health(store, lambda health: health.state is State.LIVE, "a.example")
        await until_health(store, lambda health: health.state is State.OK, "b.example")
        await store.write(sources.fetch_now)
        await until_health(store, lambda health: health.given == 2, "b.example")
        assert len(world.of["a"].bookmarks) == 1
        clock.advance(20)
        await store.write(sources.fetch_now, "a.example")
        await until_health(store, lambda health: health.given == 1, "a.example")


async def test_after_a_sleep_every_source_starts_afresh_one_after_another(
    store: Store, clock: Clock
) -> None:
    await store.write(sources.plan, EVENT, [A, B])
    live: list[Step] = [Batch(is_live=True), asyncio.Event()]
    delays: list[float] = []

    async def sleep(seconds: float) -> None:
        delays.append(seconds)
        await asyncio.sleep(0.001)

    world, chances = Sources(a=[live, [batch(1)]], b=[live, [batch(2)]]), iter([0.2, 0.8])
    supervisor = Supervisor(
        store, world.build, Chance(clock, sleep=sleep, random=lambda: next(chances, 0.5))
    )
    async with beside(supervisor.run()):
        for name in ("a.example", "b.example"):
            await until_health(store, lambda health: health.state is State.LIVE, name)
        del delays[:]
        chances = iter([0.2, 0.8])
        await supervisor.woke()
        for name in ("a.example", "b.example"):
            await until_health(store, lambda health: health.given == 1, name)
    assert sorted(delays) == [1.0, 4.0]


async def test_a_store_that_fails_for_a_while_ends_nothing(store: Store, clock: Clock) -> None:
    await store.write(sources.plan, EVENT, [A])
    full = "CREATE TRIGGER full BEFORE UPDATE ON sources BEGIN SELECT raise(ABORT, 'x'); END"
    await store.write(lambda db: db.execute(full))
    async with supervising(store, clock, a=[[batch(1)]]) as (_, world):
        await asyncio.sleep(0.1)
        assert world.of["a"].bookmarks == []
        await store.write(lambda db: db.execute("DROP TRIGGER full"))
        await until_health(store, lambda health: health.given == 1, "a.example")


async def test_every_source_is_stopped_before_it_ends(store: Store, clock: Clock) -> None:
    await store.write(sources.plan, EVENT, [A])
    live: list[Step] = [batch(1, is_live=True), asyncio.Event()]
    async with supervising(store, clock, a=[live]) as (_, world):
        await until_health(store, lambda health: health.given == 1, "a.example")
    assert world.of["a"].closed == 1

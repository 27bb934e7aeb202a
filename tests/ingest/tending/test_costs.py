"""A test of a source that is paid for is counted, whoever makes it and whenever."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.clock import Clock
from tests.sources.x_server import EVENT, Xserver, asking

from backchannel.ingest import intake
from backchannel.ingest.tending.probing import Purse, probe
from backchannel.model.programme import Event
from backchannel.model.source import Probe, SourceSpec
from backchannel.sources.api import Source
from backchannel.sources.x import X
from backchannel.sources.x import bookmark as bookmarks
from backchannel.sources.x.spending import Spent
from backchannel.store import sources
from backchannel.store.connection import Connection
from backchannel.store.store import Store

SPEC = SourceSpec("x", "x", "backchannel", {"limit": 50})


@pytest.fixture
def server(clock: Clock) -> Xserver:
    """Fifteen posts of as many people: each answer of ten costs twenty."""
    server = Xserver(clock)
    for number in range(15):
        server.post(f"{number} #ideaperf", ago=number * 60, who=str(number))
    return server


async def trial(store: Store, source: X) -> Probe:
    """What a test of it comes to."""

    @asynccontextmanager
    async def build(spec: SourceSpec, event: Event) -> AsyncIterator[Source]:
        yield source

    return await probe(build, SPEC, EVENT, purse=Purse(store, SPEC, X.with_costs))


def spent(bookmark: str | None) -> int:
    return bookmarks.read(bookmark).spent.count


def begun(db: Connection) -> str | None:
    start = intake.begin(db, SPEC.name, X.with_costs)
    assert start is not None
    return start.bookmark


async def test_what_a_test_cost_is_in_the_next_poll(
    store: Store, server: Xserver, clock: Clock
) -> None:
    await store.write(sources.plan, EVENT, [SPEC])
    async with asking(server, clock, limit=50) as source:
        assert (await trial(store, source)).posts == 10
        assert spent(await store.write(begun)) == 20
        assert spent(await store.write(begun)) == 20  # once
        await store.write(sources.set_bookmark, SPEC.name, source.with_costs(None, None, ""))
        assert (await trial(store, source)).posts == 10
        assert spent(await store.write(begun)) == 20
    assert server.billed == 40


async def test_a_test_before_the_source_is_followed_counts_too(
    store: Store, server: Xserver, clock: Clock
) -> None:
    async with asking(server, clock, limit=50) as source:
        await trial(store, source)
        await trial(store, source)
        last = await trial(store, source)
    assert last.access == "spent"
    assert server.billed == 40
    await store.write(sources.plan, EVENT, [SPEC])
    assert spent(await store.write(begun)) == 40


async def test_a_poll_meanwhile_loses_neither_count(
    store: Store, server: Xserver, clock: Clock
) -> None:
    await store.write(sources.plan, EVENT, [SPEC])
    async with asking(server, clock, limit=50) as source:
        await store.write(begun)
        await trial(store, source)
    await store.write(sources.set_bookmark, SPEC.name, _polled(clock, 7))
    assert spent(await store.write(begun)) == 27


async def test_what_was_tested_last_month_is_over(
    store: Store, server: Xserver, clock: Clock
) -> None:
    await store.write(sources.plan, EVENT, [SPEC])
    async with asking(server, clock, limit=50) as source:
        await trial(store, source)
    clock.advance(40 * 86_400)
    await store.write(sources.set_bookmark, SPEC.name, _polled(clock, 7))
    assert spent(await store.write(begun)) == 7


def _polled(clock: Clock, count: int) -> str:
    period = clock().date().isoformat()[:7]
    return bookmarks.write(bookmarks.Bookmark(spent=Spent(period, count)))

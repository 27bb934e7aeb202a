"""From a server's socket to the stored row, with the real collector, on good days and bad ones."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path

import pytest
from tests.journeys.venue import ended, stop, venue
from tests.waiting import until

from backchannel.demo.net.faults import (
    Bomb,
    Down,
    Endless,
    Fault,
    Garbage,
    RedirectLoop,
    Slow,
    Status,
    Truncated,
    WebPage,
)
from backchannel.model.source import State

MORE_SITES = ("toot", "civic", "harbour", "daffodil", "ledger", "planet", "marks", "lens", "reel")
WELL = {State.OK, State.LIVE}


async def test_everything_that_was_published_is_stored_exactly_once(tmp_path: Path) -> None:
    async with venue(tmp_path, speed=240) as here:
        collector = await here.start()
        await until(lambda: _more(here.published, 100))
        here.world.clock.set_speed(0)
        await until(here.has_everything)
        assert not await here.doubled()
        health = await here.health()
        assert {health[host].state for host in ("toot.example", "civic.example")} == {State.LIVE}
        assert health["planet.example"].passed_over > 0
        stop(collector)
        assert await ended(collector) == 0


FIRST: dict[str, tuple[Fault, str]] = {
    "toot": (Down(), "hung up"),
    "civic": (Status(500), "500"),
    "harbour": (Garbage(), "not text"),
    "daffodil": (WebPage(), "web page"),
    "ledger": (Status(404), "404"),
    "planet": (RedirectLoop(), "too many redirects"),
    "marks": (Endless(), "MiB"),
}
SECOND: dict[str, tuple[Fault, str]] = {
    "toot": (Status(401), "does not accept the token"),
    "civic": (Truncated(), "broke off"),
    "harbour": (Bomb(), "MiB"),
    "daffodil": (Status(429, "3"), "429"),
    "ledger": (Status(410), "410"),
    "planet": (Status(503), "503"),
    "marks": (Slow(12), "10 s"),
}


@pytest.mark.parametrize("faults", [FIRST, SECOND], ids=["first", "second"])
async def test_each_fault_is_said_and_touches_nobody_else(
    tmp_path: Path, faults: dict[str, tuple[Fault, str]]
) -> None:
    async with venue(tmp_path, speed=60, sites=MORE_SITES, interval=1) as here:
        await here.start()
        sites = {host: site.name for host, site in here.sites.items()}

        async def all_are_read() -> bool:
            health = await here.health()
            return len(health) == len(sites) and all(h.state in WELL for h in health.values())

        await until(all_are_read)
        for name, (fault, _) in faults.items():
            here.world.sites[name].fail(fault)
        here.world.sites["toot"].server.cut()
        here.world.sites["civic"].server.cut()
        await here.fetch_now()

        async def all_is_said() -> bool:
            health = await here.health()
            return all(health[host].problem for host, name in sites.items() if name in faults)

        await until(all_is_said)
        health = await here.health()
        for host, name in sites.items():
            if name in faults:
                assert faults[name][1] in health[host].problem, (host, health[host].problem)
                assert health[host].problem.isprintable()
            else:
                assert health[host].state in WELL, health[host]
        for name in faults:
            here.world.sites[name].fail(None)
        await asyncio.sleep(3)  # what a server asked to be left alone for
        await here.fetch_now()
        await until(all_are_read)
        here.world.clock.set_speed(0)
        await here.fetch_now()
        await until(here.has_everything)
        assert not await here.doubled()


async def test_a_collector_killed_again_and_again_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    chance = random.Random(2009)  # noqa: S311  # the same moments every time
    async with venue(tmp_path, speed=240) as here:
        for _ in range(4):
            collector = await here.start()
            await until(lambda process=collector: _held_by(here.holder(), process.pid))  # type: ignore[misc]  # mypy cannot see the default's type
            await asyncio.sleep(chance.uniform(0.1, 1.5))
            collector.kill()
            await collector.wait()
        here.world.clock.set_speed(0)
        await here.start()
        await until(here.has_everything)
        assert not await here.doubled()


async def test_who_waits_takes_over_within_seconds_and_a_clean_stop_is_clean(
    tmp_path: Path,
) -> None:
    async with venue(tmp_path, speed=60, sites=("harbour",)) as here:
        first = await here.start(is_child=False)
        await until(lambda: _held_by(here.holder(), first.pid))
        second, child = await here.start(is_child=False), await here.start()
        assert await ended(child) == 0  # a child does not wait for its turn
        first.kill()
        await until(lambda: _held_by(here.holder(), second.pid), seconds=10)
        third = await here.start(is_child=False)
        stop(second, signal.SIGINT)
        assert await ended(second) == 130
        await until(lambda: _held_by(here.holder(), third.pid), seconds=10)
        stop(third)
        assert await ended(third) == 130
        assert await here.holder() is None
        orphan = await here.start()
        await until(lambda: _held_by(here.holder(), orphan.pid))
        assert orphan.stdin is not None
        orphan.stdin.close()  # its desk was killed
        assert await ended(orphan) == 0
        assert await here.holder() is None


async def test_when_the_wifi_comes_back_the_gap_is_read_and_said(tmp_path: Path) -> None:
    async with venue(tmp_path, speed=60) as here:
        await here.start()
        await until(here.has_everything)
        for site in here.sites.values():
            site.fail(Down())
        await here.fetch_now()

        async def all_retry() -> bool:
            return all(each.state is State.RETRY for each in (await here.health()).values())

        await until(all_retry)
        stored = {host: each.given for host, each in (await here.health()).items()}
        before = len(here.published())
        here.world.clock.set_speed(240)
        await until(lambda: _more(here.published, before + 20))
        assert {host: each.given for host, each in (await here.health()).items()} == stored
        here.world.clock.set_speed(0)
        for site in here.sites.values():
            site.fail(None)
        await here.fetch_now()
        await until(here.has_everything)
        assert not await here.doubled()

        async def is_said() -> bool:
            health = await here.health()
            return sum(each.recovered for each in health.values()) >= 20

        await until(is_said)


async def test_fetch_now_reads_what_would_have_waited(tmp_path: Path) -> None:
    async with venue(tmp_path, speed=60, sites=("toot", "harbour"), interval=900) as here:
        await here.start()
        await until(here.has_everything)
        shelf = here.world.sites["harbour"].shelf
        count = len(shelf)
        here.world.jump(here.world.clock.moment() + 86_400)
        here.world.clock.set_speed(0)
        assert len(shelf) > count
        assert await here.missing()
        await here.fetch_now()
        await until(here.has_everything)


async def _more(things: Callable[[], Collection[object]], count: int) -> bool:
    return len(things()) >= count


async def _held_by(holder: Awaitable[int | None], pid: int) -> bool:
    return await holder == pid

"""One collector a store: who has the lease collects, who lost it stops, who died is replaced."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

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
from tests.waiting import PATIENCE, until

from backchannel.ingest.child import keep_collector
from backchannel.ingest.collector import Collector
from backchannel.ingest.supervisor import Supervisor
from backchannel.ingest.watch import Chance
from backchannel.model.source import State
from backchannel.sources.api import Batch
from backchannel.store import lease, search, sources
from backchannel.store.connection import Connection
from backchannel.store.store import Store

P = ParamSpec("P")
T = TypeVar("T")
BEAT = 0.01


def collector(store: Store, world: Sources, clock: Callable[[], datetime]) -> Collector:
    supervisor = Supervisor(store, world.build, Chance(clock, random=lambda: 0.0))
    return Collector(store, supervisor, clock, beat=BEAT)


async def is_held(store: Store) -> bool:
    return await store.read(lease.read) is not None


async def test_it_collects_and_leaves_the_lease_free_when_it_is_stopped(
    store: Store, clock: Clock
) -> None:
    async with beside(collector(store, Sources(river=[[batch(1)]]), clock).run(is_patient=True)):
        await until_health(store, lambda health: health.given == 1)
        assert await is_held(store)
    assert not await is_held(store)


class StoppedAsItTakes(Store):
    """A store that stops the collector once, just after the lease became the collector's."""

    collecting: asyncio.Task[None] | None = None

    async def write(
        self, act: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        done = await super().write(act, *args, **kwargs)
        if act is lease.take_here and self.collecting is not None:
            self.collecting.cancel()
            self.collecting = None
            await asyncio.sleep(0)
        return done


async def test_it_leaves_the_lease_free_when_it_is_stopped_as_it_takes_it(
    store: Store, clock: Clock
) -> None:
    async with StoppedAsItTakes(store.path, now=clock) as stopping:
        job = collector(stopping, Sources(river=[[]]), clock)
        async with beside(job.run(is_patient=True)) as task:
            stopping.collecting = task
            await asyncio.wait({task})
        assert task.cancelled()
    assert not await is_held(store)


class Counting(Store):
    """A store that counts how often its lease was asked for, and given back."""

    asked = released = 0

    async def write(
        self, act: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        self.asked += act is lease.take_here
        self.released += act is lease.release
        return await super().write(act, *args, **kwargs)


async def test_one_that_waits_gives_back_nothing(store: Store, clock: Clock) -> None:
    idle: list[Step] = [Batch(is_live=True), asyncio.Event()]
    async with (
        beside(collector(store, Sources(river=[idle]), clock).run(is_patient=True)),
        Counting(store.path, now=clock) as counting,
    ):
        await until_health(store, lambda health: health.state is State.LIVE)
        async with beside(collector(counting, Sources(river=[]), clock).run(is_patient=True)):

            async def has_waited() -> bool:
                return counting.asked > 3

            await until(has_waited)
        assert counting.released <= 1  # when it was stopped, if it was just asking


async def test_it_sweeps_out_what_authors_deleted(store: Store, clock: Clock) -> None:
    readings: list[Step] = [batch(*range(1, 200)), Batch(gone=("7", "9"))]
    async with beside(collector(store, Sources(river=[readings]), clock).run(is_patient=True)):
        await until_health(store, lambda health: health.given == 199)

        async def is_swept() -> bool:
            gone = [text for text in await texts(store) if not text]
            return len(gone) == 2 and await store.read(search.is_swept)

        await until(is_swept)


async def test_a_second_one_goes_away_or_waits_for_its_turn(store: Store, clock: Clock) -> None:
    idle: list[Step] = [Batch(is_live=True), asyncio.Event()]
    first = collector(store, Sources(river=[idle]), clock)
    world = Sources(river=[[batch(1)]])
    async with beside(first.run(is_patient=True)) as at_first:
        await until_health(store, lambda health: health.state is State.LIVE)
        await collector(store, Sources(river=[]), clock).run(is_patient=False)
        async with beside(collector(store, world, clock).run(is_patient=True)):
            await asyncio.sleep(5 * BEAT)
            assert world.of["river"].bookmarks == []
            at_first.cancel()
            await until_health(store, lambda health: health.given == 1)


async def test_one_that_lost_its_lease_stops_reading(store: Store, clock: Clock) -> None:
    idle: list[Step] = [Batch(is_live=True), asyncio.Event()]
    world = Sources(river=[idle])
    async with beside(collector(store, world, clock).run(is_patient=False)) as task:
        await until_health(store, lambda health: health.state is State.LIVE)

        def usurp(db: object) -> None:
            db.execute("UPDATE leases SET holder = 'another', pid = ?", (os.getpid(),))  # type: ignore[attr-defined]  # a connection

        await store.write(usurp)
        await asyncio.wait_for(task, PATIENCE)
    assert world.of["river"].closed == 1
    held = await store.read(lease.read)
    assert held is not None
    assert held.holder == "another"


async def test_a_holder_whose_process_is_gone_is_not_waited_for(store: Store) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await process.wait()
    await store.write(lease.take, "dead", process.pid, lease.HERE)
    assert not await store.read(lease.is_collected)
    assert await store.write(lease.take_here, "heir")
    assert await store.read(lease.is_collected)


async def test_a_holder_on_another_machine_is_believed_until_it_is_silent(
    store: Store, clock: Clock
) -> None:
    await store.write(lease.take, "far away", 2**22 + 1, "another.example")
    assert not await store.write(lease.take_here, "heir")
    clock.advance(lease.STALE.total_seconds())
    assert await store.write(lease.take_here, "heir")


async def test_a_machine_that_slept_starts_its_sources_afresh(store: Store, clock: Clock) -> None:
    idle: list[Step] = [Batch(is_live=True), asyncio.Event()]
    world = Sources(river=[idle, [batch(1)]])
    async with beside(collector(store, world, clock).run(is_patient=True)):
        await until_health(store, lambda health: health.state is State.LIVE)
        clock.advance(3_600)
        await until_health(store, lambda health: health.given == 1)


async def test_a_store_that_cannot_be_written_is_tried_until_it_can(
    store: Store, clock: Clock
) -> None:
    full = "CREATE TRIGGER full BEFORE INSERT ON leases BEGIN SELECT raise(ABORT, 'x'); END"
    await store.write(lambda db: db.execute(full))
    async with beside(collector(store, Sources(river=[[batch(1)]]), clock).run(is_patient=False)):
        await asyncio.sleep(5 * BEAT)
        await store.write(lambda db: db.execute("DROP TRIGGER full"))
        await until_health(store, lambda health: health.given == 1)


async def test_a_given_up_source_is_tried_again_by_a_new_collector(
    store: Store, clock: Clock
) -> None:
    await store.write(sources.plan, EVENT, [spec()])
    health = await store.read(sources.health_of, "river.example")
    gone = type(health)(health.source, health.kind, State.GONE, since=clock(), problem="ended")
    await store.write(sources.set_health, gone)
    async with beside(collector(store, Sources(river=[[batch(1)]]), clock).run(is_patient=True)):
        await until_health(store, lambda health: health.given == 1)


TELL = "import pathlib, sys; open(sys.argv[1], 'a').write('x'); "


@asynccontextmanager
async def keeping(
    store: Store,
    mark: Path,
    script: str,
    stuck: float = 60.0,
    tell: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[None]:
    command = [sys.executable, "-c", TELL + script, str(mark)]
    async with beside(keep_collector(store, command, tell=tell, look=0.02, stuck=stuck)):
        yield


def started(mark: Path, at_least: int) -> Callable[[], object]:
    return lambda: mark.exists() and len(mark.read_text()) >= at_least


async def until_started(mark: Path, at_least: int) -> None:
    async def holds() -> bool:
        return bool(await asyncio.to_thread(started(mark, at_least)))

    await until(holds)


async def test_a_collector_that_dies_is_started_again(store: Store, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    async with keeping(store, mark, "sys.exit(3)"):
        await until_started(mark, 3)


async def test_a_collector_that_cannot_start_says_why(store: Store, tmp_path: Path) -> None:
    said: list[str] = []
    complaint = "backchannel: event.toml:3: url: https://ana:sesame@blog.example \x1b[31mis bad"
    script = f"print('starting', file=sys.stderr); sys.exit({complaint!r})"
    async with keeping(store, tmp_path / "mark", script, tell=said.append):

        async def is_told() -> bool:
            return bool(said)

        await until(is_told)
    assert said[0] == "event.toml:3: url: https://•••@blog.example is bad"


async def test_of_several_complaints_the_first_is_told_and_how_many_more(
    store: Store, tmp_path: Path
) -> None:
    said: list[str] = []
    lines = [f"backchannel: event.toml:{number}: wrong" for number in (3, 5, 8)]
    script = f"sys.exit({chr(10).join(['a warning', *lines])!r})"
    async with keeping(store, tmp_path / "mark", script, tell=said.append):

        async def is_told() -> bool:
            return bool(said)

        await until(is_told)
    assert said[0] == "event.toml:3: wrong (and 2 more)"


async def test_what_a_collector_started_may_outlive_it(store: Store, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    script = (
        "import subprocess; "
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(3)'], stdin=-3); "
        "sys.exit(3)"
    )
    async with keeping(store, mark, script):
        await until_started(mark, 2)


async def test_one_that_lives_but_does_not_collect_is_replaced(
    store: Store, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    async with keeping(store, mark, "import time; time.sleep(60)", stuck=1.0):
        await until_started(mark, 2)


async def test_none_is_started_while_another_is_alive(store: Store, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    await store.write(lease.take_here, "alive")
    async with keeping(store, mark, ""):
        await asyncio.sleep(0.2)
        assert not await asyncio.to_thread(mark.exists)
        await store.write(lease.release, "alive")
        await until_started(mark, 1)


async def test_the_child_ends_with_the_desk(store: Store, tmp_path: Path) -> None:
    mark, ended = tmp_path / "mark", tmp_path / "ended"
    script = (
        "import signal, time; "
        f"end = lambda *_: (open({str(ended)!r}, 'w').close(), sys.exit(0)); "
        "signal.signal(signal.SIGTERM, end); "
        "open(sys.argv[1], 'a').write('y'); time.sleep(60)"
    )
    async with keeping(store, mark, script):
        await until_started(mark, 2)
    assert await asyncio.to_thread(ended.exists)

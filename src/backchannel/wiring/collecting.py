"""The collector: what to follow, and collecting until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from backchannel.config.secrets import Secrets
from backchannel.errors import StoreError
from backchannel.model.change import Change
from backchannel.sources import registry
from backchannel.store import changes, sources
from backchannel.store.connection import utc_now
from backchannel.store.store import Reader, Store
from backchannel.wiring import standard_input
from backchannel.wiring.net import Net

if TYPE_CHECKING:
    from backchannel.config.event_file import EventFile


async def plan(store: Store, event_file: EventFile) -> None:
    """Tell a store which event it is of and what to follow."""
    manners = registry.manners_of(event_file.sources)
    await store.write(sources.plan, event_file.event, event_file.sources, manners)


async def collect(
    store_path: Path,
    event_file: EventFile | None,
    secrets: Secrets,
    *,
    is_child: bool = False,
    told: Callable[[Change], None] | None = None,
) -> bool:
    """Collect until told to stop by SIGTERM or SIGINT. False when another collector is alive.

    Without `is_child` it waits for its turn. A child does not, and stops when its standard input
    closes. `told` hears every change after its commit.
    """
    from backchannel.ingest.collector import Collector
    from backchannel.ingest.many.refining import Elsewhere
    from backchannel.ingest.supervisor import Supervisor
    from backchannel.ingest.watch import Chance

    logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells of every request
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(Store(store_path))
        stop = _told_to_stop(watch_input=is_child)
        if event_file is not None:
            await plan(store, event_file)
        # A child's standard input tells it of its parent's end, and nothing else.
        stdin = None if is_child else standard_input.given()
        net = await stack.enter_async_context(Net(secrets, stdin=stdin))
        chance, refine = Chance(utc_now, noticed=net.noticed), Elsewhere(net.documents)
        supervisor = Supervisor(store, net.build, chance, refine=refine)
        collector = Collector(store, supervisor, utc_now)
        jobs: list[Awaitable[object]] = [stop.wait(), collector.run(is_patient=not is_child)]
        if told is not None:
            jobs.append(_tell(store, await store.read(changes.latest), told))
        await _first(*jobs)
        return stop.is_set()


async def follow(store: Reader, since: int) -> AsyncIterator[Change]:
    """Changes one by one."""
    async for news in store.follow(since):
        for change in news:
            yield change


async def _tell(store: Reader, since: int, told: Callable[[Change], None]) -> None:
    """Never returns; a store that fails for a while costs nothing that was written."""
    while True:
        try:
            async for change in follow(store, since):
                told(change)
                since = change.number
        except StoreError as error:
            logging.getLogger(__name__).warning("store: %s", error)
            await asyncio.sleep(1)


async def _first(*jobs: Awaitable[object]) -> None:
    """Run jobs until one ends, then end the others; the first error is raised."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _told_to_stop(*, watch_input: bool) -> asyncio.Event:
    """An event that is set by SIGTERM, SIGINT or, for a child, by its parent's end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: ctrl+c raises instead
            loop.add_signal_handler(number, stop.set)
    if watch_input:

        def wait_for_end() -> None:
            # Not through sys.stdin: a thread that waits in it aborts Python when it ends.
            with contextlib.suppress(OSError, ValueError):
                while os.read(sys.stdin.fileno(), 4_096):
                    pass
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(stop.set)

        threading.Thread(target=wait_for_end, daemon=True, name="parent").start()
    return stop

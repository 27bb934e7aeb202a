"""The one place that joins the real parts. Knows everyone, holds no logic."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from backchannel.config.secrets import Secrets
from backchannel.config.source_specs import token_key
from backchannel.errors import Refusal, SourceRefused, StoreError
from backchannel.model.change import Change
from backchannel.model.programme import Event
from backchannel.model.source import SourceSpec
from backchannel.sources import registry
from backchannel.sources.api import Http, Reach, Source
from backchannel.store import changes, sources
from backchannel.store.connection import utc_now
from backchannel.store.store import Reader, Store

if TYPE_CHECKING:
    from backchannel.config.event_file import EventFile
    from backchannel.ingest.reader import DocumentReader
    from backchannel.sources.http import PoliteHttp


class Net:
    """What the sources of one process share: turns at a host, workers that read documents.

    `wrap` may put something between a source and the net, to see what servers answer.
    """

    def __init__(
        self,
        secrets: Secrets | None = None,
        now: Callable[[], datetime] = utc_now,
        *,
        wrap: Callable[[Http], Http] = lambda http: http,
    ) -> None:
        from backchannel.ingest.reader import DocumentReader
        from backchannel.sources.network.hosts import Hosts

        self._secrets, self._now, self._wrap = secrets or Secrets(), now, wrap
        self._hosts = Hosts()
        self._documents: DocumentReader = DocumentReader()

    async def __aenter__(self) -> Self:
        await self._documents.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._documents.close()

    @asynccontextmanager
    async def build(self, spec: SourceSpec, event: Event) -> AsyncIterator[Source]:
        """A source ready to be read, with a connection of its own.

        Raises ConfigError when its settings do not fit, SourceRefused when its secret is not to be
        had. A refused login is asked for anew when the source is built again.
        """
        # In a thread: importing reads files, and a command may ask for a passphrase.
        polite = await asyncio.to_thread(polite_http)
        kind = await asyncio.to_thread(registry.load, spec.kind)
        options = await asyncio.to_thread(registry.options_for, spec)
        token = await asyncio.to_thread(self._secrets.secret_for, token_key(spec))

        def secret(name: str) -> str:
            return token.reveal() if name == "token" else ""

        try:
            async with polite(self._hosts, allow_local=spec.local, now=self._now) as http:
                reach = Reach(self._wrap(http), self._documents, event, self._now, secret)
                yield kind(options, reach)
        except SourceRefused as error:
            if error.why is Refusal.LOGIN:
                self._secrets.found.pop((spec.name, "token"), None)
            raise


def polite_http() -> type[PoliteHttp]:
    """What fetches; its import is a slow one."""
    from backchannel.sources.http import PoliteHttp

    return PoliteHttp


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
    from backchannel.ingest.supervisor import Supervisor
    from backchannel.ingest.watch import Chance

    logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells of every request
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(Store(store_path))
        stop = _told_to_stop(watch_input=is_child)
        if event_file is not None:
            await plan(store, event_file)
        net = await stack.enter_async_context(Net(secrets))
        supervisor = Supervisor(store, net.build, Chance(utc_now))
        collector = Collector(store, supervisor, utc_now)
        jobs: list[Awaitable[object]] = [stop.wait(), collector.run(is_patient=not is_child)]
        if told is not None:
            jobs.append(_tell(store, await store.read(changes.latest), told))
        await _first(*jobs)
        return stop.is_set()


async def show_desk(
    store_path: Path,
    event_file: EventFile | None,
    *,
    by: str,
    theme: str = "",
) -> None:
    """The facilitator's desk until it is left, with a collector unless another is alive."""
    from functools import partial

    from backchannel.ingest.child import keep_collector
    from backchannel.ui.app import BackchannelApp

    async with Store(store_path) as store:
        if event_file is not None:
            await plan(store, event_file)
        command = collector_command(event_file.path if event_file else None, store_path)
        app = BackchannelApp(
            store,
            await store.read(sources.event_of),
            by=by,
            theme=theme,
            background=[partial(keep_collector, store, command), _spare_what_stays],
        )
        await app.run_async()
        if app.fault is not None:
            raise app.fault


async def _spare_what_stays() -> None:
    """Modules, styles and widgets live as long as the desk.

    Looking through them for garbage, once the screen is up, would hold up a key for nothing.
    """
    await asyncio.sleep(1)
    gc.freeze()


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


def collector_command(event_file: Path | None, store: Path) -> Sequence[str]:
    """The command line of a collector that a desk starts."""
    named = [str(event_file)] if event_file else []
    return [
        *(sys.executable, "-m", "backchannel", "collect", *named),
        *("--store", str(store), "--child"),
    ]

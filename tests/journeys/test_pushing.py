"""A blog tells its hub, the hub calls the collector, and the post is in the store."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys.venue import ended
from tests.sources.websub.hub import Hub, publishing
from tests.waiting import until

from backchannel.model.source import Health
from backchannel.store import pages, sources
from backchannel.store.store import Store

FILE = """
[event]
tags = ["ideaperf"]

[[source]]
kind = "feed"
name = "blog"
url = "{url}"
interval = 3600
local = true
"""


@dataclass
class Desk:
    """A store, and a collector that can be reached from outside."""

    folder: Path
    store: Store
    port: int
    running: list[Process] = field(default_factory=list)

    async def start(self) -> Process:
        called = {
            "BACKCHANNEL_PUBLIC_URL": f"http://127.0.0.1:{self.port}/desk",
            "BACKCHANNEL_LISTEN": f"127.0.0.1:{self.port}",
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "backchannel", "collect", str(self.folder / "event.toml")),
            *("--store", str(self.store.path), "--child"),
            stdin=PIPE,
            stdout=DEVNULL,
            stderr=DEVNULL,
            env=os.environ | called,
        )
        self.running.append(process)
        return process

    async def has(self, posts: int) -> bool:
        return await self.store.read(pages.latest) == posts

    async def health(self) -> Health:
        [found] = await self.store.read(sources.health)
        return found

    async def is_pushed(self) -> bool:
        found = await self.store.read(sources.health)
        return any("pushed by" in each.note for each in found)


@asynccontextmanager
async def desk_at(hub: Hub, folder: Path) -> AsyncIterator[Desk]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    file = folder / "event.toml"
    await asyncio.to_thread(file.write_text, FILE.format(url=hub.topic), "utf-8")
    async with Store(folder / "event.db") as store:
        desk = Desk(folder, store, port)
        try:
            yield desk
        finally:
            for process in desk.running:
                if process.returncode is None:
                    process.kill()
                await process.wait()


async def test_what_is_published_is_there_at_once_though_polls_are_an_hour_apart(
    tmp_path: Path,
) -> None:
    async with publishing(Hub()) as hub, desk_at(hub, tmp_path) as desk:
        process = await desk.start()
        await until(desk.is_pushed)
        assert await desk.has(1)
        await hub.publish()
        await until(lambda: desk.has(2), seconds=30)
        process.send_signal(signal.SIGKILL)  # nobody says goodbye
        await ended(process)
        await hub.publish()
        [stale] = hub.subscribers
        process = await desk.start()
        await until(lambda: desk.has(3))  # by a poll, at the start
        await until(lambda: len(hub.subscribers) >= 2)
        await hub.publish()
        await until(lambda: desk.has(4), seconds=30)
        assert stale not in hub.subscribers
        assert (await desk.health()).note == "pushed by 127.0.0.1, polled every hour besides"

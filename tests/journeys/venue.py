"""A small internet on loopback, a store, and real collector processes that read the one into it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.waiting import PATIENCE

from backchannel.demo.event import environment
from backchannel.demo.sites.shelf import Entry, Turn
from backchannel.demo.sites.statuses import status_uri
from backchannel.demo.story.programme import TAGS, at
from backchannel.demo.world import Site, World
from backchannel.model.sameness import id_within
from backchannel.model.source import Health
from backchannel.store import lease, sources
from backchannel.store.connection import Connection
from backchannel.store.store import Store

MORNING = at(1, "09:20")
MASTODONS = ("toot", "civic")
SOME = (*MASTODONS, "harbour", "planet", "lens")


class Venue:
    """An event whose every post is remembered, whatever becomes of those who read it."""

    def __init__(self, world: World, folder: Path, store: Store, names: tuple[str, ...]) -> None:
        self.world, self.folder, self.store = world, folder, store
        self.sites = {world.sites[name].host: world.sites[name] for name in names}
        self._tagged: dict[str, set[str]] = {host: set() for host in self.sites}
        self._others: dict[str, set[str]] = {host: set() for host in self.sites}
        self._running: list[Process] = []

    @property
    def file(self) -> Path:
        """The event file."""
        return self.folder / "event.toml"

    def published(self) -> set[str]:
        """Names of every post that is still there and belongs to the event."""
        return {
            name_of(site, entry)
            for site in self.sites.values()
            for entry in site.shelf.newest_first()
            if belongs(site, entry)
        }

    def listen(self, stack: AsyncExitStack) -> None:
        """Remember what is published from now on, also if it is deleted later."""
        for host, site in self.sites.items():
            for entry in site.shelf.newest_first():
                self._others[host].add(name_of(site, entry))
            stack.enter_context(site.shelf.listening(self._listener(host, site)))

    def _listener(self, host: str, site: Site) -> Callable[[Turn, Entry], None]:
        return lambda _turn, entry: self._others[host].add(name_of(site, entry))

    async def start(self, *more: str, is_child: bool = True) -> Process:
        """A collector, as a desk or a person starts it."""
        child = ["--child"] if is_child else []
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "backchannel", "collect", str(self.file)),
            *("--store", str(self.store.path), *child, *more),
            stdin=PIPE,
            stdout=DEVNULL,
            stderr=DEVNULL,
            env={**os.environ, **environment()},
        )
        self._running.append(process)
        return process

    async def close(self) -> None:
        """Leave no process behind."""
        for process in self._running:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def health(self) -> dict[str, Health]:
        """How every source is doing."""
        return {each.source: each for each in await self.store.read(sources.health)}

    async def has_everything(self) -> bool:
        """Whether every post is stored under its name."""
        return self.published() <= await self.store.read(names)

    async def missing(self) -> set[str]:
        """What was published and is not stored."""
        return self.published() - await self.store.read(names)

    async def doubled(self) -> list[str]:
        """Posts that nobody published: a thing stored twice would be one of them."""
        ever = set.union(*self._others.values())
        return [
            name
            for name, *others in await self.store.read(names_by_post)
            if not ever & {name, *others}
        ]

    async def holder(self) -> int | None:
        """The process that collects, if one is alive."""
        held = await self.store.read(lease.read)
        return held.pid if held and held.is_live(self.store.now()) else None

    async def fetch_now(self) -> None:
        """Press the key."""
        await self.store.write(sources.fetch_now)


def name_of(site: Site, entry: Entry) -> str:
    """What a post is known by in the store."""
    if site.name in MASTODONS:
        return status_uri(entry.piece)
    return id_within(site.host, f"tag:backchannel.example,2026:{entry.piece.key}")


def belongs(site: Site, entry: Entry) -> bool:
    """Whether a post is the event's: it bears a tag, or its place is all about the event."""
    return bool(entry.tags & set(TAGS)) or site.name not in {*MASTODONS, "planet"}


def names(db: Connection) -> set[str]:
    """All names of all posts."""
    return {name for (name,) in db.execute("SELECT identity FROM identities")}


def names_by_post(db: Connection) -> list[list[str]]:
    """The names of each post."""
    found: dict[int, list[str]] = {}
    for (place,) in db.execute("SELECT place FROM posts"):
        found[place] = []
    for name, place in db.execute("SELECT identity, place FROM identities"):
        found[place].append(name)
    return list(found.values())


def event_file(sites: dict[str, Site], interval: float) -> str:
    """An event file of some of the world's sites, asked often."""
    tables = [
        "[event]",
        'name = "Rehearsal"',
        f"tags = {list(TAGS)}",
        "starts = 2020-01-01T00:00:00Z",
    ]
    for host, site in sites.items():
        key, kind = ("server", "mastodon") if site.name in MASTODONS else ("url", "feed")
        tagged = "false" if site.name in {*MASTODONS, "planet"} else "true"
        tables += ["[[source]]", f'kind = "{kind}"', f'name = "{host}"', f'{key} = "{site.url}"']
        tables += [f"tagged = {tagged}", "local = true", f"interval = {interval}"]
    return "\n".join(tables).replace("'", '"')


@asynccontextmanager
async def venue(
    folder: Path, *, speed: float, sites: tuple[str, ...] = SOME, interval: float = 1.5
) -> AsyncIterator[Venue]:
    """The first morning of the event, and a store that knows of it."""
    world = World(start=MORNING, speed=speed)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(world.serve())
        store = await stack.enter_async_context(Store(folder / "event.db"))
        here = Venue(world, folder, store, sites)
        here.listen(stack)
        stack.push_async_callback(here.close)
        text = event_file(here.sites, interval)
        await asyncio.to_thread(here.file.write_text, text, "utf-8")
        yield here


async def ended(process: Process, *, seconds: float = PATIENCE) -> int:
    """The exit code of a process that was told to end."""
    async with asyncio.timeout(seconds):
        return await process.wait()


def stop(process: Process, number: signal.Signals = signal.SIGTERM) -> None:
    """Tell a process to end."""
    process.send_signal(number)

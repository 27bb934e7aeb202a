"""The demo's small internet put together: a story, a clock, and its sites."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from backchannel.demo.clock import Clock, Stretch, wall_clock
from backchannel.demo.event import accounts_file, event_file
from backchannel.demo.net.exchange import Answer, Request
from backchannel.demo.net.faults import Down, Fault, Faults
from backchannel.demo.net.lines import line_server
from backchannel.demo.net.server import Server
from backchannel.demo.net.web import web_server
from backchannel.demo.sites.bluesky import Bluesky
from backchannel.demo.sites.chat import ChatRoom
from backchannel.demo.sites.feeds import ATOM, JSON, PHOTOS, RSS, Channel, FeedSite
from backchannel.demo.sites.mastodon import Mastodon
from backchannel.demo.sites.policy import Policy
from backchannel.demo.sites.shelf import Shelf
from backchannel.demo.story.happening import Act, Happening
from backchannel.demo.story.networks import ROOM, SKY, SKY_SERVER
from backchannel.demo.story.programme import BEGINNING, NIGHTS, OPENING
from backchannel.demo.story.script import CIVIC, TOOT, story

SPEED = 4.0
"""Event seconds a second, by default."""

_LONGEST_NAP = 1.0
_FEEDS = (
    ("harbour", Channel("The Harbour Notebook", "harbour.example", ""), RSS),
    ("daffodil", Channel("Cennin Pedr · Daffodil Papers", "daffodil.example", ""), ATOM),
    ("ledger", Channel("Open Ledger", "ledger.example", ""), JSON),
    ("planet", Channel("Planet Sundries", "planet.example", ""), RSS),
    ("marks", Channel("Shared marks", "marks.example", ""), RSS),
    ("lens", Channel("Lens: councilsconnect", "lens.example", ""), PHOTOS),
    ("reel", Channel("Reel: councilsconnect", "reel.example", ""), ATOM),
)


Base = Mastodon | FeedSite | Bluesky | ChatRoom


@dataclass(frozen=True, slots=True)
class Site:
    """One place of the demo. `address` is its root once it is served, `feed` its feed's path."""

    name: str
    host: str
    server: Server
    faults: Faults
    shelf: Shelf
    feed: str = ""
    scheme: str = "http"

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"{self.scheme}://127.0.0.1:{self.server.port}"

    @property
    def url(self) -> str:
        """What goes into an event file: the feed, or the server's root."""
        return self.address + self.feed

    def fail(self, fault: Fault | None) -> None:
        """Let it fail in a way from now on; None heals it. Being down also breaks what is open."""
        self.faults.fault = fault
        if isinstance(fault, Down):
            self.server.cut()


class World:
    """A replay of the event. The same seed and clock give the same world.

    With a `past`, `start` is where another replay of the same seed stopped, and this one goes on:
    on the same `ports`, by the names of the sites, as far as they are free.
    """

    def __init__(
        self,
        *,
        seed: int = 1,
        speed: float = SPEED,
        start: float = OPENING,
        now: Callable[[], datetime] = wall_clock,
        policies: Mapping[str, Policy] | None = None,
        past: Sequence[Stretch] = (),
        ports: Mapping[str, int] | None = None,
    ) -> None:
        self.story = story(seed)
        self.clock = Clock(start, speed=speed, now=now, nights=NIGHTS, past=past)
        self._next = 0
        self._skipped = (start, self.clock.now())
        self._written: dict[str, datetime] = {}
        self._latest = self.clock.wall(BEGINNING) or self.clock.now()
        self._base: dict[str, Base] = {}
        self.sites = self._built({**_POLICIES, **(policies or {})})
        for name, site in self.sites.items():
            site.server.port = (ports or {}).get(name, 0)
        self.catch_up()

    @property
    def is_over(self) -> bool:
        """True when nothing is left to happen."""
        return self._next >= len(self.story.happenings)

    def catch_up(self) -> None:
        """Let everything happen that is due by the clock."""
        moment, now = self.clock.moment(), self.clock.now()
        happenings = self.story.happenings
        while not self.is_over and happenings[self._next].moment <= moment:
            happening = happenings[self._next]
            self._next += 1
            self._happen(happening, now)

    def jump(self, moment: float) -> None:
        """It is suddenly `moment`, and everything up to it has happened."""
        self.catch_up()
        self._skipped = (self.clock.moment(), self.clock.now())
        self.clock.jump(moment)
        self.catch_up()

    def event_file(self) -> str:
        """The text of an event file for this world while it is served."""
        return event_file(self._places(), self.story.people, self.clock)

    def accounts_file(self) -> str:
        """The text of a file with the account that one can write with here."""
        return accounts_file(self._places())

    def _places(self) -> Mapping[str, tuple[str, str]]:
        return {name: (site.host, site.url) for name, site in self.sites.items()}

    @asynccontextmanager
    async def serve(self, host: str = "127.0.0.1") -> AsyncIterator[Mapping[str, str]]:
        """Serve every site on a port of its own; gives what goes into an event file, by name."""
        async with AsyncExitStack() as stack:
            for name, site in self.sites.items():
                await stack.enter_async_context(site.server.serving(host))
                self._base[name].base = site.address
            playing = asyncio.create_task(self._play())
            stack.push_async_callback(_ended, playing)
            yield {name: site.url for name, site in self.sites.items()}

    async def _play(self) -> None:
        """Let things happen as they become due; ends with the event."""
        while not self.is_over:
            due = self.clock.wall(self.story.happenings[self._next].moment)
            wait = _LONGEST_NAP
            if due is not None:
                wait = min(wait, max(0.0, (due - self.clock.now()).total_seconds()))
            await asyncio.sleep(wait)
            self.catch_up()

    def _happen(self, happening: Happening, now: datetime) -> None:
        # Nothing happens before what happened before it, however the clock was set in between.
        when = max(self._latest, min(self.clock.wall(happening.moment) or now, now))
        self._latest = when
        written = min(self._written_at(happening), when)
        written = self._written.setdefault(happening.key, written)
        for name, site in self.sites.items():
            if happening.act is not Act.PUBLISH or happening.site == name:
                site.shelf.apply(happening, written=written, now=when)

    def _written_at(self, happening: Happening) -> datetime:
        """When a piece was written: what a jump skipped was all written in that instant."""
        moment = happening.piece.moment if happening.piece else happening.moment
        since, instant = self._skipped
        wall = self.clock.wall(moment) or self.clock.now()
        return max(wall, instant) if moment > since else wall

    def _built(self, policies: Mapping[str, Policy]) -> dict[str, Site]:
        sites = {}
        for name, host in ((TOOT, "toot.example"), (CIVIC, "civic.example")):
            mastodon = Mastodon(host, Shelf(), self.clock.now, policies[name])
            sites[name] = self._sited(name, host, mastodon)
        sites[SKY] = self._sited(SKY, SKY_SERVER, Bluesky(Shelf(), self.clock.now))
        sites[ROOM] = self._room(ChatRoom(Shelf(), catch_up=self.catch_up))
        for name, channel, form in _FEEDS:
            feed = FeedSite(channel, Shelf(), form)
            sites[name] = self._sited(name, channel.host, feed, feed.path)
        return sites

    def _sited(
        self, name: str, host: str, base: Mastodon | FeedSite | Bluesky, path: str = ""
    ) -> Site:
        faults = Faults()
        self._base[name] = base
        server = web_server(self._punctual(base), faults, self.clock.now)
        return Site(name, host, server, faults, base.shelf, path)

    def _room(self, room: ChatRoom) -> Site:
        faults = Faults()
        self._base[ROOM] = room
        server = line_server(room, faults)
        return Site(ROOM, "chat.example", server, faults, room.shelf, scheme="irc")

    def _punctual(
        self, site: Callable[[Request], Awaitable[Answer]]
    ) -> Callable[[Request], Awaitable[Answer]]:
        """The site, asked only after everything due has happened."""

        async def answer(request: Request) -> Answer:
            self.catch_up()
            return await site(request)

        return answer


_POLICIES = {
    TOOT: Policy(),
    CIVIC: Policy(version="4.1.25", streams_need_token=False),
}


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

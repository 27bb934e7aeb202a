"""Real servers on loopback that somebody writes to, and what can go wrong with each request."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from backchannel.demo.net.exchange import Answer, Request, Site
from backchannel.demo.net.faults import Faults
from backchannel.demo.net.server import Server
from backchannel.demo.net.web import web_server
from backchannel.demo.sites.mastodon import Mastodon
from backchannel.demo.sites.policy import Policy
from backchannel.demo.sites.shelf import Entry, Shelf
from backchannel.demo.story.happening import Act, Happening, Piece
from backchannel.demo.story.people import Person

Trouble = Callable[[Request], str]
"""For each request: "" all is well, `cut` it breaks off before, `cut after` once it is done,
`500` an error instead, `500 after` an error once it is done, `429`, `401`, `403`, `422`, `503`."""


def well(_: Request) -> str:
    """All is well."""
    return ""


@dataclass
class Place:
    """A server that is served. `asked` are the requests it has had; `trouble` can be changed."""

    server: Server
    trouble: Trouble = well
    asked: list[Request] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def written(self) -> list[str]:
        """What the person whose account it is said there, the first first."""
        raise NotImplementedError

    def asked_for(self, method: str, path: str) -> list[Request]:
        """Those requests."""
        return [each for each in self.asked if (each.method, each.path) == (method, path)]


@dataclass
class Toot(Place):
    """An invented Mastodon server."""

    shelf: Shelf = field(default_factory=Shelf)

    def written(self) -> list[str]:
        """What the facilitator said there, the first first."""
        return [entry.piece.text for entry in self.own()]

    def own(self) -> list[Entry]:
        entries = reversed([*self.shelf.newest_first()])
        return [entry for entry in entries if entry.piece.author.user == "facilitator"]

    def publish(self, key: str, text: str, now: datetime) -> Entry:
        """Somebody else says something; seen from another server."""
        person = Person(7, "Tom", "tom", "fedi.example", "en")
        piece = Piece(key, person, 0.0, text)
        self.shelf.apply(Happening(0.0, Act.PUBLISH, key, piece), written=now, now=now)
        entry = self.shelf.by_key(key)
        assert entry is not None
        return entry


@asynccontextmanager
async def toot(now: Callable[[], datetime]) -> AsyncIterator[Toot]:
    """`toot.example`, served."""
    shelf = Shelf()
    site = Mastodon("toot.example", shelf, now, Policy(allowance=1_000_000))
    async with served(site, now) as (server, wrapped):
        place = Toot(server, shelf=shelf)
        wrapped.place = place
        site.base = place.origin
        yield place


@dataclass
class Troubled:
    """A site to whose answers something may happen."""

    site: Site
    place: Place | None = None

    async def __call__(self, request: Request) -> Answer:
        assert self.place is not None
        self.place.asked.append(request)
        what = self.place.trouble(request)
        if what == "cut":
            raise ConnectionError
        if what and not what.endswith("after"):
            return _error(int(what))
        answer = await self.site(request)
        if what == "cut after":
            raise ConnectionError
        return _error(int(what.split()[0])) if what else answer


@asynccontextmanager
async def served(site: Site, now: Callable[[], datetime]) -> AsyncIterator[tuple[Server, Troubled]]:
    """A site on a port of its own; give the second its place."""
    troubled = Troubled(site)
    server = web_server(troubled, Faults(), now)
    async with server.serving():
        yield server, troubled


def _error(code: int) -> Answer:
    headers = {"Content-Type": "application/json"}
    if code == 429:
        headers["Retry-After"] = "7"
    return Answer(code, headers, b'{"error": "Invented trouble"}')

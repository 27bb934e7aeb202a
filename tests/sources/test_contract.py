"""The contract, kept by every installed kind of source: whatever the network does to it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Final

import pytest
from tests.clock import Clock
from tests.sources.feed_reach import DocumentsHere, NoHttp, Request
from tests.waiting import PATIENCE

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.model.source import SourceSpec
from backchannel.sources import registry
from backchannel.sources.api import Batch, Lines, Reach, Response, ServerEvent, Socket, Source

KINDS: Final = {name: registry.load(name) for name in registry.names()}
OF_THE_NET: Final = tuple(name for name in KINDS if name not in {"folder", "stdin"})
EVENT: Final = Event(name="Performance", tags=("ideaperf", "kpi"))
HOUR: Final = 3_600.0

GIVEN: Final[Mapping[str, object]] = {
    "url": "https://place.example/feed",
    "server": "https://place.example",
    "blog": "town",
    "community": "town",
    "collection": 12,
    "path": "/nowhere/at/all",
    "channels": ("room",),
    "room": "#room:place.example",
    "relays": ("wss://place.example",),
    "video": "abcdefghijk",
    "limit": 100,
}
"""A value for each option that some kind needs; a new one is added here."""
CHOSEN: Final[Mapping[str, Mapping[str, object]]] = {"youtube": {"channel": "UCexample"}}
"""Where one of several options is needed."""


def answering(body: bytes) -> Callable[[str], Response]:
    return lambda url: Response(200, url, {"etag": '"1"'}, body)


def refusing(_url: str) -> Response:
    raise SourceUnreachable("connection refused", is_offline=True)


def closed(_url: str) -> Response:
    raise SourceRefused("401 Unauthorized (a token is needed)", why=Refusal.LOGIN)


def absent(_url: str) -> Response:
    raise SourceUnreachable("404 Not Found", status=404)


ANSWERS: Final[Mapping[str, Callable[[str], Response]]] = {
    "a connection that is refused": refusing,
    "a login": closed,
    "nothing at that address": absent,
    "an empty answer": answering(b""),
    "garbage": answering(b"\x00\xff\xfe{[<"),
    "a web page": answering(b"<!DOCTYPE html><html><body>Log in</body></html>"),
    "an empty object": answering(b"{}"),
    "an empty list": answering(b"[]"),
    "nothing but null": answering(b"null"),
    "odd entries": answering(b'{"data": [null, 7, {}], "results": [[], ""], "items": [1]}'),
    "deep nesting": answering(b"[" * 50_000),
    "an empty feed": answering(b'<rss version="2.0"><channel/></rss>'),
    "a feed broken off": answering(b'<rss version="2.0"><channel><item><title>Hal'),
    "half a feed": answering(b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>'),
}


@dataclass
class World(NoHttp):
    """A network that answers everything in the same way, but for one request that hangs."""

    answer: Callable[[str], Response]
    hangs_at: int = 0
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[str] = field(default_factory=list)

    async def _answered(self, url: str) -> Response:
        self.asked.append(url)
        if len(self.asked) == self.hangs_at:
            self.hanging.set()
            await asyncio.Event().wait()
        return self.answer(url)

    async def got(self, asked: Request) -> Response:
        return await self._answered(asked.url)

    async def posted(self, asked: Request) -> Response:
        return await self._answered(asked.url)

    @asynccontextmanager
    async def websocket(self, url: str, *, token: str = "") -> AsyncIterator[Socket]:
        del token
        yield Spoken([(await self._answered(url)).body.decode("utf-8", "replace")])

    @asynccontextmanager
    async def events(
        self, url: str, *, token: str = ""
    ) -> AsyncIterator[AsyncIterator[ServerEvent | None]]:
        del token
        said = (await self._answered(url)).body.decode("utf-8", "replace")

        async def heard() -> AsyncIterator[ServerEvent | None]:
            yield ServerEvent("update", said)

        yield heard()

    @asynccontextmanager
    async def dial(self, host: str, port: int, *, tls: bool = True) -> AsyncIterator[Lines]:
        del tls
        yield Written([(await self._answered(f"{host}:{port}")).body])


@dataclass
class Spoken:
    """A WebSocket on which some frames come, then it closes."""

    frames: list[str]

    async def send(self, text: str) -> None:
        """Nobody listens."""

    async def __aiter__(self) -> AsyncIterator[str]:
        for frame in self.frames:
            yield frame


@dataclass
class Written:
    """A connection on which some lines come, then it closes."""

    lines: list[bytes]

    async def send(self, line: str) -> None:
        """Nobody listens."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for line in self.lines:
            yield line


def options_given(kind: str) -> dict[str, object]:
    needed = {
        each.name: GIVEN[each.name]
        for each in fields(KINDS[kind].options)
        if each.default is MISSING and each.default_factory is MISSING
    }
    return {**needed, **CHOSEN.get(kind, {})}


def made(kind: str, world: World, token: str = "") -> Source:
    source = KINDS[kind]
    options = source.options(**options_given(kind))
    reach = Reach(
        http=world, documents=DocumentsHere(), event=EVENT, now=Clock(),
        secret=lambda _name: token, dial=world.dial,
    )  # fmt: skip
    return source(options, reach)


async def read(source: Source, most: int = 20, seconds: float = 0.5) -> list[Batch]:
    """Its first batches; a stream may go on for ever, and one that waits for long is left."""
    found: list[Batch] = []
    batches: Any = source.batches(None)  # Any: every source is a generator
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds), aclosing(batches):
            async for batch in batches:
                found.append(batch)
                if len(found) == most:
                    break
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_what_it_is(kind: str) -> None:
    source = KINDS[kind]
    assert source.kind == kind
    assert source.pane in {"feeds", "backchannel"}
    assert 1.0 <= source.floor <= HOUR
    assert source.options.__doc__
    assert not source.options.__doc__.startswith(f"{source.options.__name__}(")
    assert source.manners <= {each.name for each in fields(source.options)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_what_its_place_never_shows(kind: str) -> None:
    spec = SourceSpec("place", kind, "feeds", options_given(kind))
    unseen = registry.unseen_of(spec, EVENT)
    assert 1 <= len(unseen) <= 3
    assert all(0 < len(each) <= 100 for each in unseen)
    assert not any(each.endswith(".") or each[:1].isupper() for each in unseen)


@pytest.mark.parametrize("kind", KINDS)
def test_making_a_source_is_cheap_and_asks_nobody(kind: str) -> None:
    world = World(refusing)
    began = time.process_time()
    for _ in range(20):
        made(kind, world)
    assert time.process_time() - began < 0.5
    assert world.asked == []


@pytest.mark.parametrize("token", ["", "secret"])
@pytest.mark.parametrize("kind", KINDS)
async def test_whatever_a_place_answers_only_the_two_errors_leave(kind: str, token: str) -> None:
    for name, answer in ANSWERS.items():
        said: list[str] = []
        try:
            said += [batch.note for batch in await read(made(kind, World(answer), token))]
        except (SourceUnreachable, SourceRefused) as error:
            said.append(str(error) or "nothing at all" * 200)
        assert all(len(each) <= 200 for each in said), name


@pytest.mark.parametrize("kind", OF_THE_NET)
async def test_a_place_that_cannot_be_reached_is_said_to_be_so(kind: str) -> None:
    with pytest.raises(SourceUnreachable, match="connection refused"):
        await read(made(kind, World(refusing), "secret"), seconds=PATIENCE)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_source_can_be_cancelled_wherever_it_waits(kind: str) -> None:
    body = b'<rss version="2.0"><channel><item><title>A</title></item></channel></rss>'
    for hangs_at in (1, 2, 3):
        world = World(answering(body), hangs_at=hangs_at)
        task = asyncio.create_task(read(made(kind, world)))
        hanging = asyncio.create_task(world.hanging.wait())
        await asyncio.wait({task, hanging}, return_when=asyncio.FIRST_COMPLETED)
        was_waiting = not task.done()
        task.cancel()
        hanging.cancel()
        [ended] = await asyncio.gather(task, return_exceptions=True)
        assert not was_waiting or isinstance(ended, asyncio.CancelledError)

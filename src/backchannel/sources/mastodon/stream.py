"""What a server says by itself: a WebSocket for all hashtags, or server-sent events for each.

The public document is https://docs.joinmastodon.org/methods/streaming/. There is no resumption:
who connects subscribes first and then closes the gap by reading pages.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from msgspec import Struct, json

from backchannel.errors import SourceError, SourceRefused, SourceUnreachable
from backchannel.sources.api import Http, ServerEvent, Socket
from backchannel.sources.mastodon.page import Entry, entry_of
from backchannel.sources.payload import decode

_WAITING = 1_000  # messages; then the connection waits for us
_AT_ONCE = 100  # messages in one batch
_LONGEST_ID = 100
_BROKEN = "not readable"  # no server sends an event of this name


class NoStream(Exception):
    """Live is not to be had now; the text says why. Never leaves this package."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Hashtags at a streaming address, of the whole net or of the server's own people.

    `is_each_by_itself` where a connection is for one hashtag, named in its address: Pleroma's.
    """

    base: str
    tags: tuple[str, ...]
    token: str = field(repr=False)
    is_local: bool = False
    is_each_by_itself: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One message. `payload` is JSON in a text for a status and a bare id for a deletion."""

    event: str = ""
    payload: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What some messages come to; each status once, as it was last."""

    entries: tuple[Entry, ...] = ()
    gone: tuple[str, ...] = ()
    rejected: int = 0


class _Envelope(Struct, frozen=True):
    event: str = ""
    payload: str | None = None
    error: str | None = None


class _Subscribe(Struct, frozen=True, tag_field="type", tag="subscribe"):
    stream: str
    tag: str


class Stream:
    """Messages of open connections, kept until they are taken."""

    def __init__(self, connections: Iterable[AsyncIterator[Told]]) -> None:
        self._waiting: asyncio.Queue[Told] = asyncio.Queue(_WAITING)
        self._stirred = asyncio.Event()
        self._pumps = [asyncio.create_task(self._pump(told)) for told in connections]
        for pump in self._pumps:
            pump.add_done_callback(lambda _: self._stirred.set())

    async def take(self, patience: float) -> list[Told]:
        """What has come, after waiting up to `patience` seconds for the first.

        A heartbeat counts as a message without an event. What came before a connection broke is
        given before its error is raised.
        """
        if self._waiting.empty() and not any(pump.done() for pump in self._pumps):
            self._stirred.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._stirred.wait()
        taken = [self._waiting.get_nowait() for _ in range(min(self._waiting.qsize(), _AT_ONCE))]
        ended = [] if taken else [pump for pump in self._pumps if pump.done()]
        for pump in ended:
            pump.result()
            raise SourceUnreachable("the server ended the stream")
        return taken

    async def close(self) -> None:
        """Stop listening."""
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    async def _pump(self, connection: AsyncIterator[Told]) -> None:
        async for told in connection:
            await self._waiting.put(told)
            self._stirred.set()


@asynccontextmanager
async def opened(http: Http, wanted: Subscription) -> AsyncIterator[Stream]:
    """Subscribed when it begins; raises NoStream if it cannot be."""
    async with AsyncExitStack() as stack:
        try:
            connections = await _connected(stack, http, wanted)
        except SourceRefused as error:
            problem = "the token is not accepted for live posts; it must be a person's"
            if not wanted.token:
                problem = "the server wants a token for live posts"
            raise NoStream(problem) from error
        except SourceUnreachable as error:
            raise NoStream(str(error)) from error
        stream = Stream(connections)
        stack.push_async_callback(stream.close)
        yield stream


def heard(messages: Iterable[Told]) -> Heard:
    """The statuses and deletions in messages. Unknown events say nothing to us."""
    entries: dict[str, Entry] = {}
    gone: list[str] = []
    rejected = 0
    for told in messages:
        if told.event == "delete":
            id_ = told.payload.strip()[:_LONGEST_ID]
            entries.pop(id_, None)
            gone.append(id_)
        elif told.event in {"update", "status.update"}:
            entry = _entry(told.payload)
            if entry is None:
                rejected += 1
            else:
                entries[entry.id] = entry
        elif told.event == _BROKEN:
            rejected += 1
    return Heard(tuple(entries.values()), tuple(dict.fromkeys(filter(None, gone))), rejected)


def _entry(payload: str) -> Entry | None:
    try:
        entry = entry_of(payload)
    except SourceUnreachable:
        return None
    return entry if entry.status is not None else None


async def _connected(
    stack: AsyncExitStack, http: Http, wanted: Subscription
) -> Sequence[AsyncIterator[Told]]:
    """Some proxies let no WebSocket through, but events; if both fail, the first one says why."""
    if wanted.is_each_by_itself:
        return [await _alone(stack, http, wanted, tag) for tag in wanted.tags]
    try:
        return [await _by_socket(stack, http, wanted)]
    except SourceUnreachable:
        with suppress(SourceError):
            return [await _by_events(stack, http, wanted, tag) for tag in wanted.tags]
        raise


async def _by_socket(
    stack: AsyncExitStack, http: Http, wanted: Subscription
) -> AsyncIterator[Told]:
    async with AsyncExitStack() as attempt:
        url = f"{wanted.base}/api/v1/streaming"
        socket = await attempt.enter_async_context(http.websocket(url, token=wanted.token))
        kind = "hashtag:local" if wanted.is_local else "hashtag"
        for tag in wanted.tags:
            await socket.send(json.encode(_Subscribe(kind, tag)).decode())
        stack.push_async_exit(attempt.pop_all())
    return _frames(socket)


async def _alone(
    stack: AsyncExitStack, http: Http, wanted: Subscription, tag: str
) -> AsyncIterator[Told]:
    query = urlencode({"stream": "hashtag", "tag": tag})
    url = f"{wanted.base}/api/v1/streaming?{query}"
    return _frames(await stack.enter_async_context(http.websocket(url, token=wanted.token)))


async def _by_events(
    stack: AsyncExitStack, http: Http, wanted: Subscription, tag: str
) -> AsyncIterator[Told]:
    path = "hashtag/local" if wanted.is_local else "hashtag"
    url = f"{wanted.base}/api/v1/streaming/{path}?{urlencode({'tag': tag})}"
    return _events(await stack.enter_async_context(http.events(url, token=wanted.token)))


async def _frames(socket: Socket) -> AsyncIterator[Told]:
    async for text in socket:
        try:
            envelope = decode(text, _Envelope)
        except SourceUnreachable:
            yield Told(_BROKEN)
            continue
        if envelope.error is not None:
            raise NoStream("the server refused to send these hashtags live")
        yield Told(envelope.event, envelope.payload or "")


async def _events(events: AsyncIterator[ServerEvent | None]) -> AsyncIterator[Told]:
    async for event in events:
        yield Told() if event is None else Told(event.event, event.data)

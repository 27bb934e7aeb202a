"""Mastodon's streams of a hashtag: server-sent events and WebSocket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec

from backchannel.demo.net.exchange import Answer, Peer, Request, text
from backchannel.demo.sites.shelf import Entry, Shelf, Turn
from backchannel.demo.sites.statuses import Entity
from backchannel.model.tags import canonical

_ROOT = "/api/v1/streaming"
_THUMP_EVERY = 15.0
_QUEUE = 1000
"""Turns kept for a client that does not read; the oldest go first."""

Subscription = tuple[str, str]
"""(stream, tag as subscribed)."""


class _Command(msgspec.Struct):
    """What a client sends over a WebSocket."""

    type: str = ""
    stream: str = ""
    tag: str = ""


class Streaming:
    """The streaming API of one server."""

    def __init__(
        self,
        host: str,
        shelf: Shelf,
        status: Callable[[Entry], Entity],
        is_allowed: Callable[[Request], bool],
    ) -> None:
        self._host, self._shelf = host, shelf
        self._status, self._is_allowed = status, is_allowed

    def answer(self, request: Request) -> Answer:
        """Health, a stream of events, or an upgrade."""
        place = request.path.removeprefix(_ROOT).strip("/")
        if place == "health":
            return text("text/plain", "OK")
        if not place and "websocket" not in request.headers.get("upgrade", "").lower():
            return _error(404, "Not Found")
        if not self._is_allowed(request):
            missing = {"X-Error-Message": "Missing access token"}
            return Answer(401, missing) if not place else _error(401, "Missing access token")
        if not place:
            return Answer(socket=lambda peer: self._converse(request, peer))
        return self._events(request, place)

    def _events(self, request: Request, place: str) -> Answer:
        stream, tag = place.replace("/", ":"), request.asked("tag")
        if stream not in {"hashtag", "hashtag:local"}:
            return _error(400, "Unknown channel requested")
        if not tag:
            return _error(400, "Missing tag name parameter")
        headers = {
            "Content-Type": "text/event-stream",
            "Cache-Control": "private, no-store",
            "X-Accel-Buffering": "no",
        }
        return Answer(200, headers, stream=self._written((stream, tag)))

    async def _written(self, subscription: Subscription) -> AsyncIterator[bytes]:
        """Server-sent events; a comment first and after every quarter of a minute of silence."""
        queue: asyncio.Queue[tuple[Turn, Entry]] = asyncio.Queue(_QUEUE)
        with self._shelf.listening(_into(queue)):
            yield b":)\n"
            while True:
                try:
                    turn, entry = await asyncio.wait_for(queue.get(), _THUMP_EVERY)
                except TimeoutError:
                    yield b":thump\n"
                    continue
                if self._fits(subscription, entry):
                    payload = self._payload(turn, entry)
                    yield f"event: {turn}\ndata: {payload}\n\n".encode()

    async def _converse(self, request: Request, peer: Peer) -> None:
        wanted: set[Subscription] = set()
        if request.asked("stream"):
            await self._subscribe(peer, wanted, request.asked("stream"), request.asked("tag"))
        queue: asyncio.Queue[tuple[Turn, Entry]] = asyncio.Queue(_QUEUE)
        with self._shelf.listening(_into(queue)):
            sending = asyncio.create_task(self._send(peer, queue, wanted))
            try:
                async for message in peer:
                    await self._obey(peer, wanted, message)
            finally:
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)

    async def _send(
        self, peer: Peer, queue: asyncio.Queue[tuple[Turn, Entry]], wanted: set[Subscription]
    ) -> None:
        while True:
            turn, entry = await queue.get()
            payload = self._payload(turn, entry)
            for subscription in sorted(wanted):
                if self._fits(subscription, entry):
                    envelope = {"stream": list(subscription), "event": turn, "payload": payload}
                    await peer.send(msgspec.json.encode(envelope).decode())

    async def _obey(self, peer: Peer, wanted: set[Subscription], message: str) -> None:
        try:
            command = msgspec.json.decode(message, type=_Command)
        except msgspec.DecodeError:
            return
        if command.type == "subscribe":
            await self._subscribe(peer, wanted, command.stream, command.tag)
        elif command.type == "unsubscribe":
            wanted.discard((command.stream, command.tag))

    async def _subscribe(
        self, peer: Peer, wanted: set[Subscription], stream: str, tag: str
    ) -> None:
        if stream not in {"hashtag", "hashtag:local"}:
            await _complain(peer, "Unknown stream type")
        elif not tag:
            await _complain(peer, "Missing tag name parameter")
        else:
            wanted.add((stream, tag))

    def _fits(self, subscription: Subscription, entry: Entry) -> bool:
        """Whether an entry belongs on a stream."""
        stream, tag = subscription
        is_near = stream == "hashtag" or entry.piece.author.server == self._host
        return is_near and canonical(tag) in entry.tags

    def _payload(self, turn: Turn, entry: Entry) -> str:
        if turn is Turn.DELETE:
            return str(entry.id)
        return msgspec.json.encode(self._status(entry)).decode()


def _into(queue: asyncio.Queue[tuple[Turn, Entry]]) -> Callable[[Turn, Entry], None]:
    def heard(turn: Turn, entry: Entry) -> None:
        if queue.full():
            queue.get_nowait()
        queue.put_nowait((turn, entry))

    return heard


async def _complain(peer: Peer, why: str) -> None:
    await peer.send(msgspec.json.encode({"error": why, "status": 400}).decode())


def _error(code: int, why: str) -> Answer:
    body: dict[str, Any] = {"error": why}
    return text("application/json; charset=utf-8", msgspec.json.encode(body), code)

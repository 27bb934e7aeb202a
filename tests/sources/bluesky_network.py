"""A small Bluesky on loopback: its stream over a real WebSocket, its names and counts over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.clock import START, Clock
from tests.sources.loopback import everything_is_here
from tests.sources.mastodon_server import NoDocuments
from tests.waiting import PATIENCE
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from backchannel.errors import SourceError
from backchannel.model.moments import to_micros
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.bluesky import Bluesky, Options
from backchannel.sources.http import PoliteHttp
from backchannel.sources.network.hosts import Hosts

ANA, TOM = "did:plc:ana", "did:plc:tom"


def uri(number: int, did: str = ANA) -> str:
    return f"at://{did}/app.bsky.feed.post/{number}"


def record(text: str = "Full house! #ideaperf", **fields: Any) -> dict[str, Any]:
    """A post as its author's client wrote it."""
    return {
        "$type": "app.bsky.feed.post",
        "createdAt": "2026-01-09T13:59:00.000Z",
        "langs": ["en-GB"],
        "text": text,
        **fields,
    }


def facet(text: str, part: str, **feature: str) -> dict[str, Any]:
    """A facet over a part of a text; `kind` is the last word of its type."""
    start = len(text[: text.index(part)].encode())
    kind = feature.pop("kind")
    return {
        "index": {"byteStart": start, "byteEnd": start + len(part.encode())},
        "features": [{"$type": f"app.bsky.richtext.facet#{kind}", **feature}],
    }


def profile(did: str, **fields: Any) -> dict[str, Any]:
    name = did.rpartition(":")[2]
    shown = f"{name.title()} Example"
    return {"did": did, "handle": f"{name}.bsky.example", "displayName": shown, **fields}


@dataclass
class Network:
    """What happened so far, as lines; whoever listens is told the rest as it happens."""

    lines: list[str] = field(default_factory=list)
    profiles: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {did: profile(did) for did in (ANA, TOM)}
    )
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    refuses: HTTPStatus | None = None
    is_mute: bool = False  # the AppView answers nothing
    port: int = 0
    moment: datetime = START
    listeners: set[ServerConnection] = field(default_factory=set)
    joined: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, number: int, text: str = "", did: str = ANA, **fields: Any) -> None:
        """Somebody posts; with `operation` they edit."""
        operation, said = fields.pop("operation", "create"), fields.pop("record", None)
        written = said or record(**({"text": text} if text else {}), **fields)
        self.records[uri(number, did)] = written
        await self.commit(number, did, operation=operation, record=written, cid="bafy")

    async def delete(self, number: int, did: str = ANA) -> None:
        self.records.pop(uri(number, did), None)
        await self.commit(number, did, operation="delete")

    async def commit(self, number: int, did: str, **more: Any) -> None:
        place = {"rev": f"3{len(self.lines):09}", "collection": "app.bsky.feed.post"}
        commit = {**place, "rkey": str(number), **more}
        await self.say({"did": did, "kind": "commit", "commit": commit})

    async def say(self, message: dict[str, Any]) -> None:
        """One line, a second after the last one."""
        self.moment += timedelta(seconds=1)
        await self.say_raw(json.dumps({"time_us": to_micros(self.moment), **message},
                                      ensure_ascii=False, separators=(",", ":")))  # fmt: skip

    async def say_raw(self, line: str) -> None:
        self.lines.append(line)
        for listener in tuple(self.listeners):
            with suppress(ConnectionClosed):
                await listener.send(line)

    async def hang_up(self) -> None:
        """As a server that restarts does."""
        for listener in tuple(self.listeners):
            await listener.close(1001)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        async with serve(
            self._stream, "127.0.0.1", self.port, process_request=self._answer, close_timeout=0.1
        ) as server:
            self.port = next(iter(server.sockets)).getsockname()[1]
            yield

    async def _stream(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        query = parse_qs(urlsplit(connection.request.path).query)
        cursor = int(query["cursor"][0]) if "cursor" in query else None
        for line in self.lines if cursor is not None else []:
            if json.loads(line)["time_us"] >= (cursor or 0):
                await connection.send(line)
        self.listeners.add(connection)
        self.joined.set()
        try:
            await connection.wait_closed()
        finally:
            self.listeners.discard(connection)
            if not self.listeners:
                self.joined.clear()

    def _answer(self, _connection: ServerConnection, request: Request) -> Response | None:
        self.asked.append(request.path)
        parts = urlsplit(request.path)
        query = parse_qs(parts.query)
        if parts.path == "/subscribe":
            status = self.refuses
            return None if status is None else _response(status, "text/plain", b"not ready")
        if self.is_mute:
            return _response(HTTPStatus.BAD_GATEWAY, "text/html", b"<html>")
        if parts.path == "/xrpc/app.bsky.actor.getProfiles":
            found = [self.profiles[did] for did in query["actors"] if did in self.profiles]
            return _json({"profiles": found})
        assert parts.path == "/xrpc/app.bsky.feed.getPosts"
        return _json({"posts": [self.view(each) for each in query["uris"] if each in self.records]})

    def view(self, at: str) -> dict[str, Any]:
        """A post as the AppView shows it."""
        who = self.profiles[at.split("/")[2]]
        said = {"author": who, "record": self.records[at], "indexedAt": "2026-01-09T14:00:00Z"}
        return {"uri": at, "cid": "bafy", **said, **self.counts.get(at, {})}


class Reading:
    """A source at work; what it gave is kept as the store would keep it."""

    def __init__(self, source: Bluesky, bookmark: str | None = None) -> None:
        self.bookmark, self._batches = bookmark, source.batches(bookmark)
        self.drafts: dict[str, Any] = {}
        self.given: list[str] = []
        self.batches: list[Batch] = []
        self.note = ""

    async def until(self, *words: str, gone: str = "") -> None:
        """Read until somebody's posts show all the words, or one is gone."""
        async with asyncio.timeout(PATIENCE):
            while not self._shows(words, gone):
                await self.step()

    async def step(self) -> Batch:
        """One batch."""
        batch = await anext(self._batches)
        self.batches.append(batch)
        self.note = batch.note or self.note
        self.bookmark = batch.bookmark or self.bookmark
        self.drafts |= {draft.id: draft for draft in batch.drafts}
        self.given += [draft.id for draft in batch.drafts]
        left = [id_ for id_ in self.drafts if id_.startswith(batch.gone_under)]
        for id_ in (*batch.gone, *(left if batch.gone_under else ())):
            self.drafts.pop(id_, None)
        return batch

    async def broken(self) -> SourceError:
        """Read until it fails."""
        with pytest.raises(SourceError) as failure:
            await self._for_good()
        return failure.value

    async def _for_good(self) -> None:
        while True:
            await self.step()

    async def close(self) -> None:
        await self._batches.aclose()  # type: ignore[attr-defined]  # it is a generator

    def _shows(self, words: tuple[str, ...], gone: str) -> bool:
        shown = " ".join(map(repr, self.drafts.values()))
        is_gone = not gone or any(gone in each.gone for each in self.batches)
        return all(word in shown for word in words) and is_gone


@dataclass
class Scene:
    """A network, the time there, and the way to read it."""

    network: Network
    clock: Clock
    http: PoliteHttp

    @property
    def options(self) -> Options:
        here = f"127.0.0.1:{self.network.port}"
        return Options(hosts=(f"ws://{here}",), appview=f"http://{here}")

    def source(
        self, options: Options | None = None, *, patience: float = 0.2, silence: float = 90.0
    ) -> Bluesky:
        reach = Reach(self.http, NoDocuments(), Event("Plus", ("ideaperf",)), self.clock)
        return Bluesky(options or self.options, reach, patience=patience, silence=silence)

    @asynccontextmanager
    async def reading(
        self, bookmark: str | None = None, options: Options | None = None
    ) -> AsyncIterator[Reading]:
        """A source that has connected."""
        reading = Reading(self.source(options), bookmark)
        try:
            await reading.step()
            await self.network.joined.wait()
            yield reading
        finally:
            await reading.close()


@asynccontextmanager
async def scene() -> AsyncIterator[Scene]:
    network = Network()
    http = PoliteHttp(Hosts(pause=0.0), allow_local=True, lookup=everything_is_here)
    async with network.serving(), http:
        yield Scene(network, Clock(), http)


def _json(answer: dict[str, Any]) -> Response:
    return _response(HTTPStatus.OK, "application/json", json.dumps(answer).encode())


def _response(status: HTTPStatus, kind: str, body: bytes) -> Response:
    named = {"Content-Type": kind, "Content-Length": str(len(body)), "Connection": "close"}
    return Response(status, status.phrase, Headers(named), body)

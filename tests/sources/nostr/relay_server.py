"""A relay on loopback, as NIP-01 has it, and a source that reads some of them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from tests.clock import Clock
from tests.sources.feed_reach import DocumentsHere
from tests.sources.mastodon_server import Kept
from tests.waiting import PATIENCE
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.http import PoliteHttp
from backchannel.sources.network.hosts import Hosts
from backchannel.sources.nostr import Nostr, Options

Signed = dict[str, Any]


@dataclass
class RelayServer:
    """Keeps what is published and checks nothing: a relay is not to be trusted.

    `refusal` is what it closes every subscription with; `largest_page` the most that it gives of
    what is stored. `asked` are the requests it had.
    """

    events: list[Signed] = field(default_factory=list)
    largest_page: int = 500
    refusal: str = ""
    asked: list[list[Any]] = field(default_factory=list)
    port: int = 0
    _open: dict[tuple[ServerConnection, str], list[dict[str, Any]]] = field(default_factory=dict)
    _server: Server | None = None

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Be there, at the same port as before."""
        self._server = await serve(self._talk, "127.0.0.1", self.port)
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self) -> None:
        """Be gone, with all connections."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        self._server = None
        self._open.clear()

    async def publish(self, *events: Signed) -> None:
        """Keep events, and send each to whoever asked for such."""
        for event in events:
            self.events.append(event)
            for (connection, name), filters in list(self._open.items()):
                if any(_fits(event, each) for each in filters):
                    with suppress(ConnectionClosed):
                        await connection.send(json.dumps(["EVENT", name, event]))

    async def say(self, *frames: str) -> None:
        """Send something as it is to everybody."""
        for connection in {connection for connection, _ in self._open}:
            for frame in frames:
                await connection.send(frame)

    async def _talk(self, connection: ServerConnection) -> None:
        try:
            await self._converse(connection)
        except ConnectionClosed:
            pass
        finally:
            for key in [key for key in self._open if key[0] is connection]:
                del self._open[key]

    async def _converse(self, connection: ServerConnection) -> None:
        async for text in connection:
            message = json.loads(text)
            self.asked.append(message)
            if message[0] == "CLOSE":
                self._open.pop((connection, message[1]), None)
            elif self.refusal:
                await connection.send(json.dumps(["CLOSED", message[1], self.refusal]))
            else:
                await self._answer(connection, message[1], message[2:])

    async def _answer(
        self, connection: ServerConnection, name: str, filters: list[dict[str, Any]]
    ) -> None:
        self._open[connection, name] = filters
        found = [event for event in self.events if any(_fits(event, each) for each in filters)]
        found.sort(key=lambda event: -event["created_at"])
        limit = min(self.largest_page, *(each.get("limit", 500) for each in filters), 500)
        for event in found[:limit]:
            await connection.send(json.dumps(["EVENT", name, event]))
        await connection.send(json.dumps(["EOSE", name]))


@asynccontextmanager
async def relays(count: int = 1) -> AsyncIterator[list[RelayServer]]:
    """So many of them, until the end of the block."""
    servers = [RelayServer() for _ in range(count)]
    for server in servers:
        await server.start()
    try:
        yield servers
    finally:
        for server in servers:
            await server.stop()


class Reading:
    """What a desk has of some relays: `kept` is its store, `source` outlives a failure."""

    def __init__(self, *servers: RelayServer, event: Event | None = None, **options: Any) -> None:
        self.kept = Kept()
        self.http = PoliteHttp(Hosts(pause=0.0, connects=1_000), allow_local=True)
        reach = Reach(
            http=self.http,
            documents=DocumentsHere(),
            event=event or Event("Example", ("ideaperf",)),
            now=Clock(),
        )
        wanted = Options(tuple(server.url for server in servers), **options)
        self.source = Nostr(wanted, reach, patience=0.1, pause=0.0)
        self._batches = self.source.batches(None)

    async def next(self) -> Batch:
        """The next batch, stored."""
        async with asyncio.timeout(PATIENCE):
            batch = await anext(self._batches)
        self.kept.store(batch)
        return batch

    async def quiet(self, *texts: str) -> None:
        """Until these posts are there and nothing more comes: a heartbeat."""
        while await self.next() != Batch(is_live=True) or not {*texts} <= {*self.said}:
            pass

    async def again(self) -> None:
        """As when the program is started anew, or its source after a failure."""
        await self.close()
        self._batches = self.source.batches(self.kept.bookmark)

    async def close(self) -> None:
        """Stop listening."""
        await self._batches.aclose()  # type: ignore[attr-defined]  # it is a generator

    @property
    def said(self) -> list[str]:
        """The texts that are there, each post once, oldest first."""
        there = [post for id_, post in self.kept.drafts.items() if id_ not in self.kept.gone]
        return [post.content for post in sorted(there, key=lambda post: post.published)]

    @property
    def notes(self) -> list[str]:
        """What a facilitator was told, in order."""
        return [batch.note for batch in self.kept.batches if batch.note]


@asynccontextmanager
async def reading(*servers: RelayServer, **options: Any) -> AsyncIterator[Reading]:
    """A desk that is closed at the end of the block."""
    desk = Reading(*servers, **options)
    try:
        yield desk
    finally:
        await desk.close()
        await desk.http.close()


def _fits(event: Signed, wanted: dict[str, Any]) -> bool:
    tags = {(tag[0], tag[1]) for tag in event["tags"] if len(tag) > 1}
    return (
        event["kind"] in wanted.get("kinds", [event["kind"]])
        and event["pubkey"] in wanted.get("authors", [event["pubkey"]])
        and wanted.get("since", 0) <= event["created_at"] <= wanted.get("until", 2**40)
        and all(
            any((name[1:], value) in tags for value in values)
            for name, values in wanted.items()
            if name.startswith("#")
        )
    )

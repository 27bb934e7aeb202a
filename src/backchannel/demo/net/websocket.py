"""The server's side of a WebSocket (RFC 6455), on an asyncio stream that speaks HTTP already."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from websockets.exceptions import ConnectionClosed, InvalidState
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request as Upgrade
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from backchannel.demo.net.exchange import Peer, Request

_CHUNK = 65_536
_PING_EVERY = 30.0


class _Connection:
    """A WebSocket that is open. It answers pings, and sends one every half minute."""

    def __init__(
        self, protocol: ServerProtocol, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._protocol, self._reader, self._writer = protocol, reader, writer

    async def send(self, text: str) -> None:
        """Send one text frame; ConnectionError if it cannot be."""
        try:
            self._protocol.send_text(text.encode())
        except (ConnectionClosed, InvalidState) as error:
            raise ConnectionError from error
        await self.flush()

    async def __aiter__(self) -> AsyncIterator[str]:
        """Text frames until the other side closes."""
        while self._protocol.state is OPEN:
            received = await self._reader.read(_CHUNK)
            if received:
                self._protocol.receive_data(received)
            else:
                self._protocol.receive_eof()
            for text in self._texts():
                yield text
            await self.flush()
            if not received:
                return

    def _texts(self) -> list[str]:
        found = []
        for event in self._protocol.events_received():
            if not isinstance(event, Frame):
                continue
            if event.opcode is Opcode.TEXT:
                found.append(bytes(event.data).decode("utf-8", "replace"))
            elif event.opcode is Opcode.BINARY:
                self._protocol.fail(CloseCode.UNSUPPORTED_DATA)
        return found

    async def flush(self) -> None:
        """Write out what the protocol wants to say."""
        for chunk in self._protocol.data_to_send():
            if chunk:
                self._writer.write(chunk)
        await self._writer.drain()

    async def ping(self) -> None:
        """Send a ping every half minute, until the connection is over."""
        while self._protocol.state is OPEN:
            await asyncio.sleep(_PING_EVERY)
            if self._protocol.state is OPEN:
                self._protocol.send_ping(b"")
                await self.flush()

    def close(self) -> None:
        """Say goodbye, if there is somebody left to hear it."""
        if self._protocol.state is OPEN:
            self._protocol.send_close(CloseCode.GOING_AWAY)


async def converse(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    request: Request,
    session: Callable[[Peer], Awaitable[None]],
) -> None:
    """Upgrade, and run `session` until it or the other side is done."""
    protocol = ServerProtocol()
    protocol.receive_data(request.head)
    (upgrade,) = protocol.events_received()
    if not isinstance(upgrade, Upgrade):
        raise ConnectionError
    protocol.send_response(protocol.accept(upgrade))
    connection = _Connection(protocol, reader, writer)
    await connection.flush()
    if protocol.state is not OPEN:
        return
    pinging = asyncio.create_task(connection.ping())
    try:
        await session(connection)
    finally:
        pinging.cancel()
        await asyncio.gather(pinging, return_exceptions=True)
        connection.close()
        await connection.flush()

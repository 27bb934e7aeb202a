"""A server that speaks in lines, as IRC does, on a port of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from backchannel.demo.net.faults import Down, Faults, Status
from backchannel.demo.net.port import Port

_LIMIT = 16 * 1024


class Caller:
    """Whoever is connected. Lines are text, without their ends."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def say(self, *lines: str) -> None:
        """Send lines; CR LF is added."""
        self._writer.writelines(line.encode() + b"\r\n" for line in lines)

    async def __aiter__(self) -> AsyncIterator[str]:
        """Lines as they come, until the other side hangs up."""
        while raw := await self._reader.readline():
            yield raw.rstrip(b"\r\n").decode("utf-8", "replace")
            await self._writer.drain()


class LineServer:
    """Every connection is a conversation. Of the faults it knows only being down or refusing."""

    def __init__(self, converse: Callable[[Caller], Awaitable[None]], faults: Faults) -> None:
        self._converse, self._faults = converse, faults
        self._port = Port(self._talk, limit=_LIMIT)

    @property
    def port(self) -> int:
        """Where it listens; the same over stops and starts."""
        return self._port.number

    def serving(self, host: str = "127.0.0.1") -> AbstractAsyncContextManager[int]:
        """Listen inside the block; gives the port."""
        return self._port.open(host)

    async def start(self) -> None:
        """Listen again."""
        await self._port.start()

    async def stop(self) -> None:
        """Stop listening and cut what is open."""
        await self._port.stop()

    def cut(self) -> None:
        """Break every open connection, as a failing network does."""
        self._port.cut()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if isinstance(self._faults.fault, Down | Status):
            writer.transport.abort()
            return
        try:
            await self._converse(Caller(reader, writer))
        except ValueError:  # a line that never ends
            writer.transport.abort()

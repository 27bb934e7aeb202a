"""A server that speaks in lines, as IRC does, on a port of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from backchannel.demo.net.faults import Down, Faults, Status
from backchannel.demo.net.server import Server

_LIMIT = 16 * 1024


class Caller:
    """Whoever is connected. Lines are text, without their ends."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def say(self, *lines: str) -> None:
        """Send lines; CR LF is added."""
        # Not `writelines`: Python 3.12.1 and 3.13.0 wait for a connection then that is closed
        # already, and whoever gets its number next is not heard.
        self._writer.write(b"".join(line.encode() + b"\r\n" for line in lines))

    async def __aiter__(self) -> AsyncIterator[str]:
        """Lines as they come, until the other side hangs up."""
        while raw := await self._reader.readline():
            yield raw.rstrip(b"\r\n").decode("utf-8", "replace")
            await self._writer.drain()


def line_server(converse: Callable[[Caller], Awaitable[None]], faults: Faults) -> Server:
    """Every connection is a conversation. Of the faults it knows only being down or refusing."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if isinstance(faults.fault, Down | Status):
            writer.transport.abort()
            return
        try:
            await converse(Caller(reader, writer))
        except ValueError:  # a line that never ends
            writer.transport.abort()

    return Server(talk, limit=_LIMIT)

"""A server on a port of its own: conversations that are begun, cut and stopped."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

GONE = (ConnectionError, asyncio.IncompleteReadError, TimeoutError)
"""What it looks like when the other side has gone."""

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Every connection is a `talk`. `port` stays the same over stops and starts.

    It may be set before the first, where it is free.
    """

    def __init__(self, talk: Talk, *, limit: int = 64 * 1024) -> None:
        self._talk, self._limit = talk, limit
        self._server: asyncio.Server | None = None
        self._open: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}
        self._host, self.port = "127.0.0.1", 0

    @asynccontextmanager
    async def serving(self, host: str = "127.0.0.1") -> AsyncIterator[int]:
        """Listen inside the block; gives the port. Open connections are cut at its end."""
        self._host = host
        try:
            await self.start()
        except OSError:
            if not self.port:
                raise
            self.port = 0  # somebody else has it by now
            await self.start()
        try:
            yield self.port
        finally:
            await self.stop()

    async def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._server = await asyncio.start_server(
            self._serve, self._host, self.port, limit=self._limit
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and cut what is open: the next connection is refused."""
        if self._server is None:
            return
        self._server.close()
        tasks = [task for task in self._open.values() if task is not None]
        self.cut()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    def cut(self) -> None:
        """Break every open connection, as a failing network does."""
        for writer in tuple(self._open):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open[writer] = asyncio.current_task()
        try:
            await self._talk(reader, writer)
        except (*GONE, asyncio.CancelledError):
            pass  # `stop` ended it; Python 3.11's streams would print a task that was cancelled
        finally:
            self._open.pop(writer, None)
            writer.close()
            with contextlib.suppress(*GONE):
                await writer.wait_closed()

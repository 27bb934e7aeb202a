"""What lies between a source and its server: a wire that can be cut, and that can fall silent."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Final

from backchannel.demo.net.server import Server
from backchannel.ingest.ending import first_to_end

_CHUNK: Final = 65_536
_SETTLED: Final = 5.0  # seconds after which whoever has connected listens


class Wire:
    """A port of its own in front of a server's. Of what it carries it knows nothing."""

    def __init__(self) -> None:
        self._server = 0
        self._outer = Server(self._carry)
        self._flows = asyncio.Event()
        self._flows.set()
        self._is_broken = False
        self._made: dict[asyncio.StreamWriter, float] = {}

    @property
    def port(self) -> int:
        """Where the source finds the server; the same whatever happens."""
        return self._outer.port

    @property
    def is_heard(self) -> bool:
        """Whether somebody is connected, and hears what is said now."""
        return bool(self._made) and self._flows.is_set() and not self._is_broken

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody has just come, who may not be listening yet."""
        return any(time.monotonic() - at < _SETTLED for at in self._made.values())

    async def open(self, server: int) -> None:
        """Carry to the port of a server."""
        self._server = server
        await self._outer.start()

    async def stop(self) -> None:
        """As when a server is off: connections break, and new ones are refused."""
        self._is_broken = True
        await self._outer.stop()

    async def start(self) -> None:
        """It is there again."""
        await self._outer.start()
        self._is_broken = False

    def interrupt(self) -> None:
        """What is open breaks; whoever connects again is carried."""
        self._outer.cut()

    def drop(self) -> None:
        """Every connection breaks, new ones too, as soon as they are made."""
        self._is_broken = True
        self._outer.cut()

    def hush(self) -> None:
        """Connections stay open and nothing comes over them any more, as when a cable is pulled."""
        self._flows.clear()

    def heal(self) -> None:
        """All is well for those who connect from now on; what was silent is broken."""
        self._is_broken = False
        if not self._flows.is_set():
            self._outer.cut()
            self._flows.set()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_broken:
            writer.transport.abort()
            return
        await self._flows.wait()
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self._server)
        self._made[writer] = time.monotonic()
        try:
            await first_to_end(self._pump(reader, inner_writer), self._pump(inner_reader, writer))
        finally:
            del self._made[writer]
            inner_writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(_CHUNK):
                await self._flows.wait()
                writer.write(piece)
                await writer.drain()

"""A server that is not ours (`irc.server` of the package irc), killed and brought back."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from tests.sources.irc_server import Listener, reach
from tests.sources.real.servers import free_port
from tests.waiting import PATIENCE

from backchannel.errors import SourceUnreachable
from backchannel.sources.irc import Irc, Options


@asynccontextmanager
async def real(port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "irc.server", "-a", "127.0.0.1", "-p", str(port)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield server
    finally:
        if server.returncode is None:
            server.kill()
        await server.wait()


@asynccontextmanager
async def visitor(port: int, nick: str) -> AsyncIterator[asyncio.StreamWriter]:
    """Somebody in `#room`, as soon as there is a server."""
    reader, writer = await arrived(port)
    try:
        writer.write(f"NICK {nick}\r\nUSER {nick} 0 * :x\r\nJOIN #room\r\n".encode())
        while b" 366 " not in await reader.readline():
            pass
        yield writer
    finally:
        writer.close()


async def arrived(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
            await asyncio.sleep(0.02)


async def test_it_reads_a_real_server_through_a_clash_of_nicks_and_a_crash() -> None:
    port = free_port()
    options = Options("127.0.0.1", ("room",), port=port, tls=False, nick="ana")
    listener = Listener(Irc(options, reach()))
    async with real(port) as server, visitor(port, "ana") as ana:
        await listener.until_live()
        ana.write(b"PRIVMSG #room :before #ideaperf\r\n")
        await listener.until(lambda: listener.said == ["before #ideaperf"])
        server.kill()
        await server.wait()
        with pytest.raises(SourceUnreachable):
            await listener.until(lambda: False)
    async with real(port), visitor(port, "bo") as bo:
        await listener.until_live()
        bo.write("PRIVMSG #room :café\r\n".encode())
        bo.write(b"PRIVMSG #room :after\r\n")
        await listener.until(lambda: len(listener.drafts) == 3)
        await listener.close()
    assert listener.given == 3

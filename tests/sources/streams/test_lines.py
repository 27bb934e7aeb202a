"""A connection that speaks in lines, to a real server on loopback."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from tests.sources.authority import Authority
from tests.sources.loopback import everything_is_here, unhurried

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.api import Dial
from backchannel.sources.network.limits import Limits
from backchannel.sources.streams.lines import LONGEST, PoliteDial

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(handler: Handler, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The port of a server that does what `handler` says with each connection."""
    tasks: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(asyncio.CancelledError, OSError, EOFError):
            await handler(reader, writer)
        writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def dial(silence: float = 5.0) -> PoliteDial:
    return PoliteDial(unhurried(), allow_local=True, limits=Limits(stream_silence=silence))


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()


async def never(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def test_it_keeps_the_contract() -> None:
    contract: Dial = dial()
    assert contract is not None


async def test_lines_go_there_and_come_back_without_their_ends() -> None:
    async with serving(echo) as port, dial()("127.0.0.1", port, tls=False) as lines:
        await lines.send("PING :é")
        await lines.send("")
        come = aiter(lines)
        assert [await anext(come), await anext(come)] == ["PING :é".encode(), b""]


async def test_it_ends_when_the_server_hangs_up() -> None:
    async def say(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"one\ntwo\r\nbroken o")
        await writer.drain()

    async with serving(say) as port, dial()("127.0.0.1", port, tls=False) as lines:
        assert [line async for line in lines] == [b"one", b"two"]


@pytest.mark.parametrize("line", ["QUIT\r\nNICK x", "a\nb", "a\0b"])
async def test_nobody_can_smuggle_a_second_line(line: str) -> None:
    async with serving(never) as port, dial()("127.0.0.1", port, tls=False) as lines:
        with pytest.raises(ValueError, match="no line end"):
            await lines.send(line)


async def test_a_line_without_end_is_not_read_for_ever() -> None:
    async def flood(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"x" * (LONGEST * 3))
        await writer.drain()
        await asyncio.Event().wait()

    async with serving(flood) as port, dial()("127.0.0.1", port, tls=False) as lines:
        with pytest.raises(SourceUnreachable, match="too long"):
            await anext(aiter(lines))


async def test_silence_is_an_end() -> None:
    async with serving(never) as port, dial(0.05)("127.0.0.1", port, tls=False) as lines:
        with pytest.raises(SourceUnreachable, match="nothing heard for") as caught:
            await anext(aiter(lines))
    assert caught.value.is_offline


async def test_a_secure_one_knows_whom_to_trust(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    async with serving(echo, tls=authority.server("chat.example")) as port:
        trusting = PoliteDial(
            unhurried(), allow_local=True, tls=authority.trust(), lookup=everything_is_here
        )
        async with trusting("chat.example", port) as lines:
            await lines.send("hello")
            assert await anext(aiter(lines)) == b"hello"
        strict = PoliteDial(unhurried(), allow_local=True, lookup=everything_is_here)
        with pytest.raises(SourceUnreachable, match="its certificate"):
            async with strict("chat.example", port):
                pass


async def test_nobody_there_is_said() -> None:
    async with serving(never) as port:
        pass
    with pytest.raises(SourceUnreachable, match="connection refused"):
        async with dial()("127.0.0.1", port, tls=False):
            pass


@pytest.mark.parametrize(
    ("host", "port", "says"),
    [
        ("127.0.0.1", 6697, "private address"),
        ("irc.example", 25, "port 25 is not for chat"),
        ("irc example", 6697, "not a host"),
    ],
)
async def test_a_stranger_s_event_file_does_not_send_us_anywhere(
    host: str, port: int, says: str
) -> None:
    with pytest.raises((SourceRefused, SourceUnreachable), match=says) as caught:
        async with PoliteDial(unhurried())(host, port):
            pass
    if isinstance(caught.value, SourceRefused):
        assert caught.value.why is Refusal.NOT_ALLOWED

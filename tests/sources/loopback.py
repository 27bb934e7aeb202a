"""Real servers on loopback that write exactly the bytes a test wants, however wrong."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest

from backchannel.errors import SourceRefused, SourceUnreachable
from backchannel.sources.http import PoliteHttp
from backchannel.sources.network.hosts import Hosts

Handler = Callable[["Call"], Awaitable[None]]


@dataclass(slots=True)
class Call:
    """One request, and the way back to who sent it."""

    path: str
    headers: dict[str, str]
    writer: asyncio.StreamWriter
    reader: asyncio.StreamReader

    async def say(self, raw: bytes) -> None:
        self.writer.write(raw)
        await self.writer.drain()

    async def reply(self, status: str = "200 OK", body: bytes = b"", **headers: str) -> None:
        """A well-formed answer; `content_type` stands for `Content-Type`."""
        lines = {name.replace("_", "-"): value for name, value in headers.items()}
        lines.setdefault("content-length", str(len(body)))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        await self.say(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body)

    def reset(self) -> None:
        """Hang up the way a crashed server does."""
        self.writer.transport.abort()


@dataclass(slots=True)
class Web:
    """A running server; `calls` are the requests it has had."""

    port: int
    scheme: str
    calls: list[Call] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"


@asynccontextmanager
async def serving(handler: Handler, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Web]:
    """`handler` answers every request until the end of the block; then all is closed."""
    writers: set[asyncio.StreamWriter] = set()
    tasks: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.add(writer)
        tasks.add(_this_task())
        with suppress(asyncio.CancelledError, EOFError, OSError):
            while True:
                call = _call(await reader.readuntil(b"\r\n\r\n"), reader, writer)
                web.calls.append(call)
                await handler(call)
                if writer.is_closing():
                    break

    server = await asyncio.start_server(converse, "127.0.0.1", 0, ssl=tls)
    web = Web(server.sockets[0].getsockname()[1], "https" if tls else "http")
    try:
        yield web
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        for writer in writers:
            writer.transport.abort()
        await asyncio.gather(*tasks, return_exceptions=True)


def unhurried() -> Hosts:
    """Hosts without a rest between requests."""
    return Hosts(pause=0.0)


async def everything_is_here(host: str, port: int) -> list[str]:
    """A name service in which every name is this machine."""
    return ["127.0.0.1"]


async def problem(http: PoliteHttp, url: str, token: str = "") -> SourceUnreachable:
    """What a fetch that should fail says."""
    with pytest.raises(SourceUnreachable) as caught:
        await http.get(url, token=token)
    return caught.value


async def refusal(http: PoliteHttp, url: str, token: str = "") -> SourceRefused:
    """What a fetch that should be refused for good says."""
    with pytest.raises(SourceRefused) as caught:
        await http.get(url, token=token)
    return caught.value


def _call(head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Call:
    first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    return Call(first.split()[1], headers, writer, reader)


def _this_task() -> asyncio.Task[None]:
    task = asyncio.current_task()
    assert task is not None
    return task

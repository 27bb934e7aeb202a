"""The server where hubs call meets people who are no hubs."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
from tests.waiting import PATIENCE

from backchannel.config.settings import place_of
from backchannel.sources.websub.listener import Listener


@dataclass
class Heard:
    """Whom nobody needs to sign for."""

    pieces: list[bytes] = field(default_factory=list)
    received: int = 0

    def verified(self, query: Mapping[str, str]) -> str | None:
        return query.get("hub.challenge")

    def receives(self, signature: str) -> Heard:
        del signature
        return self

    def update(self, piece: bytes) -> None:
        self.pieces.append(piece)

    def close(self) -> None:
        self.received += 1


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[Listener, Heard, str]]:
    """A listener, who is called there, and the path."""
    listener, heard = Listener("https://desk.example/hubs/", ("127.0.0.1", 0)), Heard()
    assert await listener.open() == ""
    path = listener.new_address(heard).removeprefix("https://desk.example")
    try:
        yield listener, heard, path
    finally:
        await listener.close()


async def said(listener: Listener, raw: bytes) -> bytes:
    """What is answered to some bytes, until the connection ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write(raw)
    async with asyncio.timeout(PATIENCE):
        answer = await reader.read()
    writer.close()
    return answer


def request(method: str, path: str, body: bytes = b"", *more: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: desk.example", f"content-length: {len(body)}"]
    return "\r\n".join([*lines, *more, "", ""]).encode() + body


async def test_a_path_is_known_with_and_without_what_a_proxy_takes_off() -> None:
    async with listening() as (listener, heard, path):
        for each in (path, path.removeprefix("/hubs")):
            assert b" 204 " in await said(listener, request("POST", each, b"new"))
        assert heard.received == 2


async def test_addresses_cannot_be_guessed() -> None:
    listener = Listener("https://desk.example", ("127.0.0.1", 0))
    addresses = {listener.new_address(Heard()) for _ in range(100)}
    assert len(addresses) == 100
    assert all(len(address.rpartition("/")[2]) >= 32 for address in addresses)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/hubs/guess?hub.challenge=x", 404),
        ("POST", "/hubs/guess", 410),
        ("PUT", "{path}", 405),
        ("HEAD", "{path}", 405),
        ("GET", "{path}", 404),
    ],
)
async def test_strangers_learn_nothing(method: str, path: str, status: int) -> None:
    async with listening() as (listener, heard, own):
        answer = await said(listener, request(method, path.format(path=own)))
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(f"HTTP/1.1 {status} ".encode())
        assert body == b""
        assert heard.received == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01\x02\x00",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET //[ HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET {path}?" + b"a&" * 200 + b" HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n\r\n",
        b"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\n",
        b"POST {path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\ncontent-length: 8\r\n\r\n",
    ],
)
async def test_garbage_is_refused_and_the_next_one_served(raw: bytes) -> None:
    async with listening() as (listener, heard, path):
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(raw.replace(b"{path}", path.encode()))
        writer.write_eof()
        async with asyncio.timeout(PATIENCE):
            try:
                answer = await reader.read()
            except ConnectionError:
                answer = b""
        writer.close()
        assert answer[:10] in {b"", b"HTTP/1.1 4", b"HTTP/1.1 5"}
        assert heard.received == 0
        assert b" 204 " in await said(listener, request("POST", path, b"new"))


async def test_who_says_nothing_keeps_no_hub_waiting() -> None:
    async with listening() as (listener, heard, path):
        idle = [await asyncio.open_connection("127.0.0.1", listener.port) for _ in range(100)]
        assert b" 204 " in await said(listener, request("POST", path, b"new"))
        assert heard.received == 1
        for _, writer in idle:
            writer.close()


async def test_half_a_body_is_none() -> None:
    async with listening() as (listener, heard, path):
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(request("POST", path, b"x" * 100)[:-50])
        writer.write_eof()
        async with asyncio.timeout(PATIENCE):
            await reader.read()
        writer.close()
        assert heard.received == 0


async def test_more_than_15_mib_is_refused_before_it_is_there() -> None:
    async with listening() as (listener, heard, path):
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(
            f"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: 90000000\r\n\r\n".encode()
        )
        answer = asyncio.create_task(reader.read(12))
        for _ in range(400):
            writer.write(b"x" * 65_536)
            try:
                await writer.drain()
            except ConnectionError:
                break
            if answer.done():
                break
        writer.transport.abort()
        [got] = await asyncio.gather(answer, return_exceptions=True)
        assert heard.received == 0
        assert sum(map(len, heard.pieces)) <= 15 * 2**20 + 65_536
        assert isinstance(got, ConnectionError) or got == b"HTTP/1.1 413"


async def test_who_expects_to_be_told_to_go_on_is_told() -> None:
    async with listening() as (listener, heard, path):
        head = (
            f"POST {path} HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n"
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(head.encode())
        async with asyncio.timeout(PATIENCE):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
            writer.write(b"new")
            assert b" 204 " in await reader.read()
        writer.close()
        assert heard.received == 1


async def test_closing_cuts_who_says_nothing() -> None:
    async with listening() as (listener, _, _path):
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        await asyncio.sleep(0.05)
        await listener.close()
        async with asyncio.timeout(PATIENCE):
            with pytest.raises((ConnectionError, EOFError)):
                await reader.readexactly(1)
        writer.close()


async def test_of_many_that_open_it_at_once_none_is_told_that_the_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    listener = Listener("https://desk.example", ("127.0.0.1", port))
    assert await asyncio.gather(*(listener.open() for _ in range(5))) == [""] * 5
    await listener.close()


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("127.0.0.1:8765", ("127.0.0.1", 8765)),
        ("localhost:80", ("localhost", 80)),
        ("[::1]:8765", ("::1", 8765)),
        ("0.0.0.0:1", ("0.0.0.0", 1)),  # noqa: S104  # only read
        ("8765", None),
        (":8765", None),
        ("::1:8765", None),
        ("host:0", None),
        ("host:99999", None),
        ("host:x", None),
        ("", None),
    ],
)
def test_where_to_listen_is_a_host_and_a_port(written: str, place: tuple[str, int] | None) -> None:
    assert place_of(written) == place


@pytest.mark.parametrize("turns", range(6))
async def test_whoever_comes_just_as_it_closes_is_hung_up_on(turns: int) -> None:
    async with listening() as (listener, _, _):
        caller = socket.create_connection(("127.0.0.1", listener.port))
        caller.settimeout(0)
        for _ in range(turns):  # accepted or not, begun or not
            await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    with caller, suppress(ConnectionError):
        async with asyncio.timeout(PATIENCE):
            assert await loop.sock_recv(caller, 100) == b""
    gc.collect()  # what was left open would warn

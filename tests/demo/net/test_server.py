from __future__ import annotations

import asyncio
import gzip
from urllib.parse import urlsplit

import httpx
import pytest
from tests.demo.conftest import TAG, Visit


async def spoken(address: str, sent: bytes) -> bytes:
    """What a server says to these bytes until it hangs up."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(sent)
    said = await reader.read()
    writer.close()
    await writer.wait_closed()
    return said


async def test_head_is_get_without_the_body(visit: Visit) -> None:
    url = visit.addresses["harbour"]
    get, head = await visit.client.get(url), await visit.client.head(url)
    assert head.content == b""
    assert {**head.headers} == {**get.headers}


async def test_one_connection_carries_many_requests(visit: Visit) -> None:
    path = urlsplit(visit.addresses["harbour"]).path.encode()
    asked = b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path
    last = asked.replace(b"Host", b"Connection: close\r\nHost")
    said = await spoken(visit.addresses["harbour"], asked * 2 + last)
    assert said.count(b"HTTP/1.1 200 OK") == 3


async def test_a_body_is_packed_only_for_those_who_can_unpack_it(visit: Visit) -> None:
    url = visit.addresses["harbour"]
    plain = await visit.client.get(url, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    async with visit.client.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["vary"]
        raw = b"".join([chunk async for chunk in packed.aiter_raw()])
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 2


@pytest.mark.parametrize(
    "sent",
    [
        b"\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / GOPHER/1\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: lots\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
    ],
)
async def test_nonsense_is_refused_and_the_next_one_is_served(visit: Visit, sent: bytes) -> None:
    said = await spoken(visit.addresses["toot"], sent)
    assert said.startswith(b"HTTP/1.1 400")
    assert (await visit.get("toot", TAG)).status_code == 200


async def test_a_websocket_without_its_key_is_refused(visit: Visit) -> None:
    asked = b"GET /api/v1/streaming HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n"
    said = await spoken(visit.addresses["civic"], asked)
    assert said.startswith((b"HTTP/1.1 400", b"HTTP/1.1 426"))


async def test_answers_are_dated_by_the_worlds_clock(visit: Visit) -> None:
    assert (await visit.get("harbour")).headers["date"] == "Fri, 09 Jan 2026 14:00:00 GMT"


async def test_a_stopped_server_refuses_and_comes_back_on_the_same_port(visit: Visit) -> None:
    server = visit.world.sites["harbour"].server
    assert (await visit.get("harbour")).status_code == 200
    await server.stop()
    with pytest.raises(httpx.TransportError):
        await visit.get("harbour")
    await server.start()
    assert (await visit.get("harbour")).status_code == 200

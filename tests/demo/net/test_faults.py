from __future__ import annotations

import zlib

import httpx
import pytest
from tests.demo.conftest import TAG, Visit

from backchannel.demo.net import faults
from backchannel.demo.net.faults import Fault


async def test_a_site_that_is_down_cuts_connections_until_it_is_healed(visit: Visit) -> None:
    site = visit.world.sites["harbour"]
    site.fail(faults.Down())
    with pytest.raises(httpx.TransportError):
        await visit.get("harbour")
    assert (await visit.get("daffodil")).status_code == 200
    site.fail(None)
    assert (await visit.get("harbour")).status_code == 200


async def test_going_down_breaks_open_streams(visit: Visit) -> None:
    url = visit.addresses["civic"] + "/api/v1/streaming/hashtag?tag=councilsconnect"
    async with visit.client.stream("GET", url) as answer:
        lines = answer.aiter_lines()
        assert await anext(lines) == ":)"
        visit.world.sites["civic"].fail(faults.Down())
        with pytest.raises(httpx.TransportError):
            await anext(lines)


@pytest.mark.parametrize("code", [401, 403, 404, 410, 429, 500, 503])
async def test_a_status_is_answered_with_the_wait_that_was_asked_for(
    visit: Visit, code: int
) -> None:
    visit.world.sites["toot"].fail(faults.Status(code, retry_after="120"))
    answer = await visit.get("toot", TAG)
    assert answer.status_code == code
    assert answer.headers["retry-after"] == "120"


@pytest.mark.parametrize(
    ("fault", "kind", "begins"),
    [
        (faults.Garbage(), "application/rss+xml; charset=utf-8", b"\x00\x01"),
        (faults.WebPage(), "text/html; charset=utf-8", b"<!doctype html>"),
    ],
)
async def test_something_else_than_a_feed_is_answered(
    visit: Visit, fault: Fault, kind: str, begins: bytes
) -> None:
    visit.world.sites["harbour"].fail(fault)
    answer = await visit.get("harbour")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.content.startswith(begins)


async def test_an_endless_body_does_not_end(visit: Visit) -> None:
    visit.world.sites["harbour"].fail(faults.Endless())
    received = 0
    async with visit.client.stream("GET", visit.addresses["harbour"]) as answer:
        async for chunk in answer.aiter_raw():
            received += len(chunk)
            if received > 5_000_000:
                break
    assert received > 5_000_000


async def test_a_bomb_is_small_on_the_wire_and_large_when_unpacked(visit: Visit) -> None:
    visit.world.sites["harbour"].fail(faults.Bomb())
    async with visit.client.stream("GET", visit.addresses["harbour"]) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        packed = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert len(packed) < 1 << 20
    unpacker, size = zlib.decompressobj(16 + zlib.MAX_WBITS), 0
    while not unpacker.eof:
        size += len(unpacker.decompress(packed, 1 << 22))
        packed = unpacker.unconsumed_tail
    assert size == 256 << 20


async def test_a_truncated_body_is_noticed(visit: Visit) -> None:
    visit.world.sites["harbour"].fail(faults.Truncated())
    with pytest.raises(httpx.RemoteProtocolError):
        await visit.get("harbour")


async def test_a_wrong_charset_is_not_what_the_headers_say(visit: Visit) -> None:
    right = (await visit.get("harbour")).text
    visit.world.sites["harbour"].fail(faults.WrongCharset())
    answer = await visit.get("harbour")
    assert "charset=utf-8" in answer.headers["content-type"]
    assert answer.content.decode("utf-16") == right


async def test_a_redirect_loop_never_arrives(visit: Visit) -> None:
    visit.world.sites["harbour"].fail(faults.RedirectLoop())
    with pytest.raises(httpx.TooManyRedirects):
        await visit.client.get(visit.addresses["harbour"], follow_redirects=True)


@pytest.mark.parametrize("code", [301, 308, 302, 307])
async def test_a_site_can_move(visit: Visit, code: int) -> None:
    new = visit.addresses["daffodil"]
    visit.world.sites["harbour"].fail(faults.Redirect(new, code))
    answer = await visit.client.get(visit.addresses["harbour"], follow_redirects=True)
    assert str(answer.url) == new
    assert answer.history[0].status_code == code


async def test_a_slow_site_is_slow_but_right(visit: Visit) -> None:
    visit.world.sites["harbour"].fail(faults.Slow(3_600))
    with pytest.raises(httpx.ReadTimeout):
        await visit.client.get(visit.addresses["harbour"], timeout=httpx.Timeout(None, read=0.1))
    visit.world.sites["harbour"].fail(faults.Slow(0))
    assert (await visit.get("harbour")).status_code == 200


async def test_a_trickle_sends_a_little_and_goes_on(visit: Visit) -> None:
    visit.world.sites["harbour"].fail(faults.Trickle())
    async with visit.client.stream("GET", visit.addresses["harbour"]) as answer:
        assert await anext(answer.aiter_raw()) == b" "


async def test_a_test_can_see_what_a_site_was_asked(visit: Visit) -> None:
    await visit.get("harbour", If_None_Match='"x"')
    asked = visit.world.sites["harbour"].faults.requests[-1]
    assert (asked.method, asked.path) == ("GET", "/feed.xml")
    assert asked.headers["if-none-match"] == '"x"'

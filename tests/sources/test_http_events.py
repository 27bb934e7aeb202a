"""Server-sent event streams over a real connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.sources.loopback import Call, everything_is_here, serving, unhurried
from tests.waiting import PATIENCE

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.api import ServerEvent
from backchannel.sources.http import PoliteHttp
from backchannel.sources.network.hosts import Hosts
from backchannel.sources.network.limits import Limits

QUICK = Limits(stream_silence=1.0, message=1000)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n"


@pytest.fixture
async def http() -> AsyncIterator[PoliteHttp]:
    async with PoliteHttp(
        unhurried(), allow_local=True, limits=QUICK, lookup=everything_is_here
    ) as http:
        yield http


async def hear(http: PoliteHttp, url: str) -> list[ServerEvent | None]:
    async with http.events(url, token="s3cret") as events:
        return [event async for event in events]


async def test_events_and_heartbeats_come_as_they_are_sent(http: PoliteHttp) -> None:
    heard = asyncio.Event()

    async def stream(call: Call) -> None:
        await call.say(HEAD + b":)\n\n")
        await heard.wait()
        await call.say(b"event: update\ndata: {}\n\n")
        call.writer.close()

    async with serving(stream) as web, http.events(web.url(), token="s3cret") as events:
        assert await anext(events) is None
        heard.set()
        assert await anext(events) == ServerEvent("update", "{}")
        assert [event async for event in events] == []
        headers = web.calls[0].headers
    assert headers["accept"] == "text/event-stream"
    assert headers["authorization"] == "Bearer s3cret"


async def test_a_heartbeat_keeps_the_stream_and_silence_ends_it(http: PoliteHttp) -> None:
    async def stream(call: Call) -> None:
        await call.say(HEAD)
        for _ in range(6):
            await asyncio.sleep(0.2)
            await call.say(b":thump\n")
        await asyncio.sleep(60)

    async with serving(stream) as web, http.events(web.url()) as events:
        assert [await anext(events) for _ in range(6)] == [None] * 6
        with pytest.raises(SourceUnreachable, match="nothing heard for"):
            await anext(events)


async def test_a_stream_that_breaks_off_is_unreachable(http: PoliteHttp) -> None:
    async def stream(call: Call) -> None:
        await call.say(HEAD.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n"))
        await call.say(b"9\r\ndata: 1\n\n\r\n")
        call.writer.close()

    async with serving(stream) as web:
        with pytest.raises(SourceUnreachable, match="broke off"):
            await hear(http, web.url())


async def test_an_event_without_end_is_cut_off(http: PoliteHttp) -> None:
    async def stream(call: Call) -> None:
        await call.say(HEAD + b"data: ")
        while True:
            await call.say(b"x" * 100)

    async with serving(stream) as web:
        with pytest.raises(SourceUnreachable, match="larger than"):
            await hear(http, web.url())


@pytest.mark.parametrize("kind", ["text/html", "application/json", ""])
async def test_what_is_no_stream_of_events_is_said(http: PoliteHttp, kind: str) -> None:
    async def page(call: Call) -> None:
        await call.reply(body=b"{}", Content_Type=kind)

    async with serving(page) as web:
        with pytest.raises(SourceUnreachable, match="not a stream of events"):
            await hear(http, web.url())


async def test_a_closed_stream_says_what_is_missing(http: PoliteHttp) -> None:
    async def closed(call: Call) -> None:
        await call.reply("401 Unauthorized", b'{"error": "Missing access token"}')

    async with serving(closed) as web:
        with pytest.raises(SourceRefused, match="401 Unauthorized: Missing access") as caught:
            await hear(http, web.url())
    assert caught.value.why is Refusal.LOGIN


async def test_a_redirect_is_followed_without_the_token(http: PoliteHttp) -> None:
    async def move(call: Call) -> None:
        await call.reply("307 Moved", Location=other.url("/stream"))

    async def stream(call: Call) -> None:
        await call.say(HEAD + b"data: 1\n\n")
        call.writer.close()

    async with serving(stream) as other, serving(move) as web:
        assert await hear(http, web.url()) == [ServerEvent("message", "1")]
        assert "authorization" not in other.calls[0].headers


async def test_an_open_stream_does_not_keep_others_from_the_host() -> None:
    async def either(call: Call) -> None:
        if call.path == "/stream":
            await call.say(HEAD)
            await asyncio.sleep(60)
        await call.reply(body=b"page")

    async with (
        serving(either) as web,
        PoliteHttp(unhurried(), allow_local=True) as http,
        http.events(web.url("/stream")),
    ):
        assert (await http.get(web.url("/page"))).body == b"page"


async def test_leaving_early_closes_the_connection(http: PoliteHttp) -> None:
    closed = asyncio.Event()

    async def stream(call: Call) -> None:
        await call.say(HEAD + b"data: 1\n\n" * 3)
        assert await call.reader.read() == b""
        closed.set()

    async with serving(stream) as web:
        async with http.events(web.url()) as events:
            assert await anext(events) == ServerEvent("message", "1")
        await asyncio.wait_for(closed.wait(), PATIENCE)


async def test_streams_are_not_opened_more_often_than_allowed() -> None:
    async def stream(call: Call) -> None:
        await call.say(HEAD)
        call.writer.close()

    hosts = Hosts(pause=0.0, connects=2, clock=lambda: 0.0)
    async with serving(stream) as web, PoliteHttp(hosts, allow_local=True) as http:
        for _ in range(2):
            await hear(http, web.url())
        with pytest.raises(SourceUnreachable, match="2 times in a minute"):
            await hear(http, web.url())

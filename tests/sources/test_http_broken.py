"""Servers that are slow, broken or pour without end."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator

import pytest
from tests.sources.loopback import (
    Call,
    everything_is_here,
    problem,
    serving,
    unhurried,
)
from tests.waiting import PATIENCE

from backchannel.sources.http import PoliteHttp
from backchannel.sources.network.limits import Limits

SMALL = Limits(body=100_000)
HASTY = Limits(silence=0.1)


@pytest.fixture
async def http() -> AsyncIterator[PoliteHttp]:
    async with PoliteHttp(
        unhurried(), allow_local=True, limits=SMALL, lookup=everything_is_here
    ) as http:
        yield http


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "GZIP", "identity"])
async def test_compressed_answers_are_unfolded(http: PoliteHttp, encoding: str) -> None:
    packed = {"deflate": zlib.compress(b"post " * 99), "identity": b"post " * 99}

    async def send(call: Call) -> None:
        body = packed.get(encoding, gzip.compress(b"post " * 99))
        await call.reply(body=body, Content_Encoding=encoding)

    async with serving(send) as web:
        assert (await http.get(web.url())).body == b"post " * 99


async def test_a_bomb_is_never_unfolded_beyond_the_limit(http: PoliteHttp) -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)

    async def send(call: Call) -> None:
        await call.reply(body=bomb, Content_Encoding="gzip")

    async with serving(send) as web:
        assert str(await problem(http, web.url())) == "answer larger than 100000 bytes"


async def test_an_endless_answer_is_cut_off(http: PoliteHttp) -> None:
    async def pour(call: Call) -> None:
        await call.say(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while True:
                await call.say(b"x" * 10_000)
        except ConnectionError:
            hung_up.set()

    hung_up = asyncio.Event()
    async with serving(pour) as web:
        assert str(await problem(http, web.url())) == "answer larger than 100000 bytes"
        await asyncio.wait_for(hung_up.wait(), PATIENCE)


async def test_a_cancelled_fetch_hangs_up(http: PoliteHttp) -> None:
    async def drip(call: Call) -> None:
        await call.say(b"HTTP/1.1 200 OK\r\n\r\nbegun")
        begun.set()
        assert await call.reader.read() == b""
        hung_up.set()

    begun, hung_up = asyncio.Event(), asyncio.Event()
    async with serving(drip) as web:
        task = asyncio.create_task(http.get(web.url()))
        await begun.wait()
        task.cancel()
        await asyncio.wait_for(hung_up.wait(), PATIENCE)
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()


async def test_an_answer_that_announces_too_much_is_not_even_read(http: PoliteHttp) -> None:
    async def boast(call: Call) -> None:
        await call.say(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n")

    async with serving(boast) as web:
        assert "larger than" in str(await problem(http, web.url()))


async def test_headers_without_end_are_cut_off(http: PoliteHttp) -> None:
    async def babble(call: Call) -> None:
        await call.say(b"HTTP/1.1 200 OK\r\n")
        while True:
            await call.say(b"X-More: " + b"y" * 10_000 + b"\r\n")

    async with serving(babble) as web:
        assert "not HTTP" in str(await problem(http, web.url()))


async def test_a_silent_server_is_given_up() -> None:
    async def sleep(call: Call) -> None:
        await asyncio.sleep(60)

    async with (
        serving(sleep) as web,
        PoliteHttp(unhurried(), allow_local=True, limits=HASTY) as http,
    ):
        assert str(await problem(http, web.url())) == "no answer for 1 s"


async def test_a_server_that_drips_is_given_up_when_the_time_is_over() -> None:
    limits = Limits(total=0.3)

    async def drip(call: Call) -> None:
        await call.say(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            await call.say(b".")
            await asyncio.sleep(0.02)

    async with (
        serving(drip) as web,
        PoliteHttp(unhurried(), allow_local=True, limits=limits) as http,
    ):
        assert str(await problem(http, web.url())).startswith("not finished after")


async def test_the_time_runs_on_through_redirects() -> None:
    limits = Limits(total=0.3)

    async def stroll(call: Call) -> None:
        await asyncio.sleep(0.12)
        await call.reply("302 Found", Location=f"{call.path}x")

    async with (
        serving(stroll) as web,
        PoliteHttp(unhurried(), allow_local=True, limits=limits) as http,
    ):
        assert str(await problem(http, web.url())).startswith("not finished after")


async def test_a_slow_host_delays_no_other() -> None:
    never = asyncio.Event()

    async def slow(call: Call) -> None:
        await never.wait()

    async def quick(call: Call) -> None:
        await call.reply(body=b"here")

    hosts = unhurried()
    async with (
        serving(slow) as turtle,
        serving(quick) as hare,
        PoliteHttp(hosts, allow_local=True) as one,
        PoliteHttp(hosts, allow_local=True) as other,
    ):
        waiting = asyncio.create_task(one.get(turtle.url()))
        assert (await other.get(hare.url())).body == b"here"
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


async def test_requests_to_one_host_go_one_at_a_time_whoever_asks() -> None:
    running, most = 0, 0

    async def count(call: Call) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        await call.reply()

    hosts = unhurried()
    async with (
        serving(count) as web,
        PoliteHttp(hosts, allow_local=True) as one,
        PoliteHttp(hosts, allow_local=True) as other,
    ):
        await asyncio.gather(*(http.get(web.url()) for http in (one, other) * 3))
        assert (most, len(web.calls)) == (1, 6)


async def test_a_refused_connection_is_named(http: PoliteHttp) -> None:
    async def nobody(call: Call) -> None: ...

    async with serving(nobody) as web:
        url = web.url()
    assert str(await problem(http, url)) == "connection refused"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x16\x03\x01\x02\x00garbage\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nNo colon here\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_unreachable(http: PoliteHttp, raw: bytes) -> None:
    async def mumble(call: Call) -> None:
        await call.say(raw)
        call.writer.close()

    async with serving(mumble) as web:
        assert "not HTTP" in str(await problem(http, web.url()))


@pytest.mark.parametrize(
    "raw",
    [b"Content-Length: 50\r\n\r\nshort", b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\nZZ\r\n"],
)
@pytest.mark.parametrize("crashes", [True, False])
async def test_half_an_answer_is_none(http: PoliteHttp, raw: bytes, crashes: bool) -> None:
    async def break_off(call: Call) -> None:
        await call.say(b"HTTP/1.1 200 OK\r\n" + raw)
        call.reset() if crashes else call.writer.close()

    async with serving(break_off) as web:
        assert str(await problem(http, web.url())) in {
            "the answer broke off in the middle",
            "hung up, or answered with something that is not HTTP",
        }


async def test_pages_of_one_host_come_over_one_connection(http: PoliteHttp) -> None:
    async def hello(call: Call) -> None:
        await call.reply("304 Not Modified" if call.path == "/same" else "200 OK")

    async with serving(hello) as web:
        for path in ("/1", "/2", "/same", "/3"):
            await http.get(web.url(path))
        assert len({call.writer for call in web.calls}) == 1


async def test_a_connection_that_was_closed_while_idle_is_opened_again(http: PoliteHttp) -> None:
    async def one_each(call: Call) -> None:
        await call.reply(body=b"hello")
        call.writer.close()

    async with serving(one_each) as web:
        for _ in range(20):
            assert (await http.get(web.url())).body == b"hello"


async def test_damaged_and_unasked_compression_is_unreachable(http: PoliteHttp) -> None:
    async def send(call: Call) -> None:
        if call.path == "/br":
            await call.reply(body=b"?", Content_Encoding="br")
        elif call.path == "/cut":
            await call.reply(body=gzip.compress(b"words" * 99)[:-9], Content_Encoding="gzip")
        else:
            await call.reply(body=b"not gzip at all", Content_Encoding="gzip")

    async with serving(send) as web:
        assert "did not ask for" in str(await problem(http, web.url("/br")))
        assert "broke off" in str(await problem(http, web.url("/cut")))
        assert "damaged" in str(await problem(http, web.url("/bad")))


async def test_a_kept_connection_that_dies_under_a_request_is_replaced_once(
    http: PoliteHttp,
) -> None:
    async def fickle(call: Call) -> None:
        if call.writer in served:
            call.reset()
        else:
            served.append(call.writer)
            await call.reply(body=b"hello")

    served: list[asyncio.StreamWriter] = []
    async with serving(fickle) as web:
        assert (await http.get(web.url())).body == b"hello"
        assert (await http.get(web.url())).body == b"hello"
        assert (len(web.calls), len(served)) == (3, 2)


async def test_a_server_that_hangs_up_at_once_is_not_asked_twice(http: PoliteHttp) -> None:
    async def rude(call: Call) -> None:
        call.reset()

    async with serving(rude) as web:
        await problem(http, web.url())
        assert len(web.calls) == 1


async def test_after_a_failure_the_next_fetch_works(http: PoliteHttp) -> None:
    async def moody(call: Call) -> None:
        if len(web.calls) == 1:
            call.reset()
        else:
            await call.reply(body=b"well again")

    async with serving(moody) as web:
        await problem(http, web.url())
        assert (await http.get(web.url())).body == b"well again"

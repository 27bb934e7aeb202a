"""WebSockets against a real server: heartbeats, silence, endings."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

import pytest
from tests.sources.loopback import Call, everything_is_here, serving, unhurried
from websockets.asyncio.server import ServerConnection, serve
from websockets.frames import CloseCode
from websockets.http11 import Request, Response

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.http import PoliteHttp
from backchannel.sources.network.hosts import Hosts
from backchannel.sources.network.limits import Limits

QUICK = Limits(stream_silence=1.0, message=1000)
HASTY = Limits(silence=0.1)

Talk = Callable[[ServerConnection], Awaitable[None]]
Gate = Callable[[ServerConnection, Request], Response | None]


@asynccontextmanager
async def talking(talk: Talk, gate: Gate | None = None) -> AsyncIterator[str]:
    async with serve(
        talk, "127.0.0.1", 0, process_request=gate, ping_interval=None, close_timeout=0.1
    ) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"ws://127.0.0.1:{port}/stream?tag=a"


@pytest.fixture
async def http() -> AsyncIterator[PoliteHttp]:
    async with PoliteHttp(
        unhurried(), allow_local=True, limits=QUICK, lookup=everything_is_here
    ) as http:
        yield http


async def hear(http: PoliteHttp, url: str, token: str = "") -> list[str]:
    async with http.websocket(url, token=token) as socket:
        return [frame async for frame in socket]


async def test_what_is_sent_and_heard_is_text(http: PoliteHttp) -> None:
    async def echo(connection: ServerConnection) -> None:
        await connection.send(b"binary is not for us")
        await connection.send(f"you said {await connection.recv(decode=True)}")

    async with talking(echo) as url, http.websocket(url) as socket:
        await socket.send("hello \u2603")
        assert [frame async for frame in socket] == ["you said hello \u2603"]


@pytest.mark.parametrize("scheme", ["http", "ws", "WS"])
async def test_web_addresses_are_turned_into_socket_addresses(
    http: PoliteHttp, scheme: str
) -> None:
    seen: list[Request] = []

    async def greet(connection: ServerConnection) -> None:
        assert connection.request is not None
        seen.append(connection.request)
        await connection.send("welcome")

    async with talking(greet) as url:
        named = url.replace("ws", scheme, 1).replace("127.0.0.1", "social.example")
        assert await hear(http, named, token="s3cret") == ["welcome"]
    assert seen[0].path == "/stream?tag=a"
    assert seen[0].headers["Authorization"] == "Bearer s3cret"
    assert seen[0].headers["Host"].startswith("social.example:")
    assert seen[0].headers["User-Agent"].startswith("backchannel/")


async def test_the_token_is_not_logged_however_loud_the_log_is(
    http: PoliteHttp, caplog: pytest.LogCaptureFixture
) -> None:
    async def greet(connection: ServerConnection) -> None: ...

    caplog.set_level(logging.DEBUG)
    logging.getLogger("websockets.server").setLevel(logging.INFO)
    async with talking(greet) as url:
        await hear(http, url, token="s3cret")
    assert "s3cret" not in caplog.text


async def test_silence_is_noticed(http: PoliteHttp) -> None:
    over = asyncio.Event()

    async def freeze(connection: ServerConnection) -> None:
        await connection.send("last words")
        connection.transport.pause_reading()  # no pong will ever come
        await over.wait()
        connection.transport.abort()

    async with talking(freeze) as url, http.websocket(url) as socket:
        frames = aiter(socket)
        assert await anext(frames) == "last words"
        with pytest.raises(SourceUnreachable, match="nothing heard for"):
            await anext(frames)
        over.set()


async def test_a_ping_is_a_sign_of_life(http: PoliteHttp) -> None:
    async def ping(connection: ServerConnection) -> None:
        for _ in range(8):
            await asyncio.sleep(0.2)
            await (await connection.ping())  # and is answered
        await connection.send("still here")

    async with talking(ping) as url:
        assert await hear(http, url) == ["still here"]


async def test_a_reader_who_was_busy_does_not_take_its_own_silence_for_the_servers(
    http: PoliteHttp,
) -> None:
    async def answer(connection: ServerConnection) -> None:
        async for said in connection:
            await asyncio.sleep(0.1)
            await connection.send(said)

    async with talking(answer) as url, http.websocket(url) as socket:
        socket_frames = aiter(socket)
        await socket.send("one")
        assert await anext(socket_frames) == "one"
        await asyncio.sleep(1.2)
        await socket.send("two")
        assert await anext(socket_frames) == "two"


@pytest.mark.parametrize("code", [CloseCode.NORMAL_CLOSURE, CloseCode.GOING_AWAY])
async def test_a_goodbye_ends_the_stream(http: PoliteHttp, code: CloseCode) -> None:
    async def leave(connection: ServerConnection) -> None:
        await connection.send("bye")
        await connection.close(code)

    async with talking(leave) as url:
        assert await hear(http, url) == ["bye"]


@pytest.mark.parametrize(
    ("code", "reason", "sentence"),
    [
        (1008, "token \x1b[31mrevoked", "stream closed: it does not want us: token revoked"),
        (1011, "", "stream closed: an error on the server"),
        (1012, "", "stream closed: the server restarts"),
        (4321, "house rules", "stream closed: code 4321: house rules"),
    ],
)
async def test_other_endings_are_said_in_words(
    http: PoliteHttp, code: int, reason: str, sentence: str
) -> None:
    async def leave(connection: ServerConnection) -> None:
        await connection.close(code, reason)

    async with talking(leave) as url:
        with pytest.raises(SourceUnreachable) as caught:
            await hear(http, url)
    assert str(caught.value) == sentence


async def test_a_connection_that_breaks_is_unreachable(http: PoliteHttp) -> None:
    async def crash(connection: ServerConnection) -> None:
        connection.transport.abort()

    async with talking(crash) as url:
        with pytest.raises(SourceUnreachable, match="broke off"):
            await hear(http, url)


async def test_sending_into_a_closed_stream_is_unreachable(http: PoliteHttp) -> None:
    async def leave(connection: ServerConnection) -> None:
        await connection.close()

    async with talking(leave) as url, http.websocket(url) as socket:
        assert [frame async for frame in socket] == []
        with pytest.raises(SourceUnreachable, match="stream closed"):
            await socket.send("too late")


async def test_a_message_that_is_too_large_is_not_kept(http: PoliteHttp) -> None:
    async def flood(connection: ServerConnection) -> None:
        await connection.send("x" * 1001)

    async with talking(flood) as url:
        with pytest.raises(SourceUnreachable, match="too large"):
            await hear(http, url)


async def test_a_compressed_bomb_is_not_unfolded(http: PoliteHttp) -> None:
    async def bomb(connection: ServerConnection) -> None:
        await connection.send("\0" * 5_000_000)

    async with talking(bomb) as url:
        with pytest.raises(SourceUnreachable, match="too large"):
            await hear(http, url)


async def test_a_refused_handshake_says_why(http: PoliteHttp) -> None:
    async def never(connection: ServerConnection) -> None: ...

    def closed(connection: ServerConnection, request: Request) -> Response:
        return connection.respond(HTTPStatus.UNAUTHORIZED, "")

    async with talking(never, closed) as url:
        with pytest.raises(SourceRefused, match="401 Unauthorized") as caught:
            await hear(http, url)
    assert caught.value.why is Refusal.LOGIN


@pytest.mark.parametrize("thief", ["http://thief.example/", "ws://127.0.0.1:9/", "/other", "?"])
async def test_a_redirected_handshake_is_not_followed(thief: str) -> None:
    async def lure(call: Call) -> None:
        await call.reply("302 Found", Location=thief)

    async with (
        serving(lure) as web,
        PoliteHttp(unhurried(), allow_local=True, limits=QUICK) as http,
    ):
        with pytest.raises(SourceUnreachable, match="302 Found"):
            await hear(http, web.url(), token="s3cret")
        assert len(web.calls) == 1


async def test_a_busy_server_is_left_alone_by_all() -> None:
    async def busy(call: Call) -> None:
        await call.reply("429 Too Many Requests", Retry_After="40")

    hosts = Hosts(pause=0.0, clock=lambda: 0.0)
    async with (
        serving(busy) as web,
        PoliteHttp(hosts, allow_local=True) as one,
        PoliteHttp(hosts, allow_local=True) as other,
    ):
        with pytest.raises(SourceUnreachable, match="asked us to wait 40 s"):
            await hear(one, web.url())
        with pytest.raises(SourceUnreachable, match="asked us to wait"):
            await other.get(web.url())
        assert len(web.calls) == 1


async def test_streams_are_not_opened_more_often_than_allowed() -> None:
    async def bye(connection: ServerConnection) -> None: ...

    hosts = Hosts(pause=0.0, connects=3, clock=lambda: 0.0)
    async with talking(bye) as url, PoliteHttp(hosts, allow_local=True) as http:
        for _ in range(3):
            await hear(http, url)
        with pytest.raises(SourceUnreachable, match="3 times in a minute"):
            await hear(http, url)


@pytest.mark.parametrize(
    "raw", [b"", b"HTTP/1.1 200 OK\r\n\r\n", b"SSH-2.0\r\n\r\n", b"\xff\xff\r\n"]
)
async def test_what_is_no_websocket_is_unreachable(http: PoliteHttp, raw: bytes) -> None:
    async def mumble(call: Call) -> None:
        await call.say(raw)
        call.writer.close()

    async with serving(mumble) as web:
        with pytest.raises(SourceUnreachable):
            await hear(http, web.url())


async def test_a_server_that_never_answers_is_given_up() -> None:
    async def sleep(call: Call) -> None:
        await asyncio.sleep(60)

    async with (
        serving(sleep) as web,
        PoliteHttp(unhurried(), allow_local=True, limits=HASTY) as http,
    ):
        with pytest.raises(SourceUnreachable, match="no answer for"):
            await hear(http, web.url())


async def test_a_refused_connection_is_named(http: PoliteHttp) -> None:
    async def nobody(call: Call) -> None: ...

    async with serving(nobody) as web:
        url = web.url()
    with pytest.raises(SourceUnreachable, match="connection refused"):
        await hear(http, url)


async def test_private_addresses_are_refused_to_streams_too() -> None:
    async def inside(host: str, port: int) -> list[str]:
        return ["10.0.0.7"]

    async with PoliteHttp(unhurried(), lookup=inside) as http:
        with pytest.raises(SourceRefused, match="private address"):
            await hear(http, "ws://127.0.0.1/")
        with pytest.raises(SourceUnreachable, match=r"10\.0\.0\.7, a private address"):
            await hear(http, "wss://intranet.example/")
        with pytest.raises(SourceRefused, match="only sent over https"):
            await hear(http, "ws://social.example/", token="s3cret")

"""TLS: whom we trust, and what is said when we do not."""

from __future__ import annotations

import asyncio
import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from tests.sources.authority import DAY, Authority
from tests.sources.loopback import Call, everything_is_here, serving, unhurried
from websockets.asyncio.server import ServerConnection, serve

from backchannel.errors import SourceUnreachable
from backchannel.sources.http import PoliteHttp


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def trusting(authority: Authority) -> PoliteHttp:
    return PoliteHttp(
        unhurried(), allow_local=True, tls=authority.trust(), lookup=everything_is_here
    )


async def hello(call: Call) -> None:
    await call.reply(body=b"hello")


async def sentence(http: PoliteHttp, url: str) -> str:
    with pytest.raises(SourceUnreachable) as caught:
        await http.get(url)
    return str(caught.value)


async def test_a_certificate_for_the_name_is_trusted(authority: Authority) -> None:
    async with (
        serving(hello, tls=authority.server("town.example")) as web,
        trusting(authority) as http,
    ):
        assert (await http.get(web.url(host="town.example"), token="s3cret")).body == b"hello"
        assert (await http.get(web.url(host="TOWN.example"))).body == b"hello"


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        (-2 * DAY, -DAY, "its certificate has expired"),
        (DAY, 2 * DAY, "its certificate is not valid yet (or this computer's clock is wrong)"),
    ],
)
async def test_a_certificate_has_its_time(
    authority: Authority, starts: timedelta, ends: timedelta, said: str
) -> None:
    tls = authority.server("town.example", starts=starts, ends=ends)
    async with serving(hello, tls=tls) as web, trusting(authority) as http:
        assert await sentence(http, web.url(host="town.example")) == said


async def test_a_certificate_for_another_name_is_not_trusted(authority: Authority) -> None:
    async with (
        serving(hello, tls=authority.server("town.example")) as web,
        trusting(authority) as http,
    ):
        said = await sentence(http, web.url(host="city.example"))
        assert said == "its certificate is for another name"
        assert web.calls == []


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    stranger = Authority(tmp_path / "other")
    async with (
        serving(hello, tls=authority.server("town.example", alone=True)) as alone,
        serving(hello, tls=stranger.server("town.example")) as unknown,
        trusting(authority) as http,
    ):
        said = await sentence(http, alone.url(host="town.example"))
        assert said == "its certificate is signed by itself"
        said = await sentence(http, unknown.url(host="town.example"))
        assert said == "its certificate is signed by an unknown authority"


async def test_a_server_that_does_not_speak_tls_is_named(authority: Authority) -> None:
    async def plain(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 The plain request was sent to the secure port\r\n\r\n")
        writer.close()

    async with (
        await asyncio.start_server(plain, "127.0.0.1", 0) as server,
        trusting(authority) as http,
    ):
        port = server.sockets[0].getsockname()[1]
        said = await sentence(http, f"https://127.0.0.1:{port}/")
    assert said.startswith("no secure connection")


async def test_a_token_does_not_follow_from_https_to_http(authority: Authority) -> None:
    async def downgrade(call: Call) -> None:
        await call.reply("301 Moved", Location=open_.url(host="town.example"))

    async with (
        serving(hello) as open_,
        serving(downgrade, tls=authority.server("town.example")) as web,
        trusting(authority) as http,
    ):
        with pytest.raises(SourceUnreachable, match="from https to http"):
            await http.get(web.url(host="town.example"), token="s3cret")
        assert open_.calls == []
        response = await http.get(web.url(host="town.example"))
        assert response.moved == open_.url(host="town.example")


async def test_a_secure_socket_is_checked_in_the_same_way(authority: Authority) -> None:
    async def greet(connection: ServerConnection) -> None:
        await connection.send("hello")

    tls = authority.server("town.example")
    async with serve(greet, "127.0.0.1", 0, ssl=tls) as server, trusting(authority) as http:
        port = next(iter(server.sockets)).getsockname()[1]
        async with http.websocket(f"wss://town.example:{port}/", token="s3cret") as socket:
            assert [frame async for frame in socket] == ["hello"]
        with pytest.raises(SourceUnreachable, match="for another name"):
            async with http.websocket(f"https://city.example:{port}/"):
                pass


async def test_without_a_word_the_computers_own_trust_counts(authority: Authority) -> None:
    async with (
        serving(hello, tls=authority.server("town.example")) as web,
        PoliteHttp(unhurried(), allow_local=True, lookup=everything_is_here) as http,
    ):
        said = await sentence(http, web.url(host="town.example"))
    assert said == "its certificate is signed by an unknown authority"


def test_the_authority_of_a_test_is_trusted_by_nobody_else(authority: Authority) -> None:
    assert authority.trust().verify_mode is ssl.CERT_REQUIRED

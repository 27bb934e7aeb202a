"""Where a fetch may be sent, and where not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.sources.loopback import (
    Call,
    everything_is_here,
    problem,
    refusal,
    serving,
    unhurried,
)

from backchannel.errors import Refusal
from backchannel.sources.http import PoliteHttp


@pytest.fixture
async def http() -> AsyncIterator[PoliteHttp]:
    async with PoliteHttp(unhurried(), allow_local=True, lookup=everything_is_here) as http:
        yield http


async def test_permanent_redirects_give_the_new_address(http: PoliteHttp) -> None:
    async def moved(call: Call) -> None:
        following = {"/a": ("301 Moved", "/b"), "/b": ("308 Moved", "c?x=1#frag")}
        if call.path in following:
            status, location = following[call.path]
            await call.reply(status, Location=location)
        else:
            await call.reply(body=b"here")

    async with serving(moved) as web:
        response = await http.get(web.url("/a"))
    assert response.moved == response.url == web.url("/c?x=1")


async def test_one_temporary_redirect_on_the_way_keeps_the_old_address(http: PoliteHttp) -> None:
    async def moved(call: Call) -> None:
        following = {"/a": ("301 Moved", "/b"), "/b": ("302 Found", "/c")}
        if call.path in following:
            status, location = following[call.path]
            await call.reply(status, Location=location)
        else:
            await call.reply()

    async with serving(moved) as web:
        response = await http.get(web.url("/a"))
    assert (response.moved, response.url) == (None, web.url("/c"))


async def test_a_redirect_loop_is_named(http: PoliteHttp) -> None:
    async def circle(call: Call) -> None:
        await call.reply("302 Found", Location="/b" if call.path == "/a" else "/a")

    async with serving(circle) as web:
        assert str(await problem(http, web.url("/a"))) == "redirected in a circle"
        assert len(web.calls) == 2


async def test_more_than_five_redirects_are_too_many(http: PoliteHttp) -> None:
    async def stairs(call: Call) -> None:
        await call.reply("302 Found", Location=f"{call.path}/up")

    async with serving(stairs) as web:
        assert str(await problem(http, web.url("/s"))) == "too many redirects (more than 5)"
        assert len(web.calls) == 6


async def test_a_token_never_reaches_another_origin(http: PoliteHttp) -> None:
    async def elsewhere(call: Call) -> None:
        await call.reply("302 Found", Location=thief.url("/steal"))

    async def back(call: Call) -> None:
        if call.path == "/steal":
            await call.reply("302 Found", Location=home.url("/home"))
        else:
            await call.reply()

    async def at_home(call: Call) -> None:
        await (elsewhere if call.path == "/" else back)(call)

    async with serving(back) as thief, serving(at_home) as home:
        await http.get(home.url("/"), token="s3cret")
        assert home.calls[0].headers["authorization"] == "Bearer s3cret"
        assert "authorization" not in thief.calls[0].headers
        assert "authorization" not in home.calls[1].headers


@pytest.mark.parametrize(
    "location",
    [
        "ftp://files.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[::1",
        "http://",
        "data:,x",
    ],
)
async def test_a_redirect_to_what_is_not_the_web_is_not_followed(
    http: PoliteHttp, location: str
) -> None:
    async def lure(call: Call) -> None:
        await call.reply("302 Found", Location=location)

    async with serving(lure) as web:
        await problem(http, web.url())
        assert len(web.calls) == 1


async def test_a_redirect_in_another_script_is_understood(http: PoliteHttp) -> None:
    async def move(call: Call) -> None:
        if call.path == "/":
            await call.say("HTTP/1.1 302 Found\r\nLocation: /caf\u00e9\r\n\r\n".encode())
        else:
            await call.reply(body=call.path.encode())
        call.writer.close()

    async with serving(move) as web:
        assert (await http.get(web.url())).body == b"/caf%C3%A9"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://desk.localhost./",
        "http://[::1]/",
        "http://10.1.2.3/feed",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:192.168.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://0.0.0.0/",
    ],
)
async def test_a_private_address_is_refused_and_the_way_out_is_said(url: str) -> None:
    async with PoliteHttp(unhurried()) as http:
        refused = await refusal(http, url)
    assert refused.why is Refusal.NOT_ALLOWED
    assert "is a private address, which is opened only with local = true" in str(refused)


@pytest.mark.parametrize(
    "url", ["ftp://files.example/", "", "feed", "http://", "http://town.example:22/", "http://a b/"]
)
async def test_what_is_no_web_address_is_refused(url: str) -> None:
    async with PoliteHttp(unhurried()) as http:
        assert (await refusal(http, url)).why is Refusal.NOT_ALLOWED


async def test_a_name_that_leads_inside_is_not_connected_to() -> None:
    async def inside(host: str, port: int) -> list[str]:
        return ["10.0.0.7"]

    async with PoliteHttp(unhurried(), lookup=inside) as http:
        error = await problem(http, "https://intranet.example/feed")
    assert str(error) == (
        "refused: intranet.example is 10.0.0.7, a private address, "
        "which is opened only with local = true"
    )


async def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    answers = [["127.0.0.1"], ["10.9.9.9"]]  # a name server that changes its mind

    async def rebinding(host: str, port: int) -> list[str]:
        return answers.pop(0)

    async def hello(call: Call) -> None:
        await call.reply(body=b"checked")

    async with (
        serving(hello) as web,
        PoliteHttp(unhurried(), allow_local=True, lookup=rebinding) as http,
    ):
        response = await http.get(web.url(host="turncoat.example"))
        assert web.calls[0].headers["host"] == f"turncoat.example:{web.port}"
    assert (response.body, len(answers)) == (b"checked", 1)


async def test_a_token_is_only_sent_over_https() -> None:
    async with PoliteHttp(unhurried()) as http:
        refused = await refusal(http, "http://town.example/", token="s3cret")
    assert str(refused) == "refused: a token is only sent over https"

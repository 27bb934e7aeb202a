"""A request that changes something on a server is made once, and only where it was meant to go."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.sources.loopback import Call, everything_is_here, serving, unhurried

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.http import PoliteHttp


@pytest.fixture
async def http() -> AsyncIterator[PoliteHttp]:
    async with PoliteHttp(unhurried(), allow_local=True, lookup=everything_is_here) as http:
        yield http


async def _body(call: Call) -> bytes:
    return await call.reader.readexactly(int(call.headers["content-length"]))


async def test_the_body_and_its_headers_arrive_and_the_answer_comes_back(http: PoliteHttp) -> None:
    bodies: list[bytes] = []

    async def take(call: Call) -> None:
        bodies.append(await _body(call))
        await call.reply("201 Created", b'{"id": 7}')

    async with serving(take) as web:
        url = web.url("/notes")
        answer = await http.post(url, b'{"a": 1}', headers={"Idempotency-Key": "k-1"})
        [call] = web.calls
    assert (answer.status, answer.body) == (201, b'{"id": 7}')
    assert bodies == [b'{"a": 1}']
    assert call.headers["content-type"] == "application/json"
    assert call.headers["idempotency-key"] == "k-1"


async def test_a_token_is_sent_in_the_scheme_of_the_place(http: PoliteHttp) -> None:
    async def take(call: Call) -> None:
        await call.reply()

    async with serving(take) as web:
        await http.post(web.url(), b"", token="t0ken")
        await http.get(web.url(), token="t0ken", scheme="Token")
        await http.get(web.url(), token="t0ken")
    said = [call.headers["authorization"] for call in web.calls]
    assert said == ["Bearer t0ken", "Token t0ken", "Bearer t0ken"]


async def test_a_connection_that_breaks_off_is_not_tried_again_unasked(http: PoliteHttp) -> None:
    async def take(call: Call) -> None:
        if call.path == "/post":
            await _body(call)
            call.reset()
        else:
            await call.reply()

    async with serving(take) as web:
        await http.get(web.url("/first"))  # a connection is open that could be used again
        with pytest.raises(SourceUnreachable):
            await http.post(web.url("/post"), b"{}")
    assert [call.path for call in web.calls] == ["/first", "/post"]


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other"])
async def test_a_redirect_that_would_make_a_get_of_it_is_an_error(
    http: PoliteHttp, status: str
) -> None:
    async def move(call: Call) -> None:
        await call.reply(status, Location="/elsewhere")

    async with serving(move) as web:
        with pytest.raises(
            SourceUnreachable, match=r"sent on to 127\.0\.0\.1; is the address right"
        ):
            await http.post(web.url(), b"{}")
    assert len(web.calls) == 1


async def test_a_redirect_that_keeps_it_is_followed_at_its_origin_only(http: PoliteHttp) -> None:
    bodies: list[bytes] = []

    async def other(call: Call) -> None:
        await call.reply()

    async def move(call: Call) -> None:
        bodies.append(await _body(call))
        to = {"/": "/new", "/away": f"http://elsewhere.example:{far.port}/"}.get(call.path)
        if to is None:
            await call.reply(body=b"here")
        else:
            await call.reply("307 Temporary Redirect", Location=to)

    async with serving(other) as far, serving(move) as web:
        assert (await http.post(web.url(), b"{}")).body == b"here"
        with pytest.raises(SourceUnreachable, match=r"sent on to elsewhere\.example"):
            await http.post(web.url("/away"), b"{}")
    assert bodies == [b"{}", b"{}", b"{}"]
    assert far.calls == []


async def test_what_the_server_says_against_it_is_told(http: PoliteHttp) -> None:
    async def refuse(call: Call) -> None:
        await call.reply("422 Unprocessable Entity", b'{"error": "Text is too long"}')

    async with serving(refuse) as web:
        with pytest.raises(SourceUnreachable, match="Text is too long") as caught:
            await http.post(web.url(), b"{}")
    assert caught.value.status == 422


async def test_a_private_address_is_not_posted_to() -> None:
    async with PoliteHttp(unhurried(), lookup=everything_is_here) as http:
        with pytest.raises(SourceUnreachable, match="private address"):
            await http.post("https://venue.example/", b"{}")
        with pytest.raises(SourceRefused) as caught:
            await http.post("https://127.0.0.1/", b"{}")
    assert caught.value.why is Refusal.NOT_ALLOWED

import asyncio
import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.clock import Clock
from tests.sources.loopback import unhurried
from tests.sources.posting.places import Toot, toot

from backchannel.errors import SourceRefused
from backchannel.sources.http import PoliteHttp
from backchannel.sources.posting import oauth, redirect
from backchannel.sources.posting.mastodon import MastodonWriter


@pytest.fixture
async def place(clock: Clock) -> AsyncIterator[Toot]:
    async with toot(clock) as place:
        yield place


@pytest.fixture
async def http() -> AsyncIterator[PoliteHttp]:
    async with PoliteHttp(unhurried(), allow_local=True) as http:
        yield http


async def ask(address: str, path: str = "/", method: str = "GET") -> str:
    """What a browser gets from a server on this machine, whole."""
    port = urlsplit(address).port
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    with_ = await reader.read()
    writer.close()
    return with_.decode()


async def location(address: str) -> str:
    """Where a browser is sent from a page of the server; it takes the person for logged in."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection("127.0.0.1", parts.port)
    writer.write(f"GET {parts.path}?{parts.query} HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
    said = (await reader.read()).decode()
    writer.close()
    found = re.search(r"Location: (\S+)", said)
    return found[1] if found else said


async def test_a_browser_brings_a_code_that_becomes_a_token(
    http: PoliteHttp, place: Toot, clock: Clock
) -> None:
    async with redirect.waiting() as waiting:
        asking = await oauth.begin(http, place.origin, waiting.address)
        waiting.expect(asking.state)
        back = urlsplit(await location(asking.address))
        page = await ask(waiting.address, f"/?{back.query}")
        token = await oauth.finish(http, asking, await waiting.code())
    assert page.startswith("HTTP/1.1 200")
    assert "close this page" in page
    account = await MastodonWriter(http, place.origin, token, clock).about()
    assert account.name == "@facilitator@toot.example"


async def test_only_what_is_needed_is_asked_for_and_the_secret_stays_here(
    http: PoliteHttp, place: Toot
) -> None:
    asking = await oauth.begin(http, place.origin, oauth.SHOWN)
    query = parse_qs(urlsplit(asking.address).query)
    assert query["scope"] == ["read:accounts read:search read:statuses write:statuses"]
    assert query["code_challenge_method"] == ["S256"]
    assert asking.verifier not in asking.address
    assert len(asking.verifier) == 86
    for secret in (asking.verifier, asking.state, asking.client_secret):
        assert secret not in repr(asking)


async def test_a_code_that_is_typed_in_works_once(http: PoliteHttp, place: Toot) -> None:
    asking = await oauth.begin(http, place.origin, oauth.SHOWN)
    found = re.search(r"<code>(\S+)</code>", await location(asking.address))
    assert found
    assert await oauth.finish(http, asking, f" {found[1]}\n")
    with pytest.raises(SourceRefused, match="does not take this code"):
        await oauth.finish(http, asking, found[1])


async def test_whoever_catches_the_code_alone_gets_no_token(http: PoliteHttp, place: Toot) -> None:
    asking = await oauth.begin(http, place.origin, oauth.SHOWN)
    found = re.search(r"<code>(\S+)</code>", await location(asking.address))
    assert found
    other = oauth.Asking(asking.origin, asking.redirect, asking.client, asking.client_secret)
    with pytest.raises(SourceRefused, match="does not take this code"):
        await oauth.finish(http, other, found[1])


async def test_what_is_no_such_server_says_so(http: PoliteHttp, clock: Clock, place: Toot) -> None:
    place.trouble = lambda _: "404"
    with pytest.raises(SourceRefused, match="no Mastodon server answers there"):
        await oauth.begin(http, place.origin, oauth.SHOWN)


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/?code=stolen&state=wrong", "GET", 400),
        ("/?code=stolen", "GET", 400),
        ("/?state=right", "GET", 400),
        ("/favicon.ico", "GET", 404),
        ("//[", "GET", 404),
        ("/?code=x&state=right", "POST", 404),
        ("/?code=<script>alert(1)</script>&state=%0d%0aX:1", "GET", 400),
    ],
)
async def test_anything_else_that_comes_is_turned_away_and_not_repeated(
    path: str, method: str, status: int
) -> None:
    async with redirect.waiting() as waiting:
        waiting.expect("right")
        page = await ask(waiting.address, path, method)
        assert page.startswith(f"HTTP/1.1 {status}")
        assert "script" not in page
        assert "stolen" not in page
        await ask(waiting.address, "/?code=mine&state=right")
        assert await waiting.code() == "mine"
        assert (await ask(waiting.address, "/?code=late&state=right")).startswith("HTTP/1.1 400")


async def test_a_no_and_a_silence_are_said_to_be_one() -> None:
    async with redirect.waiting() as waiting:
        waiting.expect("right")
        await ask(waiting.address, "/?error=access_denied&state=right")
        with pytest.raises(SourceRefused, match="told not to let us in"):
            await waiting.code()
    async with redirect.waiting() as waiting:
        with pytest.raises(SourceRefused, match="nobody logged in"):
            await waiting.code(patience=0.0)


async def test_nobody_but_this_machine_is_listened_to() -> None:
    async with redirect.waiting() as waiting:
        assert urlsplit(waiting.address).hostname == "127.0.0.1"

"""What is asked, and what comes of the answer."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime

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
from backchannel.sources.api import Http
from backchannel.sources.http import CONTACT, PoliteHttp
from backchannel.sources.network.hosts import Hosts

Now = Callable[[], datetime]


@pytest.fixture
async def http(clock: Now) -> AsyncIterator[PoliteHttp]:
    async with PoliteHttp(
        unhurried(), allow_local=True, lookup=everything_is_here, now=clock
    ) as http:
        yield http


def test_it_keeps_the_contract() -> None:
    contract: Http = PoliteHttp()
    assert contract is not None


async def test_an_answer_has_its_status_address_headers_and_body(http: PoliteHttp) -> None:
    async def hello(call: Call) -> None:
        await call.reply(body=b"hello", ETag='W/"1"', Last_Modified="yesterday")

    async with serving(hello) as web:
        response = await http.get(web.url("/feed#top"))
    assert (response.status, response.body, response.moved) == (200, b"hello", None)
    assert response.url == web.url("/feed")
    assert response.headers["etag"] == 'W/"1"'
    assert response.headers["last-modified"] == "yesterday"


async def test_what_an_answer_shows_of_its_server_is_kept_also_of_a_refusal(
    http: PoliteHttp,
) -> None:
    async def busy(call: Call) -> None:
        await call.reply(
            "429 Too Many Requests", X_RateLimit_Remaining="0", X_RateLimit_Limit="300"
        )

    assert http.noticed is None
    async with serving(busy) as web:
        await problem(http, web.url())
    assert http.noticed is not None
    assert http.noticed.budget is not None
    assert (http.noticed.budget.left, http.noticed.budget.limit) == (0, 300)
    assert 0 <= http.noticed.seconds < 30


async def test_the_server_learns_who_we_are_and_what_we_want(http: PoliteHttp) -> None:
    async def hello(call: Call) -> None:
        await call.reply()

    async with serving(hello) as web:
        await http.get(web.url(), accept="application/json", token="s3cret")
        headers = web.calls[0].headers
    assert headers["user-agent"].startswith("backchannel/")
    assert "(+https://" in headers["user-agent"]
    assert headers["accept"] == "application/json"
    assert headers["accept-encoding"] == "gzip, deflate"
    assert headers["authorization"] == "Bearer s3cret"
    assert headers["host"] == f"127.0.0.1:{web.port}"


async def test_the_contact_address_is_the_users_to_choose() -> None:
    async def hello(call: Call) -> None:
        await call.reply()

    async with serving(hello) as web:
        for contact in ("mailto:desk@town.example", "x\r\nEvil: 1", "\u2603"):
            async with PoliteHttp(unhurried(), allow_local=True, contact=contact) as http:
                await http.get(web.url())
        first, *others = (call.headers for call in web.calls)
    assert "(+mailto:desk@town.example)" in first["user-agent"]
    assert all(CONTACT in other["user-agent"] and "evil" not in other for other in others)


async def test_validators_go_back_byte_for_byte(http: PoliteHttp) -> None:
    async def unchanged(call: Call) -> None:
        if "if-none-match" in call.headers:
            await call.say(
                b'HTTP/1.1 304 Not Modified\r\nETag: "new"\r\nContent-Length: 99999999\r\n'
                b"Content-Encoding: gzip\r\n\r\n"
            )
        else:
            await call.say(
                b'HTTP/1.1 200 OK\r\nETag: W/"\xe9\xff"\r\nLast-Modified: odd\r\n'
                b"Content-Length: 0\r\n\r\n"
            )

    async with serving(unchanged) as web:
        first = await http.get(web.url())
        etag, modified = first.headers["etag"], first.headers["last-modified"]
        second = await http.get(web.url(), etag=etag, modified=modified)
        asked = web.calls[1].headers
    assert asked["if-none-match"].encode("latin-1") == b'W/"\xe9\xff"'
    assert asked["if-modified-since"] == "odd"
    assert (second.status, second.body, second.headers["etag"]) == (304, b"", '"new"')


@pytest.mark.parametrize("etag", ["a\r\nX-Evil: 1", "\u2603", "\x00", " padded "])
async def test_a_validator_that_http_cannot_carry_is_left_out(http: PoliteHttp, etag: str) -> None:
    async def hello(call: Call) -> None:
        await call.reply()

    async with serving(hello) as web:
        await http.get(web.url(), etag=etag)
        assert "if-none-match" not in web.calls[0].headers
        assert "x-evil" not in web.calls[0].headers


async def test_links_are_resolved_against_where_the_answer_came_from(http: PoliteHttp) -> None:
    async def paged(call: Call) -> None:
        if call.path == "/old":
            await call.reply("302 Found", Location="/api/tags")
        else:
            await call.reply(Link='<?page=2>; rel="next", </first>; rel=prev')

    async with serving(paged) as web:
        response = await http.get(web.url("/old"))
    assert response.links == {"next": web.url("/api/tags?page=2"), "prev": web.url("/first")}


async def test_cookies_are_not_kept(http: PoliteHttp) -> None:
    async def track(call: Call) -> None:
        await call.reply(Set_Cookie="id=1; Path=/")

    async with serving(track) as web:
        await http.get(web.url())
        await http.get(web.url())
        assert "cookie" not in web.calls[1].headers


async def test_a_user_and_password_in_the_address_are_sent_but_never_shown(
    http: PoliteHttp,
) -> None:
    async def private(call: Call) -> None:
        await call.reply()

    async with serving(private) as web:
        response = await http.get(f"http://ann:secret@127.0.0.1:{web.port}/feed")
        assert web.calls[0].headers["authorization"] == "Basic YW5uOnNlY3JldA=="
    assert response.url == web.url("/feed")


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("401 Unauthorized", Refusal.LOGIN),
        ("403 Forbidden", Refusal.LOGIN),
        ("410 Gone", Refusal.GONE),
    ],
)
async def test_some_answers_mean_that_asking_again_is_no_use(
    http: PoliteHttp, status: str, why: Refusal
) -> None:
    async def refuse(call: Call) -> None:
        await call.reply(status)

    async with serving(refuse) as web:
        refused = await refusal(http, web.url())
    assert refused.why is why
    assert str(refused).startswith(status)


@pytest.mark.parametrize("status", [400, 404, 418, 422, 451, 500, 502, 504, 521, 599, 300, 305])
async def test_other_errors_are_worth_another_try(http: PoliteHttp, status: int) -> None:
    async def fail(call: Call) -> None:
        await call.reply(f"{status} \x1b[31mRed")

    async with serving(fail) as web:
        error = await problem(http, web.url())
    assert str(error).startswith(str(status))
    assert "\x1b" not in str(error)
    assert error.retry_after is None


async def test_what_a_server_says_of_its_error_is_cleaned_and_shortened(http: PoliteHttp) -> None:
    said = json.dumps({"error": "Not \x1b]0;owned\x07found\u202e " + "z" * 5000})

    async def fail(call: Call) -> None:
        await call.reply("404 Not Found", said.encode(), Content_Type="application/json")

    async with serving(fail) as web:
        sentence = str(await problem(http, web.url()))
    assert sentence.startswith("404 Not Found: Not found")
    assert "owned" not in sentence
    assert len(sentence) < 160


@pytest.mark.parametrize(
    "body", [b"<html>no</html>", b"[1]", b"\xff", b"[" * 50_000, b"x" * 70_000]
)
async def test_an_error_page_that_says_nothing_is_left_out(http: PoliteHttp, body: bytes) -> None:
    async def fail(call: Call) -> None:
        await call.reply("500 Oops", body)

    async with serving(fail) as web:
        assert str(await problem(http, web.url())) == "500 Internal Server Error"


async def test_a_refusal_says_whether_a_token_is_missing_or_wrong(http: PoliteHttp) -> None:
    async def closed(call: Call) -> None:
        await call.reply("401 Unauthorized")

    async with serving(closed) as web:
        assert "a token is needed" in str(await refusal(http, web.url()))
        assert "token was not accepted" in str(await refusal(http, web.url(), token="old"))


@pytest.mark.parametrize("token", ["two\nlines", "sn\u2603w", "a\x00b"])
async def test_a_token_that_cannot_be_sent_is_refused(http: PoliteHttp, token: str) -> None:
    refused = await refusal(http, "http://127.0.0.1:9/", token=token)
    assert refused.why is Refusal.LOGIN


async def test_a_server_that_asks_us_to_wait_is_left_alone(clock: Now) -> None:
    elapsed = 0.0

    async def busy(call: Call) -> None:
        await call.reply("429 Too Many Requests", Retry_After="30")

    hosts = Hosts(pause=0.0, clock=lambda: elapsed)
    async with (
        serving(busy) as web,
        PoliteHttp(hosts, allow_local=True, now=clock) as one,
        PoliteHttp(hosts, allow_local=True, now=clock) as other,
    ):
        first = await problem(one, web.url())
        assert (str(first), first.retry_after) == ("429: asked us to wait 30 s", 30.0)
        elapsed = 10.0
        second = await problem(other, web.url())
        assert (str(second), second.retry_after) == ("asked us to wait 20 s", 20.0)
        assert len(web.calls) == 1
        elapsed = 31.0
        await problem(other, web.url())
        assert len(web.calls) == 2


async def test_a_spent_budget_holds_the_next_request_but_not_this_answer(clock: Now) -> None:
    async def last(call: Call) -> None:
        await call.reply(
            body=b"page",
            X_RateLimit_Remaining="0",
            X_RateLimit_Reset="2031-05-01T14:05:00.070144Z",
            Date="Thu, 01 May 2031 14:00:00 GMT",
        )

    async with (
        serving(last) as web,
        PoliteHttp(Hosts(pause=0.0, clock=lambda: 0.0), allow_local=True, now=clock) as http,
    ):
        assert (await http.get(web.url())).body == b"page"
        held = await problem(http, web.url())
    assert held.retry_after == pytest.approx(300.07)
    assert str(held) == "asked us to wait 5 min"

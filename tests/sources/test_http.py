"""Fetching from real servers that behave, misbehave and attack."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import pytest
from tests.sources.loopback import Call, everything_is_here, serving, unhurried

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.sources.api import Http
from backchannel.sources.http import CONTACT, PoliteHttp
from backchannel.sources.network.hosts import Hosts
from backchannel.sources.network.limits import Limits

Now = Callable[[], datetime]
SMALL = Limits(body=100_000)
HASTY = Limits(silence=0.1)


@pytest.fixture
async def http(clock: Now) -> AsyncIterator[PoliteHttp]:
    async with PoliteHttp(
        unhurried(), allow_local=True, limits=SMALL, lookup=everything_is_here, now=clock
    ) as http:
        yield http


async def problem(http: PoliteHttp, url: str, token: str = "") -> SourceUnreachable:
    with pytest.raises(SourceUnreachable) as caught:
        await http.get(url, token=token)
    return caught.value


async def refusal(http: PoliteHttp, url: str, token: str = "") -> SourceRefused:
    with pytest.raises(SourceRefused) as caught:
        await http.get(url, token=token)
    return caught.value


def test_it_keeps_the_contract() -> None:
    contract: Http = PoliteHttp()
    assert contract is not None


# --- answers


async def test_an_answer_has_its_status_address_headers_and_body(http: PoliteHttp) -> None:
    async def hello(call: Call) -> None:
        await call.reply(body=b"hello", ETag='W/"1"', Last_Modified="yesterday")

    async with serving(hello) as web:
        response = await http.get(web.url("/feed#top"))
    assert (response.status, response.body, response.moved) == (200, b"hello", None)
    assert response.url == web.url("/feed")
    assert response.headers["etag"] == 'W/"1"'
    assert response.headers["last-modified"] == "yesterday"


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


# --- compression and size


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
        await asyncio.wait_for(hung_up.wait(), 10)


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
        await asyncio.wait_for(hung_up.wait(), 10)
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


# --- time


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


# --- broken servers


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


# --- refusals and errors


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


# --- being asked to wait


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
        assert (str(second), second.retry_after) == ("asked us to wait, 20 s to go", 20.0)
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
    assert str(held) == "asked us to wait, 5 min to go"


# --- redirects


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


# --- private addresses


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
    assert "is a private address; set local = true for this source to allow it" in str(refused)


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
        "refused: intranet.example is 10.0.0.7, a private address; "
        "set local = true for this source to allow it"
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

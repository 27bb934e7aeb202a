"""A login on a server reads its hashtags, and is shown to nobody else."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from tests.clock import Clock
from tests.sources.loopback import Call, Web, serving
from tests.sources.mastodon_server import (
    HOST,
    Kept,
    Listener,
    MastodonServer,
    NoDocuments,
    Streaming,
    poll,
)

from backchannel.demo.sites.policy import TOKEN, Policy
from backchannel.demo.world import World
from backchannel.errors import Refusal, SourceRefused
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Http, Reach
from backchannel.sources.http import PoliteHttp
from backchannel.sources.mastodon import Mastodon, Options
from backchannel.sources.network.hosts import Hosts

ANA = f"@ana@{HOST}"
LOGIN = {"login": "l0gin", "account": ANA}
NOTE = f"the login of {ANA} is not accepted here, reading without it"
CLOSED = {"local": "authenticated", "remote": "authenticated"}
EVENT = Event("Example", ("ideaperf",))


def reading(
    http: Http, server: str = f"https://{HOST}", *, stream: bool = True, **secrets: str
) -> Mastodon:
    """A source on a server on which somebody is logged in."""
    told: Callable[[str], str] = lambda name: {**LOGIN, **secrets}.get(name, "")  # noqa: E731  # a default would hide it
    return Mastodon(
        Options(server, stream=stream),
        Reach(http, NoDocuments(), EVENT, Clock(), told),
        patience=0.01,
    )


async def test_a_login_reads_a_closed_server() -> None:
    server = MastodonServer(access=CLOSED)
    server.publish(1)
    kept = await poll(reading(server, stream=False), Kept())
    assert kept.numbers == {1}
    assert set(server.tokens) == {"l0gin"}
    assert {batch.note for batch in kept.batches} == {""}


async def test_a_login_reads_live_on_the_server_and_on_names_below_it() -> None:
    server = Streaming()
    await Listener(reading(server), Kept()).until_live()
    assert [token for _, token in server.opened] == ["l0gin"]


@pytest.mark.parametrize(
    "streaming", ["wss://streams.example", f"wss://not{HOST}", f"wss://{HOST}:8443"]
)
async def test_a_login_goes_to_no_other_host_that_the_server_names(streaming: str) -> None:
    server = Streaming()
    server.publish(1)
    server.streaming = streaming
    kept = await poll(reading(server), Kept())
    assert kept.numbers == {1}
    assert not server.opened
    note = f"not live: {HOST} streams from another host, which gets no login"
    assert kept.batches[-1].note == note


async def test_where_strangers_hear_live_posts_another_host_gets_no_login() -> None:
    server = Streaming()
    server.version, server.level, server.streaming = "4.1.0", None, "wss://streams.example"
    await Listener(reading(server), Kept()).until_live()
    assert [token for _, token in server.opened] == [""]


async def test_a_token_of_the_sources_own_goes_before() -> None:
    server = MastodonServer()
    await poll(reading(server, stream=False, token="own"), Kept())
    assert set(server.tokens) == {"own"}


async def test_a_refused_login_does_not_cost_what_is_public() -> None:
    server = MastodonServer(refused_token="l0gin")
    server.publish(1)
    source = reading(server, stream=False)
    kept = await poll(source, Kept())
    assert kept.numbers == {1}
    assert kept.batches[-1].note == NOTE
    server.tokens.clear()
    await poll(source, kept)
    assert set(server.tokens) == {""}


async def test_a_refused_login_on_a_closed_server_is_what_people_are_told() -> None:
    server = MastodonServer(access=CLOSED, refused_token="l0gin")
    with pytest.raises(SourceRefused) as caught:
        await poll(reading(server, stream=False), Kept())
    told = f"{HOST} does not accept the login of {ANA} for hashtags; add a token"
    assert (str(caught.value), caught.value.why) == (told, Refusal.LOGIN)


async def test_on_the_wire_a_login_opens_stream_and_timeline() -> None:
    policy = Policy(timelines_need_token=True, allowance=9_999)
    world = World(speed=1.0, now=Clock(), policies={"toot": policy})
    async with world.serve() as addresses, PoliteHttp(Hosts(pause=0.0), allow_local=True) as http:
        reach = Reach(http, NoDocuments(), Event("Councils Connect", ("councilsconnect",)), Clock(),
                      lambda name: {"login": TOKEN, "account": ANA}.get(name, ""))  # fmt: skip
        batches = Mastodon(Options(addresses["toot"]), reach, patience=0.05).batches(None)
        found = [batch async for batch in _until_live(batches)]
        await batches.aclose()  # type: ignore[attr-defined]  # it is a generator
    assert sum(len(batch.drafts) for batch in found) > 50
    assert found[-1].is_live
    assert not [batch.note for batch in found if "login" in batch.note]


async def _until_live(batches: AsyncIterator[Batch]) -> AsyncIterator[Batch]:
    async for batch in batches:
        yield batch
        if batch.is_live and not batch.drafts and not batch.bookmark:
            return


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
async def test_on_the_wire_nothing_repeats_a_login_that_is_refused(status: str) -> None:
    """A server that moves us on, and one that says back what it was sent."""
    told: list[str] = []

    async def elsewhere(call: Call) -> None:
        told.append(call.headers.get("authorization", ""))
        await call.reply(status, body=b"{}")

    async with serving(elsewhere) as other:

        async def answer(call: Call) -> None:
            sent = call.headers.get("authorization", "")
            if "instance" in call.path:
                await call.reply(body=_about(web), content_type="application/json")
            elif sent:
                body = json.dumps({"error": f"{sent}, really: l0gin?"}).encode()
                await call.reply(status, body=body, content_type="application/json")
            else:
                await call.reply("302 Found", location=other.url("/elsewhere"))

        async with serving(answer) as web, PoliteHttp(Hosts(pause=0.0), allow_local=True) as http:
            with pytest.raises(SourceRefused) as caught:
                await poll(reading(http, web.url("").rstrip("/"), stream=False), Kept())
    chain = [str(each) for each in _causes(caught.value)]
    assert len(chain) > 1
    assert not [each for each in chain if "l0gin" in each]
    assert set(told) == {""}


def _about(web: Web) -> bytes:
    return json.dumps({"version": "4.6.4", "domain": f"127.0.0.1:{web.port}"}).encode()


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__

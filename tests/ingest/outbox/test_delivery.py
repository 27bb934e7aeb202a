"""Whatever fails, and whenever: a text is out at most once, and the row says what is so."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.clock import Clock
from tests.ingest.outbox.sending import Desk, Script, desk, on
from tests.sources.posting.pds import Pds, pds
from tests.sources.posting.places import Place, Toot, toot

from backchannel.demo.sites.policy import TOKEN
from backchannel.model.outgoing import Sending
from backchannel.model.query import parse
from backchannel.model.source import SourceSpec
from backchannel.store import outgoing, pages

PUBLISH = {Toot: "/api/v1/statuses", Pds: "/xrpc/com.atproto.repo.createRecord"}
TROUBLE = ("cut", "cut after", "500", "500 after", "503", "429", "crash", "crash after")
PLACES: dict[str, Callable[[Clock], AbstractAsyncContextManager[Place]]] = {
    "mastodon": toot,
    "bluesky": pds,
}


@pytest.fixture(params=PLACES)
async def place(request: pytest.FixtureRequest, clock: Clock) -> AsyncIterator[Place]:
    async with PLACES[request.param](clock) as place:
        yield place


@pytest.fixture
async def here(tmp_path: Path, place: Place, clock: Clock) -> AsyncIterator[Desk]:
    async with desk(tmp_path, place, clock) as here:
        yield here


async def test_what_is_sent_is_out_and_comes_back_as_a_post(here: Desk, place: Place) -> None:
    id_ = await here.ask()
    await here.work()
    sent = await here.of(id_)
    assert (sent.state, sent.problem) == (Sending.SENT, "")
    assert place.written() == ["Hello #rivers"]
    assert sent.post is not None
    post = (await here.store.read(pages.by_places, [sent.post]))[sent.post]
    assert (post.post.text, post.post.url) == ("Hello #rivers", sent.url)


@pytest.mark.parametrize("trouble", TROUBLE)
async def test_one_trouble_is_got_over(here: Desk, place: Place, trouble: str) -> None:
    here.script, place.trouble = on([trouble], PUBLISH[type(place)])
    id_ = await here.ask()
    await here.work(4)
    sent = await here.of(id_)
    assert (sent.state, place.written()) == (Sending.SENT, ["Hello #rivers"])


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        ("422", "did not take it: Invented trouble"),
        ("403", "may not do this: Invented trouble"),
        ("410", "410 Gone"),
    ],
)
async def test_a_refusal_is_kept_with_the_reason(
    here: Desk, place: Place, trouble: str, why: str
) -> None:
    here.script, place.trouble = on([trouble], PUBLISH[type(place)])
    id_ = await here.ask()
    await here.work(3)
    kept = await here.of(id_)
    assert (kept.state, place.written()) == (Sending.FAILED, [])
    assert why in kept.problem


async def test_a_server_that_asks_to_wait_is_not_asked_before(
    here: Desk, place: Place, clock: Clock
) -> None:
    here.script, place.trouble = on(["429"], PUBLISH[type(place)])
    id_ = await here.ask()
    start = clock()
    await here.work()
    assert (clock() - start).total_seconds() == 7
    assert "wait 7 s" in (await here.of(id_)).problem
    assert (await here.of(id_)).state is Sending.WAITING


async def test_without_a_network_it_waits_and_goes_out_when_there_is_one(
    here: Desk, place: Place
) -> None:
    await place.server.stop()
    id_ = await here.ask()
    await here.work(3)
    waiting = await here.of(id_)
    assert waiting.state is Sending.WAITING
    assert "connection refused; it goes out as soon as it can" in waiting.problem
    await place.server.start()
    await here.work()
    assert (await here.of(id_)).state is Sending.SENT
    assert place.written() == ["Hello #rivers"]


async def test_a_login_that_is_not_accepted_says_how_to_log_in(here: Desk, place: Place) -> None:
    place.trouble = lambda _: "401"
    id_ = await here.ask()
    await here.work()
    kept = await here.of(id_)
    assert kept.state is Sending.FAILED
    assert f"log in again: backchannel login {here.account.network}" in kept.problem
    [account] = await here.store.read(outgoing.accounts)
    assert account.problem == kept.problem
    assert TOKEN not in kept.problem


async def test_what_may_be_out_stays_in_doubt_while_nobody_can_look(
    here: Desk, place: Place
) -> None:
    here.script, place.trouble = on(["cut after"], PUBLISH[type(place)])
    id_ = await here.ask()
    await here.work()
    doubtful = await here.of(id_)
    assert doubtful.state is Sending.UNSURE
    assert "it may be out already, so it is looked for first" in doubtful.problem
    place.trouble = lambda _: "401"
    await here.work()
    assert (await here.of(id_)).state is Sending.UNSURE
    place.trouble = lambda _: ""
    await here.work(2)
    assert (await here.of(id_)).state is Sending.SENT
    assert place.written() == ["Hello #rivers"]


async def test_what_turns_out_not_to_be_out_after_a_day_is_a_draft_again(
    here: Desk, place: Place, clock: Clock
) -> None:
    here.script, place.trouble = on(["cut"], PUBLISH[type(place)])
    id_ = await here.ask()
    await here.work()
    clock.advance(90_000)
    await here.work()
    kept = await here.of(id_)
    assert (kept.state, place.written()) == (Sending.DRAFT, [])
    assert "more than a day" in kept.problem


async def test_texts_that_say_the_same_are_each_out_once(here: Desk, place: Place) -> None:
    here.script, place.trouble = on(["cut after", "cut", ""], PUBLISH[type(place)])
    ids = [await here.ask("Thanks!") for _ in range(3)]
    await here.work(8)
    assert {(await here.of(id_)).state for id_ in ids} == {Sending.SENT}
    assert len({(await here.of(id_)).url for id_ in ids}) == 3
    assert place.written() == ["Thanks!"] * 3


async def test_it_is_one_post_with_what_the_source_of_that_server_brings(
    tmp_path: Path, clock: Clock
) -> None:
    async with toot(clock) as place:
        spec = SourceSpec("toot.example", "mastodon", "backchannel", {"server": place.origin})
        async with desk(tmp_path, place, clock, [spec]) as here:
            await here.ask("Tagged #rivers")
            await here.ask("Not tagged")
            await here.work()
            page = await here.store.read(
                pages.around, pages.View(None, parse("")), None, newer=0, older=9, since=None
            )
    assert {post.post.text: post.sources for post in page.posts} == {
        "Tagged #rivers": ("toot.example",),
        "Not tagged": ("you",),
    }


@settings(max_examples=20)
@given(
    network=st.sampled_from(sorted(PLACES)),
    steps=st.lists(st.sampled_from([*TROUBLE, "", "401", "422"]), max_size=9),
)
def test_whatever_fails_the_server_has_it_at_most_once(network: str, steps: list[str]) -> None:
    asyncio.run(_whatever_fails(network, steps))


async def _whatever_fails(network: str, steps: list[str]) -> None:
    """Every request may fail, not only the one that publishes."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        async with PLACES[network](clock) as place, desk(Path(folder), place, clock) as here:
            here.script = Script([*steps])
            place.trouble = here.script
            found = await here.of(await here.ask())
            for _ in range(len(steps) + 2):
                await here.work()
                found = await here.of(found.id)
                assert len(place.written()) <= 1
                if found.state is Sending.SENT:
                    assert len(place.written()) == 1
                if found.state in {Sending.FAILED, Sending.DRAFT, Sending.WAITING}:
                    assert place.written() == []
                    assert found.problem or found.state is Sending.WAITING
            assert found.state in {Sending.SENT, Sending.FAILED}

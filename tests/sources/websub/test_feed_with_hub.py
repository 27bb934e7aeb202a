"""A feed whose hub tells of what is new, read by the real source through a real listener."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from tests.clock import Clock
from tests.sources.feed_reach import DocumentsHere
from tests.sources.loopback import unhurried
from tests.sources.websub.hub import Hub, publishing
from tests.waiting import until

from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.feed import Feed, Options
from backchannel.sources.http import PoliteHttp
from backchannel.sources.websub.following import Following
from backchannel.sources.websub.listener import Listener


@dataclass
class Desk:
    """A source at a hub's feed, polled by hand; `woken` counts how often it was made due."""

    source: Feed
    following: Following
    listener: Listener
    bookmark: str | None = None
    woken: int = 0
    batches: list[Batch] = field(default_factory=list)

    async def wake(self) -> None:
        self.woken += 1

    async def poll(self) -> Batch:
        """One poll; what it says at its end."""
        found = [batch async for batch in self.source.batches(self.bookmark)]
        self.bookmark = next((b.bookmark for b in reversed(found) if b.bookmark), self.bookmark)
        self.batches += found
        return found[-1]

    async def is_woken(self, times: int = 1) -> None:
        await until(lambda: self.woken >= times)


@asynccontextmanager
async def desk_at(
    hub: Hub, clock: Clock, *, interval: float = 120.0, goodbye: float = 30.0
) -> AsyncIterator[Desk]:
    listener = Listener("http://127.0.0.1", ("127.0.0.1", 0))
    await listener.open()
    listener = rebased(listener)
    async with PoliteHttp(unhurried(), allow_local=True, now=clock) as http:
        desk: Desk

        async def wake() -> None:
            await desk.wake()

        following = Following(http, listener, wake, clock, rest=0.1, goodbye=goodbye)
        event = Event("Example", ("ideaperf",))
        reach = Reach(http, DocumentsHere(), event, clock, push=following)
        desk = Desk(Feed(Options(hub.topic, interval), reach), following, listener)
        try:
            yield desk
        finally:
            await following.close()
            await listener.close()


def rebased(listener: Listener) -> Listener:
    """What the world calls it, now that its port is known."""
    listener._base = f"http://127.0.0.1:{listener.port}/desk"
    return listener


@asynccontextmanager
async def pushed(hub: Hub, clock: Clock) -> AsyncIterator[Desk]:
    """A desk that the hub has promised to tell."""
    async with publishing(hub), desk_at(hub, clock) as desk:
        await desk.poll()
        await desk.is_woken()
        await until(lambda: bool(hub.subscribers))  # it may not have read our answer yet
        await desk.poll()
        yield desk


@pytest.mark.parametrize("in_headers", [False, True])
async def test_a_feed_with_a_hub_is_pushed_and_polled_every_hour_besides(
    clock: Clock, in_headers: bool
) -> None:
    hub = Hub(in_headers=in_headers)
    async with publishing(hub), desk_at(hub, clock) as desk:
        first = await desk.poll()
        assert first.again_in == 120.0
        await desk.is_woken()
        second = await desk.poll()
    assert second.note == "pushed by 127.0.0.1, polled every hour besides"
    assert second.again_in == 3_600.0
    [form, goodbye] = hub.forms
    assert form["hub.topic"] == hub.topic
    assert len(form["hub.secret"]) < 200
    assert goodbye["hub.mode"] == "unsubscribe"
    assert hub.subscribers == {}


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
async def test_what_a_hub_tells_makes_the_source_due(clock: Clock, method: str) -> None:
    hub = Hub(method=method)
    async with pushed(hub, clock) as desk:
        assert await hub.publish() == [204]
        await desk.is_woken(2)
        await desk.poll()
        assert len(desk.batches[-2].drafts) == 2


@pytest.mark.parametrize(
    "signature",
    [
        lambda _: "",
        lambda _: "sha256=",
        lambda _: f"sha256={'0' * 64}",
        lambda digest: f"md5={digest}",
        lambda digest: digest,
        lambda digest: f"sha256={digest}0",
    ],
)
async def test_what_is_not_signed_with_our_secret_is_passed_over_in_silence(
    clock: Clock, signature: Callable[[str], str]
) -> None:
    hub = Hub()
    async with pushed(hub, clock) as desk:
        assert await hub.tell(b"forged", signature) == [204]
        assert await hub.tell(hub.body()) == [204]
        await desk.is_woken(2)
        assert desk.woken == 2


async def test_many_calls_at_once_are_one_look_and_none_is_lost(clock: Clock) -> None:
    hub = Hub()
    async with pushed(hub, clock) as desk:
        await asyncio.gather(*(hub.publish() for _ in range(20)))
        before = desk.woken
        await hub.publish()
        await desk.is_woken(before + 1)
        assert desk.woken <= 5


async def test_a_hub_is_confirmed_only_what_we_asked_for(clock: Clock) -> None:
    hub = Hub(verifies=False)
    async with publishing(hub), desk_at(hub, clock, goodbye=0.1) as desk:
        await desk.poll()
        [form] = hub.forms
        for changes in (
            {"hub.topic": "https://other.example/feed"},
            {"hub.mode": "unsubscribe"},
            {"hub.mode": "publish"},
            {"hub.challenge": ""},
            {"hub.challenge": "x" * 5_000},
        ):
            answer = await hub.verify(form, **changes)
            assert answer is not None
            assert (answer.status_code, answer.content) == (404, b"")
        answer = await hub.verify(form, **{"hub.challenge": "<script>&\n"})
        assert answer is not None
        assert answer.text == "<script>&\n"
        assert answer.headers["content-type"].startswith("text/plain")
        assert answer.headers["x-content-type-options"] == "nosniff"
        again = await hub.verify(form)  # our answer may have been lost
        assert again is not None
        assert again.status_code == 200
        await desk.is_woken()
        assert desk.woken == 1


async def test_a_hub_that_falls_silent_costs_only_time(clock: Clock) -> None:
    hub = Hub()
    async with pushed(hub, clock) as desk:
        hub.is_silent = True
        await hub.publish()
        clock.advance(3_600)
        last = await desk.poll()
        assert last.again_in == 120.0
        assert "did not push something new" in last.note
        hub.is_silent = False
        await until(lambda: len(hub.subscribers) == 1 and len(hub.forms) == 2)
        await hub.publish()
        await desk.is_woken(2)
        assert (await desk.poll()).again_in == 3_600.0


async def test_a_call_that_leads_to_nothing_new_is_looked_into_again_soon(clock: Clock) -> None:
    hub = Hub()
    async with pushed(hub, clock) as desk:
        await hub.tell(hub.body())
        await desk.is_woken(2)
        assert (await desk.poll()).again_in == 60.0
        hub.count += 1
        assert (await desk.poll()).again_in == 3_600.0


@pytest.mark.parametrize("lease", [600, 7_200])
async def test_a_lease_is_renewed_before_it_ends(clock: Clock, lease: int) -> None:
    hub = Hub(lease=str(lease))
    async with pushed(hub, clock) as desk:
        waits = []
        for _ in range(8):
            last = await desk.poll()
            waits.append(last.again_in)
            assert last.note.startswith("pushed by")
            clock.advance(last.again_in or 0.0)
            await asyncio.sleep(0.05)
        assert len({form["hub.callback"] for form in hub.forms}) == 1
        assert len(hub.forms) >= 3
        assert all(wait is not None and wait <= lease / 3 for wait in waits)


async def refused(
    clock: Clock, hub: Hub, *, also: Callable[[Desk], Awaitable[None]] | None = None
) -> Batch:
    async with publishing(hub), desk_at(hub, clock) as desk:
        await desk.poll()
        await asyncio.gather(*hub.tasks)
        clock.advance(120)
        if also:
            await also(desk)
        return await desk.poll()


async def test_a_hub_that_refuses_is_said_to_and_left_alone_for_a_while(clock: Clock) -> None:
    for status in ("404 Not Found", "500 Internal Server Error", "403 Forbidden"):
        hub = Hub(status=status)
        last = await refused(clock, hub)
        assert last.note.startswith(f"not pushed: 127.0.0.1 says {status[:3]}")
        assert last.again_in == 120.0
        assert len(hub.forms) == 1


async def test_a_hub_that_denies_says_why(clock: Clock) -> None:
    last = await refused(clock, Hub(denies="no \x1b[31mguests"))
    assert last.note == "not pushed: 127.0.0.1 refuses (no guests)"
    assert last.again_in == 120.0


async def test_a_hub_that_cannot_reach_us_is_said_not_to_have_called(clock: Clock) -> None:
    async def later(desk: Desk) -> None:
        clock.advance(900)
        await desk.poll()

    hub = Hub(verifies=False)
    last = await refused(clock, hub, also=later)
    assert "did not call http://127.0.0.1:" in last.note
    assert len(hub.forms) == 2


async def test_a_hub_that_is_no_longer_named_is_left(clock: Clock) -> None:
    hub = Hub()
    async with pushed(hub, clock) as desk:
        hub.has_hub, hub.count = False, 2
        last = await desk.poll()
        assert (last.note, last.again_in) == (" ", 120.0)
        await until(lambda: not hub.subscribers)


async def test_who_polls_seldom_is_polled_no_oftener(clock: Clock) -> None:
    hub = Hub()
    async with publishing(hub), desk_at(hub, clock, interval=7_200.0) as desk:
        await desk.poll()
        await desk.is_woken()
        last = await desk.poll()
    assert (last.note, last.again_in) == ("pushed by 127.0.0.1, polled every 2 h besides", 7_200.0)


async def test_a_port_that_is_taken_is_said(clock: Clock) -> None:
    hub = Hub()
    async with publishing(hub), desk_at(hub, clock) as desk:
        port = desk.listener.port
        other = Listener("http://127.0.0.1", ("127.0.0.1", port))
        said = await other.open()
        assert said.startswith(f"no hub can call: cannot listen at 127.0.0.1:{port} (")


async def test_after_a_restart_the_old_address_is_gone_and_the_hub_forgets_it(
    clock: Clock,
) -> None:
    hub = Hub()
    async with publishing(hub), desk_at(hub, clock, goodbye=0.1) as desk:
        await desk.poll()
        await desk.is_woken()
        await until(lambda: bool(hub.subscribers))
        desk.listener._callees.clear()  # as after a crash: nobody knows of it
        assert await hub.publish() == [410]
        assert hub.subscribers == {}

"""Turns, rests, holds and connect budgets."""

from __future__ import annotations

import asyncio

import pytest

from backchannel.errors import SourceUnreachable
from backchannel.sources.network.hosts import Hosts


class Time:
    """A clock that moves only when somebody sleeps or a test says so."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def hosts(time: Time) -> Hosts:
    return Hosts(pause=1.0, connects=3, clock=time, sleep=time.sleep, jitter=lambda: 0.25)


async def visit(hosts: Hosts, name: str) -> None:
    async with hosts.turn(name):
        pass


async def test_a_host_rests_between_requests_and_others_do_not_wait(
    hosts: Hosts, time: Time
) -> None:
    await visit(hosts, "a.example")
    await visit(hosts, "b.example")
    assert time.slept == []
    await visit(hosts, "a.example")
    assert time.slept == [0.75]


async def test_the_rest_counts_from_the_end_of_the_last_request(hosts: Hosts, time: Time) -> None:
    async with hosts.turn("a.example"):
        time.now += 20
    await visit(hosts, "a.example")
    assert time.slept == [0.75]


async def test_a_request_that_failed_is_followed_by_a_rest_too(hosts: Hosts, time: Time) -> None:
    with pytest.raises(ValueError, match="broken"):
        async with hosts.turn("a.example"):
            raise ValueError("broken")
    await visit(hosts, "a.example")
    assert time.slept == [0.75]


async def test_turns_are_first_come_first_served(hosts: Hosts) -> None:
    order: list[int] = []

    async def take(number: int) -> None:
        async with hosts.turn("a.example"):
            order.append(number)

    await asyncio.gather(*(take(number) for number in range(5)))
    assert order == [0, 1, 2, 3, 4]


async def test_a_cancelled_turn_goes_to_the_next(hosts: Hosts) -> None:
    stuck = asyncio.Event()

    async def hog() -> None:
        async with hosts.turn("a.example"):
            await stuck.wait()

    first = asyncio.create_task(hog())
    await asyncio.sleep(0)
    second = asyncio.create_task(visit(hosts, "a.example"))
    first.cancel()
    await second


async def test_a_hold_fails_at_once_and_says_what_is_left(hosts: Hosts, time: Time) -> None:
    hosts.hold("a.example", 60)
    hosts.hold("a.example", 10)
    time.now += 20
    with pytest.raises(SourceUnreachable, match=r"^asked us to wait 40 s$") as caught:
        await visit(hosts, "a.example")
    assert caught.value.retry_after == 40
    await visit(hosts, "b.example")
    assert time.slept == []
    time.now += 40
    await visit(hosts, "a.example")


async def test_a_short_hold_is_waited_out(hosts: Hosts, time: Time) -> None:
    hosts.hold("a.example", 1.5)
    await visit(hosts, "a.example")
    assert time.slept == [1.5]


async def test_streams_are_opened_only_so_often(hosts: Hosts, time: Time) -> None:
    for _ in range(3):
        hosts.count_connect("a.example")
        time.now += 10
    with pytest.raises(SourceUnreachable, match="3 times in a minute; waiting 30 s") as caught:
        hosts.count_connect("a.example")
    assert caught.value.retry_after == 30
    hosts.count_connect("b.example")
    time.now += 30
    hosts.count_connect("a.example")


async def test_hosts_that_were_seen_once_are_forgotten_but_holds_are_not(
    hosts: Hosts, time: Time
) -> None:
    hosts.hold("strict.example", 10_000)
    for number in range(2_000):
        await visit(hosts, f"h{number}.example")
        time.now += 1
    assert len(hosts._hosts) <= 513
    with pytest.raises(SourceUnreachable):
        await visit(hosts, "strict.example")

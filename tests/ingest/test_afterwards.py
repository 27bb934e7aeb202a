"""Collecting when the event is over: slower while nothing comes, and as usual when it does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from click import UsageError
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.clock import START, Clock
from tests.ingest.scripted import (
    EVENT,
    Scripted,
    Sources,
    Step,
    batch,
    beside,
    health_of,
    spec,
    until_health,
)
from tests.store.written import a_post
from tests.waiting import until

from backchannel.cli.events.until import pace_of
from backchannel.errors import SourceUnreachable
from backchannel.ingest.afterwards import quiet
from backchannel.ingest.afterwards.pace import LONGEST, WEEKLY, Pace, slowed
from backchannel.ingest.afterwards.waking import Waking
from backchannel.ingest.collector import Collector
from backchannel.ingest.supervisor import Supervisor
from backchannel.ingest.watch import Chance, Watch
from backchannel.model.programme import Event, Session
from backchannel.model.source import Health
from backchannel.store import posts
from backchannel.store.connection import Connection
from backchannel.store.store import Store

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
USUAL = timedelta(minutes=2)
OVER = replace(EVENT, sessions=(Session("Keynote", START - 2 * HOUR, 60),))


def wait(quiet_for: timedelta, *, event: Event = EVENT, pace: Pace | None = None) -> timedelta:
    return slowed(USUAL, event, START - quiet_for, START, pace or Pace())


def test_the_wait_grows_with_the_quiet_to_hours() -> None:
    assert wait(timedelta(minutes=59)) == USUAL
    assert wait(HOUR) == timedelta(minutes=5)
    assert wait(DAY) == 2 * HOUR
    assert wait(30 * DAY) == LONGEST
    assert wait(365 * DAY, pace=Pace(longest=WEEKLY)) == WEEKLY


@given(hours=st.floats(0, 100_000), usual=st.floats(1, 1_000_000))
def test_nobody_is_asked_sooner_than_usual(hours: float, usual: float) -> None:
    asked = timedelta(seconds=usual)
    assert slowed(asked, EVENT, START - hours * HOUR, START, Pace()) >= asked


@pytest.mark.parametrize(
    ("begins", "minutes", "expected"),
    [
        (-HOUR, 120, USUAL),  # it is on, however quiet
        (2 * HOUR, 60, timedelta(hours=2)),  # nobody sleeps into it
        (-2 * HOUR, 60, timedelta(minutes=5)),  # quiet is counted from its end
        (-2 * HOUR, 100, USUAL),
    ],
)
def test_the_event_itself_is_never_slow(
    begins: timedelta, minutes: int, expected: timedelta
) -> None:
    event = replace(EVENT, sessions=(Session("Keynote", START + begins, minutes),))
    assert wait(10 * DAY, event=event) == expected


@asynccontextmanager
async def collecting(
    store: Store, clock: Clock, *readings: Sequence[Step], pace: Pace | None = None
) -> AsyncIterator[tuple[Watch, Scripted]]:
    """One source, as it is read at this pace."""
    world, chance = Sources(river=list(readings)), Chance(clock, random=lambda: 0.5)
    watch = Watch(store, spec(), EVENT, world.build, chance, pace=pace or Pace())
    async with beside(watch.run()):
        yield watch, world.of["river"]


def waited(health: Health) -> timedelta:
    assert health.due is not None
    assert health.tried_at is not None
    return health.due - health.tried_at


def rests(health: Health) -> bool:
    return health.given > 0 and health.due is not None and waited(health) > timedelta()


def is_slow(health: Health) -> bool:
    return health.sooner is not None


def another(db: Connection) -> None:
    posts.save(db, spec(), [a_post(1, published=db.now())])


async def test_a_source_is_asked_seldom_and_as_usual_at_the_first_post(
    store: Store, clock: Clock
) -> None:
    async with collecting(store, clock, [batch(1)], [batch()], [batch(2)]) as (watch, _):
        assert not is_slow(await until_health(store, rests))
        clock.advance(86_400)
        watch.wake()
        assert waited(await until_health(store, is_slow)) == 2 * HOUR
        clock.advance(3_600)
        async with beside(Waking(store, turn=0.01).run()):
            await until(lambda: bool(store._watches))  # it hears what comes from now on
            await store.write(another)
            await until_health(store, lambda health: not is_slow(health))
        watch.wake()
        found = await until_health(store, lambda health: health.given == 2 and rests(health))
        assert waited(found) <= USUAL


async def test_whoever_starts_again_goes_on_at_that_pace(store: Store, clock: Clock) -> None:
    async with collecting(store, clock, [batch(1)]):
        await until_health(store, rests)
    clock.advance(86_400)
    async with collecting(store, clock, [batch()]):
        slow = await until_health(store, is_slow)
    async with collecting(store, clock, [batch(7)]) as (_, source):
        await asyncio.sleep(0.05)
        assert source.bookmarks == []
    assert await store.read(quiet.is_slow)
    clock.advance(60)
    assert await store.write(quiet.wake) == 1
    woken = await health_of(store)
    assert woken.due == slow.sooner
    assert not is_slow(woken)


async def test_a_desk_that_takes_over_is_as_quick_as_ever(store: Store, clock: Clock) -> None:
    async with collecting(store, clock, [batch(1)]):
        await until_health(store, rests)
    clock.advance(86_400)
    async with collecting(store, clock, [batch()]):
        await until_health(store, is_slow)
    clock.advance(600)
    world = Sources(river=[[batch(2)]])
    supervisor = Supervisor(store, world.build, Chance(clock, random=lambda: 0.5))
    async with beside(Collector(store, supervisor, clock).run(is_patient=False)):
        assert not is_slow(await until_health(store, lambda health: health.given == 2))


async def test_what_fails_for_long_is_tried_seldom(store: Store, clock: Clock) -> None:
    clock.advance(86_400)
    down = [[SourceUnreachable("down")] for _ in range(7)]
    async with collecting(store, clock, *down) as (watch, _):
        for failures in range(1, 7):
            health = await until_health(store, lambda each, n=failures: each.failures == n)  # type: ignore[misc]  # n is bound now
            assert is_slow(health) == (failures > 5)
            clock.advance(400)
            watch.wake()


def test_what_is_typed_is_a_date_or_a_time_after_the_event() -> None:
    event = replace(OVER, timezone="Europe/Berlin")
    assert pace_of("2027-01-31", event).until == datetime(2027, 1, 31, 23, tzinfo=UTC)
    assert pace_of("2027-01-31T12:00", event).until == datetime(2027, 1, 31, 11, tzinfo=UTC)
    assert pace_of("6w", event).until == START - HOUR + 42 * DAY
    assert pace_of("weekly", None) == Pace(longest=WEEKLY)
    for wrong in ("soon", "2027-13-01", "6x", ""):
        with pytest.raises(UsageError, match="is no time"):
            pace_of(wrong, event)
    with pytest.raises(UsageError, match="does not say when the event ends"):
        pace_of("6w", EVENT)

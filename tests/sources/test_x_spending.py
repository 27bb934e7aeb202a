"""The spending limit on X: it is never passed, whatever happens, and lasts until the end."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from tests.clock import Clock
from tests.sources.x_server import Desk, Xserver, asking

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.x.spending import LEAST, Limit, Spent

START = datetime(2026, 1, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def server(clock: Clock) -> Xserver:
    return Xserver(clock)


def busy(server: Xserver, posts: int, *, within: float = 50.0) -> None:
    for number in range(posts):
        server.post(f"{number} #ideaperf", ago=within * (posts - number) / posts, who=str(number))


async def until_stopped(desk: Desk, server: Xserver, clock: Clock, **options: Any) -> str:
    """Poll a busy tag until nothing more is asked; what is said then."""
    async with asking(server, clock, **options) as source:
        for _ in range(200):
            busy(server, 7)
            try:
                await desk.poll(source)
            except (SourceUnreachable, SourceRefused) as error:
                return str(error)
            clock.advance(60)
    raise AssertionError("it never stopped")


async def test_it_stops_before_the_limit_is_passed_and_says_until_when(
    server: Xserver, clock: Clock
) -> None:
    desk = Desk()
    said = await until_stopped(desk, server, clock, limit=500)
    assert 500 - LEAST < server.billed <= 500
    assert said == (
        f"spending limit: {server.billed} of 500 posts and authors read; stops until 1 February"
    )
    asked = len(server.asked)
    async with asking(server, clock, limit=500) as source:  # also after a restart
        with pytest.raises(SourceRefused, match="spending limit") as caught:
            await desk.poll(source)
        assert caught.value.why is Refusal.SPENT
        assert len(server.asked) == asked
        clock.advance(2 * 86_400)
        await desk.poll(source)
        assert len(server.asked) > asked
        assert "of 500 posts and authors read this month" in desk.note


async def test_a_limit_for_the_event_is_not_anew(server: Xserver, clock: Clock) -> None:
    desk = Desk()
    said = await until_stopped(desk, server, clock, limit=100, per="event")
    assert said.endswith("stops until a higher limit is set")
    clock.advance(40 * 86_400)
    async with asking(server, clock, limit=100, per="event") as source:
        with pytest.raises(SourceRefused, match="spending limit") as caught:
            await desk.poll(source)
        assert caught.value.why is Refusal.SPENT
    async with asking(server, clock, limit=300, per="event") as source:
        await desk.poll(source)


async def test_who_is_killed_over_and_over_never_passes_the_limit(
    server: Xserver, clock: Clock
) -> None:
    """Each time the answer is billed, and nobody is left to store it."""
    desk = Desk()
    for _ in range(40):
        busy(server, 15)
        async with asking(server, clock, limit=200) as source:
            with suppress(SourceRefused):
                async for batch in source.batches(desk.bookmark):
                    if batch.drafts:
                        break
                    desk.bookmark = batch.bookmark or desk.bookmark
        clock.advance(60)
    assert 0 < server.billed <= 200


async def test_who_starts_afresh_has_not_forgotten_what_was_spent(
    server: Xserver, clock: Clock
) -> None:
    desk = Desk()
    await until_stopped(desk, server, clock, limit=100)
    kept = [batch.kept for batch in desk.batches if batch.kept]
    assert all(batch.kept for batch in desk.batches)
    async with asking(server, clock, limit=100, tags=("other",)) as source:
        with pytest.raises(SourceRefused, match="spending limit"):
            await Desk(kept[-1]).poll(source)


async def test_an_answer_that_breaks_off_counts_and_one_that_was_refused_does_not(
    server: Xserver, clock: Clock
) -> None:
    desk = Desk()
    server.answer = lambda _path: None
    async with asking(server, clock) as source:
        with pytest.raises(SourceUnreachable, match="hung up"):
            await desk.poll(source)
    assert json.loads(desk.bookmark or "")["spent"]["count"] == LEAST
    server.answer = lambda _path: ("503 Unavailable", {}, {})
    async with asking(server, clock) as source:
        with pytest.raises(SourceUnreachable):
            await desk.poll(source)
    assert json.loads(desk.bookmark or "")["spent"]["count"] == LEAST


async def test_a_network_that_is_away_for_hours_costs_nothing(
    server: Xserver, clock: Clock
) -> None:
    desk = Desk()
    async with asking(server, clock) as source:
        source._options = type(source._options)(limit=1_000, server="http://127.0.0.1:9")
        for _ in range(50):
            with pytest.raises(SourceUnreachable, match="refused"):
                await desk.poll(source)
    assert json.loads(desk.bookmark or "")["spent"]["count"] == 0


async def test_the_past_costs_a_quarter_at_most(server: Xserver, clock: Clock) -> None:
    busy(server, 400, within=80_000.0)
    async with asking(server, clock, limit=400) as source:
        await Desk().poll(source)
    assert 80 <= server.billed <= 100


async def test_looking_for_deletions_costs_a_fifth_at_most(server: Xserver, clock: Clock) -> None:
    desk = Desk()
    busy(server, 60, within=3_000.0)
    async with asking(server, clock, limit=500) as source:
        for _ in range(300):
            await desk.poll(source)
            clock.advance(600)
            if clock() >= START + timedelta(days=1, hours=14):
                break
    spent = json.loads(desk.bookmark or "")["spent"]
    assert 0 < spent["checks"] <= 100
    assert spent["count"] == server.billed


async def test_a_limit_lasts_until_the_event_s_end(server: Xserver, clock: Clock) -> None:
    """Four times as much is posted as may be read: still there is something new near the end."""
    event = Event("Example", ("ideaperf",), starts=START, ends=START + timedelta(hours=8))
    desk, read_at = Desk(), list[datetime]()
    posted, until = 0.0, START
    async with asking(server, clock, event=event, limit=600, deletions=False) as source:
        while clock() < START + timedelta(hours=7, minutes=40):
            if clock() >= until:
                found = await desk.poll(source)
                read_at += [clock()] if any(batch.drafts for batch in found) else []
                until = clock() + timedelta(seconds=found[-1].again_in or 0.0)
            clock.advance(60)
            posted += 2.5
            while posted >= 1:
                posted -= 1
                server.post("more #ideaperf", ago=5.0, who=str(len(server.tweets)))
    assert server.billed <= 600
    assert server.billed > 500
    assert max(read_at) > START + timedelta(hours=7)
    waits = [later - earlier for earlier, later in pairwise(read_at)]
    assert max(waits) < timedelta(minutes=20)
    assert "more is posted than the limit lasts for" in desk.note


async def test_a_limit_that_is_ample_slows_nothing(server: Xserver, clock: Clock) -> None:
    begins = START - timedelta(hours=1)
    event = Event("Example", ("ideaperf",), starts=begins, ends=START + timedelta(hours=8))
    desk = Desk()
    async with asking(server, clock, event=event, limit=100_000) as source:
        for _ in range(5):
            busy(server, 20)
            assert (await desk.poll(source))[-1].again_in == 60.0
            clock.advance(60)
    drafts = [draft.id for batch in desk.batches for draft in batch.drafts]
    assert len(set(drafts)) == 100


@pytest.mark.parametrize(
    ("per", "anew"),
    [("day", datetime(2026, 1, 31, tzinfo=UTC)), ("month", datetime(2026, 2, 1, tzinfo=UTC))],
)
def test_a_day_and_a_month_end_at_midnight(per: str, anew: datetime) -> None:
    limit = Limit(100, per, None)  # type: ignore[arg-type]  # one of them
    assert limit.anew(START) == anew
    spent = limit.renewed(Spent("", 0), START)
    spent = Spent(spent.period, 90)
    assert limit.renewed(spent, anew - timedelta(seconds=1)).count == 90
    assert limit.renewed(spent, anew).count == 0
    assert limit.renewed(spent, START - timedelta(days=60)).count == 90

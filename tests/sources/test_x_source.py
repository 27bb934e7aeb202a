"""Searching X: what is asked, what comes of it, and what goes wrong."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from tests.clock import Clock
from tests.sources.x_server import EVENT, Desk, Xserver, asking

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.x import Options
from backchannel.sources.x.endpoint import query_of


@pytest.fixture
def server(clock: Clock) -> Xserver:
    return Xserver(clock)


async def test_each_poll_goes_on_where_the_last_one_ended(server: Xserver, clock: Clock) -> None:
    desk = Desk()
    server.post("one #ideaperf", ago=60)
    async with asking(server, clock) as source:
        await desk.poll(source)
        clock.advance(60)
        server.post("two #ideaperf", ago=30)
        await desk.poll(source)
        clock.advance(60)
        last = await desk.poll(source)
    assert desk.words == ["one #ideaperf", "two #ideaperf"]
    assert [query["query"] for _, query in server.asked] == ["#ideaperf -is:retweet"] * 3
    assert ["since_id" in query for _, query in server.asked] == [False, True, True]
    assert last[-1].again_in == 60.0
    assert server.billed == 4
    assert desk.note == "4 of 1,000 posts and authors read this month"


async def test_what_becomes_findable_late_is_found(server: Xserver, clock: Clock) -> None:
    desk = Desk()
    server.post("seen #ideaperf", ago=1)
    async with asking(server, clock) as source:
        await desk.poll(source)
        server.post("late #ideaperf", ago=4)
        clock.advance(60)
        await desk.poll(source)
        assert set(desk.words) == {"seen #ideaperf", "late #ideaperf"}
        clock.advance(60)
        asked = len(desk.words)
        await desk.poll(source)
        assert len(desk.words) == asked


async def test_first_contact_reads_back_to_the_beginning_newest_first(
    server: Xserver, clock: Clock
) -> None:
    for hours in range(30):
        server.post(f"{hours} #ideaperf", ago=hours * 3_600)
    event = Event("Example", ("ideaperf",), starts=clock() - timedelta(hours=24, minutes=30))
    desk = Desk()
    async with asking(server, clock, event=event) as source:
        await desk.poll(source)
    assert desk.words == [f"{hours} #ideaperf" for hours in range(25)]
    assert [query["max_results"] for _, query in server.asked] == ["10", "100"]
    untils = [int(query.get("until_id", 2**62)) for _, query in server.asked]
    assert all(newer > older for newer, older in pairwise(untils))


async def test_before_the_event_begins_the_past_is_one_page(server: Xserver, clock: Clock) -> None:
    for hours in range(30):
        server.post(f"{hours} #ideaperf", ago=hours * 3_600)
    event = Event("Example", ("ideaperf",), starts=clock() + timedelta(days=2))
    desk = Desk()
    async with asking(server, clock, event=event) as source:
        await desk.poll(source)
    assert len(desk.words) == 10


async def test_after_weeks_without_a_look_the_search_is_one_that_is_allowed(
    server: Xserver, clock: Clock
) -> None:
    server.post("old #ideaperf", ago=60)
    desk = Desk()
    async with asking(server, clock) as source:
        await desk.poll(source)
        clock.advance(20 * 86_400)
        server.post("new #ideaperf", ago=60)
        await desk.poll(source)
    assert desk.words == ["old #ideaperf", "new #ideaperf"]
    assert "start_time" in server.asked[1][1]


async def test_a_busy_minute_is_read_to_its_end_also_after_a_restart(
    server: Xserver, clock: Clock
) -> None:
    desk = Desk()
    server.post("first #ideaperf", ago=60)
    async with asking(server, clock, limit=10_000) as source:
        await desk.poll(source)
    clock.advance(3_600)
    for number in range(250):
        server.post(f"{number} #ideaperf", ago=100 + number)
    async with asking(server, clock, limit=10_000) as source:
        async for batch in source.batches(desk.bookmark):
            desk.bookmark = batch.bookmark
            desk.batches.append(batch)
            if batch.drafts:
                break  # killed after the first page was stored
    async with asking(server, clock, limit=10_000) as source:
        await desk.poll(source)
    assert len(desk.words) == len(set(desk.words)) == 251


async def test_what_was_deleted_is_gone_within_the_hours(server: Xserver, clock: Clock) -> None:
    desk = Desk()
    kept, deleted = server.post("a #ideaperf", ago=90), server.post("b #ideaperf", ago=60)
    async with asking(server, clock) as source:
        await desk.poll(source)
        server.gone.add(deleted)
        clock.advance(1_900)
        await desk.poll(source)
        clock.advance(1_900)
        found = await desk.poll(source)
        assert [batch.gone for batch in found if batch.gone] == [(deleted,)]
        before = server.billed
        clock.advance(60)
        await desk.poll(source)
        assert server.billed == before
    [ids] = [query["ids"] for path, query in server.asked if path == "/2/tweets"]
    assert set(ids.split(",")) == {kept, deleted}


async def test_a_look_for_what_was_deleted_that_fails_does_not_stop_the_search(
    server: Xserver, clock: Clock
) -> None:
    desk = Desk()
    server.post("a #ideaperf", ago=60)
    async with asking(server, clock) as source:
        await desk.poll(source)
        clock.advance(4_000)
        server.answer = lambda path: (
            ("200 OK", {"meta": {"result_count": 0}}, {})
            if path.endswith("recent")
            else ("403 Forbidden", {"title": "Client Forbidden"}, {})
        )
        await desk.poll(source)
        asked = len(server.asked)
        clock.advance(60)
        await desk.poll(source)
    assert asked == 3
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("status", "body", "headers", "says", "waits"),
    [
        ("402 Payment Required", {"title": "CreditsDepleted"}, {}, "credits", 3_600),
        ("429 Too Many", {"detail": "Usage cap exceeded"}, {}, "plan's own cap", 3_600),
        ("429 Too Many", {"title": "UsageCapExceeded"}, {}, "plan's own cap", 3_600),
        ("400 Bad Request", {"title": "Invalid Request"}, {}, "Invalid Request", None),
        ("429 Too Many", {}, {"reset": "+300"}, "asked us to wait", 300),
        ("503 Unavailable", {"detail": "over capacity"}, {}, "over capacity", None),
    ],
)  # fmt: skip
async def test_what_x_says_is_said_in_plain_words(
    server: Xserver, clock: Clock, status: str, body: dict[str, Any], headers: dict[str, str],
    says: str, waits: float | None,
) -> None:  # fmt: skip
    if headers:
        reset = str(int(clock().timestamp()) + int(headers["reset"]))
        headers = {"x_rate_limit_remaining": "0", "x_rate_limit_reset": reset}
    server.answer = lambda _path: (status, body, headers)
    desk = Desk()
    async with asking(server, clock) as source:
        with pytest.raises(SourceUnreachable, match=says) as caught:
            await desk.poll(source)
    assert caught.value.retry_after == waits
    assert json.loads(desk.bookmark or "{}")["spent"]["count"] == 0


async def test_a_token_is_asked_for_and_one_that_is_refused_is_said_to_be(
    server: Xserver, clock: Clock
) -> None:
    async with asking(server, clock, token="") as source:
        with pytest.raises(SourceRefused, match="asks for a bearer token") as caught:
            await Desk().poll(source)
    assert caught.value.why is Refusal.LOGIN
    assert server.asked == []
    async with asking(server, clock, token="wrong") as source:
        with pytest.raises(SourceRefused, match="does not accept the token"):
            await Desk().poll(source)
    server.answer = lambda _path: ("403 Forbidden", {"title": "Client Forbidden"}, {})
    async with asking(server, clock) as source:
        with pytest.raises(SourceRefused, match="plan and the project"):
            await Desk().poll(source)


async def test_the_budget_of_requests_is_noticed(server: Xserver, clock: Clock) -> None:
    reset = str(int(clock().timestamp()) + 900)
    said = {"limit": "450", "remaining": "449", "reset": reset}
    headers = {f"x_rate_limit_{name}": value for name, value in said.items()}
    server.answer = lambda _path: ("200 OK", {"meta": {}}, headers)
    async with asking(server, clock) as source:
        await Desk().poll(source)
        noticed = source._reach.http.noticed  # type: ignore[attr-defined]  # the real one has it
    assert (noticed.budget.left, noticed.budget.limit) == (449, 450)
    assert noticed.budget.anew == clock() + timedelta(seconds=900)


def test_a_search_is_for_every_tag_that_finds_room() -> None:
    assert query_of(["a", "b_c"]) == ("(#a OR #b_c) -is:retweet", 0)
    query, left_out = query_of([f"{number:0>60}" for number in range(20)])
    assert len(query) <= 512
    assert left_out == 20 - query.count("#")
    assert query_of([]) == ("", 0)


async def test_without_a_tag_there_is_nothing_to_ask_for(server: Xserver, clock: Clock) -> None:
    async with asking(server, clock, event=Event("Example", ())) as source:
        with pytest.raises(SourceRefused, match="no hashtag"):
            await Desk().poll(source)


def test_a_limit_is_one_that_a_search_fits_in() -> None:
    assert EVENT.ends is None
    with pytest.raises(ValueError, match="at least 20"):
        Options(limit=19)

"""One source, read again and again, on good days and bad ones."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from tests.clock import Clock
from tests.ingest.scripted import (
    EVENT,
    Scripted,
    Sources,
    Step,
    batch,
    beside,
    draft,
    health_of,
    spec,
    texts,
    until_health,
)
from tests.waiting import until

from backchannel.errors import ConfigError, Refusal, SourceRefused, SourceUnreachable, StoreError
from backchannel.ingest.watch import Chance, Watch
from backchannel.model.post import Draft
from backchannel.model.source import Budget, Health, Noticed, SourceSpec, State
from backchannel.sources.api import Batch
from backchannel.store import sources
from backchannel.store.store import Store


@asynccontextmanager
async def watching(
    store: Store, clock: Clock, *readings: Sequence[Step], of: SourceSpec | None = None
) -> AsyncIterator[tuple[Watch, Scripted]]:
    """A watch that runs, and its source."""
    world = Sources(river=list(readings))
    watch = Watch(store, of or spec(), EVENT, world.build, Chance(clock, random=lambda: 0.5))
    async with beside(watch.run()):
        yield watch, world.of["river"]


def is_done(health: Health) -> bool:
    return health.state is State.OK and health.due is not None and health.due > health.since  # type: ignore[operator]  # set together


async def test_a_poll_is_stored_with_its_bookmark_and_comes_again_when_due(
    store: Store, clock: Clock
) -> None:
    first = [batch(1, bookmark="one", again_in=30)]
    async with watching(store, clock, first, [batch(2, bookmark="two")]) as (watch, source):
        await until_health(store, is_done)
        assert source.bookmarks == [None]
        clock.advance(31)
        watch.wake()
        await until_health(store, lambda health: health.given == 2)
    assert source.bookmarks == [None, "one"]
    assert sorted(await texts(store)) == ["Post 1 #rivers", "Post 2 #rivers"]


async def test_a_poll_that_brings_nothing_is_well(store: Store, clock: Clock) -> None:
    async with watching(store, clock, [Batch()]):
        health = await until_health(store, is_done)
    assert health.ok_at == clock()


async def test_a_stranger_is_not_polled_more_often_than_is_polite(
    store: Store, clock: Clock
) -> None:
    far = spec(local=False)
    await store.write(sources.plan, EVENT, [far])
    async with watching(store, clock, [Batch(again_in=1)], of=far):
        health = await until_health(store, is_done)
    assert health.due is not None
    assert (health.due - clock()).total_seconds() >= 60


async def test_a_failure_is_said_and_tried_again_and_what_was_missed_is_counted(
    store: Store, clock: Clock
) -> None:
    readings: list[list[Step]] = [
        [batch(1)],
        [SourceUnreachable("nobody answers")],
        [batch(1, 2, 3, 4)],
    ]
    async with watching(store, clock, *readings) as (watch, _):
        await until_health(store, is_done)
        clock.advance(200)
        watch.wake()
        failed = await until_health(store, lambda health: health.state is State.RETRY)
        assert (failed.problem, failed.failures, failed.given) == ("nobody answers", 1, 1)
        clock.advance(600)
        watch.wake()
        well = await until_health(store, is_done)
    assert (well.problem, well.failures, well.recovered) == ("", 0, 3)
    assert well.recovered_at == clock()


async def test_the_first_posts_of_a_source_that_failed_at_first_were_not_missed(
    store: Store, clock: Clock
) -> None:
    async with watching(store, clock, [SourceUnreachable("not yet")], [batch(1)]) as (watch, _):
        await until_health(store, lambda health: health.state is State.RETRY)
        clock.advance(600)
        watch.wake()
        assert (await until_health(store, is_done)).recovered == 0


async def test_a_gap_is_counted_also_when_the_collector_itself_was_away(
    store: Store, clock: Clock
) -> None:
    async with watching(store, clock, [batch(1, again_in=30)]):
        await until_health(store, is_done)
    clock.advance(3_600)
    async with watching(store, clock, [batch(1, 2, again_in=30), batch(3)]):
        # Until it is written down that it was read: else that may come after the hour.
        health = await until_health(store, lambda health: health.given == 3 and is_done(health))
        assert health.recovered == 2
    clock.advance(3_600)
    async with watching(store, clock, [batch(1, 2, 3, 4)]):
        health = await until_health(store, lambda health: health.given == 4)
    assert [each.posts for each in health.recoveries] == [1, 2]  # each gap once, the latest first


@pytest.mark.parametrize("away", [20, 3_600])
async def test_a_stream_is_live_only_since_somebody_listens_again(
    store: Store, clock: Clock, away: int
) -> None:
    for_good = asyncio.Event()
    async with watching(store, clock, [Batch((draft(1),), is_live=True), for_good]):
        await until_health(store, lambda health: health.given == 1)
    clock.advance(away)
    async with watching(store, clock, [Batch((draft(2),), is_live=True), for_good]):
        health = await until_health(store, lambda health: health.given == 2)
    assert (health.state, health.since) == (State.LIVE, clock())


async def test_a_slow_rhythm_is_no_gap(store: Store, clock: Clock) -> None:
    async with watching(store, clock, [batch(1, again_in=3_600)], [batch(2)]) as (watch, _):
        await until_health(store, is_done)
        clock.advance(3_601)
        watch.wake()
        assert (await until_health(store, lambda health: health.given == 2)).recovered == 0


async def test_a_stream_says_what_its_gap_gave_and_not_what_came_afterwards(
    store: Store, clock: Clock
) -> None:
    before, after = clock(), asyncio.Event()
    missed = tuple(draft(number, published=before) for number in (2, 3))
    stream: list[Step] = [
        Batch(missed, is_live=True, is_recovery=True),
        after,
        batch(4, 5, is_live=True),
    ]
    broken: list[Step] = [batch(1, is_live=True), SourceUnreachable("cut off")]
    async with watching(store, clock, broken, stream) as (watch, _):
        await until_health(store, lambda health: health.state is State.RETRY)
        clock.advance(600)
        watch.wake()
        health = await until_health(store, lambda health: health.given == 3)
        assert (health.state, health.recovered) == (State.LIVE, 2)
        clock.advance(5)
        after.set()
        assert (await until_health(store, lambda health: health.given == 5)).recovered == 2


async def test_a_stream_that_breaks_again_and_again_waits_longer_each_time(
    store: Store, clock: Clock
) -> None:
    broken: list[list[Step]] = [
        [Batch(is_live=True), SourceUnreachable("cut off")] for _ in range(3)
    ]
    waits = []
    async with watching(store, clock, *broken) as (watch, _):
        for failures in (1, 2, 3):
            health = await until_health(
                store,
                lambda health, count=failures: health.failures == count,  # type: ignore[misc]  # mypy cannot see the default's type
            )
            assert health.due is not None
            waits.append((health.due - clock()).total_seconds())
            clock.advance(301)
            watch.wake()
    assert waits == sorted(set(waits))


async def test_a_stream_that_stayed_up_has_nothing_to_answer_for(
    store: Store, clock: Clock
) -> None:
    later = asyncio.Event()
    long_up: list[Step] = [
        Batch(is_live=True), later, batch(1, is_live=True), SourceUnreachable("cut off"),
    ]  # fmt: skip
    broken: list[Step] = [Batch(is_live=True), SourceUnreachable("cut off")]
    async with watching(store, clock, broken, broken, long_up) as (watch, _):
        for failures in (1, 2):
            await until_health(store, lambda health, n=failures: health.failures == n)  # type: ignore[misc]  # mypy cannot see the default's type
            clock.advance(301)
            watch.wake()
        await until_health(store, lambda health: health.state is State.LIVE)
        clock.advance(60)
        later.set()
        health = await until_health(
            store, lambda health: health.given == 1 and bool(health.problem)
        )
    assert health.failures == 1


async def test_a_quiet_stream_hardly_writes_and_is_still_heard(store: Store, clock: Clock) -> None:
    beats = [asyncio.Event() for _ in range(30)]
    steps: list[Step] = [Batch(is_live=True)]
    for beat in beats:
        steps += [beat, Batch(is_live=True)]
    async with watching(store, clock, steps):
        began = await until_health(store, lambda health: health.state is State.LIVE)
        written = set()
        for beat in beats:
            clock.advance(1)
            beat.set()
            await asyncio.sleep(0.02)
            written.add((await health_of(store)).ok_at)
        await until_health(store, lambda health: health.ok_at != began.ok_at)
    assert len(written) <= 3


@pytest.mark.parametrize(
    ("why", "state"),
    [
        (Refusal.LOGIN, State.LOGIN),
        (Refusal.GONE, State.GONE),
        (Refusal.NOT_ALLOWED, State.REFUSED),
        (Refusal.NOT_A_SOURCE, State.REFUSED),
    ],
)
async def test_a_refusal_is_not_tried_again_until_somebody_asks(
    store: Store, clock: Clock, why: Refusal, state: State
) -> None:
    refused: list[Step] = [SourceRefused("no", why=why)]
    async with watching(store, clock, refused, [batch(1)]) as (watch, source):
        await until_health(store, lambda health: health.state is state)
        clock.advance(60)
        watch.wake()
        await asyncio.sleep(0.05)
        assert len(source.bookmarks) == 1
        await store.write(sources.fetch_now)
        watch.wake()
        health = await until_health(store, is_done)
    assert (health.given, health.problem) == (1, "")
    assert source.built == 2  # a new source, for a token may have been added


async def test_a_source_that_was_given_up_and_works_again_stays_due(
    store: Store, clock: Clock
) -> None:
    gone: list[Step] = [SourceRefused("it has ended", why=Refusal.GONE)]
    live: list[Step] = [Batch(is_live=True), asyncio.Event()]
    async with watching(store, clock, gone, live) as (watch, _):
        await until_health(store, lambda health: health.state is State.GONE)
        await store.write(sources.fetch_now)
        watch.wake()
        await until_health(store, lambda health: health.state is State.LIVE)
    (asked,) = await store.read(sources.asked_for)
    assert asked.due <= clock()  # the next collector goes on with it


async def test_settings_that_do_not_fit_are_said(store: Store, clock: Clock) -> None:
    world = Sources(river=[])
    world.refusals = [ConfigError("its settings do not fit", key="river.example")]
    watch = Watch(store, spec(), EVENT, world.build, Chance(clock))
    async with beside(watch.run()):
        health = await until_health(store, lambda health: health.state is State.REFUSED)
    assert "its settings do not fit" in health.problem


async def test_a_secret_in_an_error_stays_a_secret(store: Store, clock: Clock) -> None:
    error = SourceUnreachable("https://ann:hunter2@river.example/?token=abcdef \x1b[31mis down")
    async with watching(store, clock, [error]):
        health = await until_health(store, lambda health: health.state is State.RETRY)
    assert "hunter2" not in health.problem
    assert "abcdef" not in health.problem
    assert "\x1b" not in health.problem
    assert "is down" in health.problem


async def test_who_asks_while_a_poll_is_running_gets_another_one(
    store: Store, clock: Clock
) -> None:
    answered = asyncio.Event()
    async with watching(store, clock, [batch(1), answered], [batch(2)]) as (watch, source):
        await until_health(store, lambda health: health.given == 1)
        clock.advance(1)
        await store.write(sources.fetch_now)
        watch.wake()
        answered.set()
        await until_health(store, lambda health: health.given == 2)
    assert len(source.bookmarks) == 2


async def test_a_clock_that_was_set_back_a_year_does_not_stop_a_source(
    store: Store, clock: Clock
) -> None:
    async with watching(store, clock, [batch(1)], [batch(2)]) as (watch, _):
        await until_health(store, is_done)
        clock.advance(-365 * 86_400)
        watch.wake()
        await until_health(store, lambda health: health.given == 2)


async def test_a_flood_is_stored_whole_and_its_bookmark_last(store: Store, clock: Clock) -> None:
    flood = batch(*range(1_000), bookmark="all of it")
    async with watching(store, clock, [flood]):
        health = await until_health(store, is_done)
    assert health.given == 1_000
    (asked,) = await store.read(sources.asked_for)
    assert asked.bookmark == "all of it"


async def test_a_store_that_cannot_be_written_causes_no_traffic(store: Store, clock: Clock) -> None:
    await store.write(lambda db: db.execute("PRAGMA query_only=1"))
    world = Sources(river=[[batch(1)]])
    watch = Watch(store, spec(), EVENT, world.build, Chance(clock))
    with pytest.raises(StoreError):
        await watch.run()
    assert world.of["river"].bookmarks == []


async def test_a_store_that_fails_while_posts_come_loses_none_of_them(
    store: Store, clock: Clock
) -> None:
    full = "CREATE TRIGGER full BEFORE INSERT ON posts BEGIN SELECT raise(ABORT, 'x'); END"
    await store.write(lambda db: db.execute(full))
    world = Sources(river=[[batch(1, bookmark="one")], [batch(1, 2, bookmark="two")]])
    watch = Watch(store, spec(), EVENT, world.build, Chance(clock))
    with pytest.raises(StoreError):
        await watch.run()
    await store.write(lambda db: db.execute("DROP TRIGGER full"))
    async with beside(watch.run()):
        await until_health(store, lambda health: health.given == 2)
    assert world.of["river"].bookmarks == [None, None]


async def test_a_source_that_is_taken_out_while_it_is_read_leaves_nothing(
    store: Store, clock: Clock
) -> None:
    go = asyncio.Event()
    async with watching(store, clock, [Batch(is_live=True), go, batch(1)]) as (_, source):
        await until_health(store, lambda health: health.state is State.LIVE)
        await store.write(sources.plan, EVENT, [])
        go.set()

        async def is_over() -> bool:
            return source.closed == 1

        await until(is_over)
    assert await texts(store) == []


async def test_misfits_are_counted_once_however_often_they_are_delivered(
    store: Store, clock: Clock
) -> None:
    strict = spec(tagged=False)
    await store.write(sources.plan, EVENT, [strict])
    feed = Batch((draft(1), draft(2, content="nothing of ours"), draft(3, id="")))
    async with watching(store, clock, [feed], [feed], of=strict) as (watch, source):
        await until_health(store, is_done)
        clock.advance(600)
        watch.wake()

        async def is_read_again() -> bool:
            return source.closed == 2

        await until(is_read_again)
        health = await until_health(store, is_done)
    assert (health.given, health.passed_over, health.rejected) == (1, 1, 1)


async def test_why_drafts_could_not_be_read_is_told_with_their_number(
    store: Store, clock: Clock
) -> None:
    feed = Batch((draft(1), draft(2, id=""), Draft("3"), Draft("4")), rejected=4)
    async with watching(store, clock, [feed]):
        health = await until_health(store, is_done)
    assert health.rejected == 7
    assert health.reasons == (
        ("no post could be made out in it", 4),
        ("it is empty", 2),
        ("it has no id", 1),
    )


async def test_what_an_answer_shows_of_its_server_is_told(store: Store, clock: Clock) -> None:
    seen = Noticed(clock(), 0.2, ahead=-240.0, budget=Budget(278, 300))
    world = Sources(river=[[batch(1)], [SourceUnreachable("no answer")]])
    chance = Chance(clock, random=lambda: 0.5, noticed={"river.example": seen}.get)
    watch = Watch(store, spec(), EVENT, world.build, chance)
    async with beside(watch.run()):
        assert (await until_health(store, is_done)).noticed == seen
        clock.advance(600)
        watch.wake()
        failed = await until_health(store, lambda health: health.state is State.RETRY)
    assert failed.noticed == seen


async def test_an_edit_that_takes_the_tag_away_is_honoured(store: Store, clock: Clock) -> None:
    strict = spec(tagged=False)
    await store.write(sources.plan, EVENT, [strict])
    edited = Batch((draft(1, content="Let me put it otherwise"), draft(2, content="No tag")))
    async with watching(store, clock, [batch(1)], [edited], of=strict) as (watch, _):
        await until_health(store, is_done)
        clock.advance(600)
        watch.wake()
        health = await until_health(store, lambda health: health.passed_over == 1)
    assert await texts(store) == ["Let me put it otherwise"]
    assert health.given == 1


async def test_an_edit_that_takes_every_word_away_is_honoured(store: Store, clock: Clock) -> None:
    emptied = Batch((Draft("1"), Draft("2")))
    async with watching(store, clock, [batch(1)], [emptied]) as (watch, _):
        await until_health(store, is_done)
        clock.advance(600)
        watch.wake()
        health = await until_health(store, lambda health: health.rejected == 1)
    assert await texts(store) == [""]
    assert health.given == 1


async def test_a_post_of_ours_that_another_place_shows_without_the_tag_stays_as_it_is(
    store: Store, clock: Clock
) -> None:
    planet, river = spec("planet.example", tagged=False), spec(tagged=False)
    await store.write(sources.plan, EVENT, [river, planet])
    async with watching(store, clock, [batch(1)], of=river):
        await until_health(store, is_done)
    world = Sources(planet=[[Batch((draft(1, content="In short"),))]])
    async with beside(Watch(store, planet, EVENT, world.build, Chance(clock)).run()):
        await until_health(store, lambda health: health.passed_over == 1, "planet.example")
    assert await texts(store) == ["Post 1 #rivers"]


async def test_a_deleted_post_does_not_come_back_without_the_tag(
    store: Store, clock: Clock
) -> None:
    strict = spec(tagged=False)
    await store.write(sources.plan, EVENT, [strict])
    last = Batch((draft(1, content="Nothing to see"),))
    readings = [[batch(1)], [Batch(gone=("1",)), last]]
    async with watching(store, clock, *readings, of=strict) as (watch, _):
        await until_health(store, is_done)
        clock.advance(600)
        watch.wake()
        await until_health(store, lambda health: health.passed_over == 1)
    assert await texts(store) == [""]


async def test_a_note_stays_until_it_is_taken_away_or_the_state_changes(
    store: Store, clock: Clock
) -> None:
    readings: list[list[Step]] = [
        [batch(1, note="the newest 1 of 2")],
        [batch(2)],
        [batch(3, note=" ")],
        [batch(4, note="older posts could not be read")],
        [SourceUnreachable("down")],
        [batch(5)],
    ]
    notes = []
    async with watching(store, clock, *readings) as (watch, source):
        for turn in range(1, 7):

            async def is_read(count: int = turn) -> bool:
                return source.closed == count

            await until(is_read)
            health = await until_health(
                store, lambda health: health.due not in {None, health.tried_at}
            )
            notes.append(health.note)
            clock.advance(400)
            watch.wake()
    older = "older posts could not be read"
    assert notes == ["the newest 1 of 2", "the newest 1 of 2", "", older, older, ""]


async def test_chance_is_real_unless_told(clock: Clock) -> None:
    assert Chance(clock).random is random.random

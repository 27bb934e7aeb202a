"""What the collector does with rules as posts come in."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace
from tests.clock import Clock
from tests.ingest.scripted import EVENT, beside, spec
from tests.store.written import a_post
from tests.waiting import until

from backchannel.ingest.tending.ruling import Ruling
from backchannel.model.programme import Alert, Rule
from backchannel.store import board, posts, sources
from backchannel.store.connection import Connection
from backchannel.store.roles.rules import alerts
from backchannel.store.store import Store

FAST = Rule("too fast", "fast", Alert(2, timedelta(minutes=3)))
PRAISE = Rule("praise", "bravo", auto_pin=True)


async def test_what_comes_sets_off_an_alert_and_time_ends_it(store: Store, clock: Clock) -> None:
    await store.write(sources.plan, replace(EVENT, rules=(FAST,)), [spec()])
    async with beside(Ruling(store, turn=0).run()):
        await store.write(posts.save, spec(), [a_post(n, "Too fast") for n in (1, 2)])

        async def is_set_off() -> bool:
            return [each.people for each in await store.read(alerts.unseen)] == [2]

        await until(is_set_off)
        clock.advance(180)
        await store.write(posts.save, spec(), [a_post(3, "Something else")])

        async def is_over() -> bool:
            return (await store.read(alerts.latest))[0].ended is not None

        await until(is_over)


async def test_another_collector_goes_on_and_writes_nothing_twice(store: Store) -> None:
    await store.write(sources.plan, replace(EVENT, rules=(FAST,)), [spec()])
    await store.write(posts.save, spec(), [a_post(n, "Too fast") for n in (1, 2)])

    async def is_set_off() -> bool:
        return len(await store.read(alerts.latest)) == 1

    for _ in range(2):
        async with beside(Ruling(store, turn=0).run()):
            await until(is_set_off)
    assert await is_set_off()


async def test_what_the_event_file_wants_pinned_is_pinned(store: Store) -> None:
    await store.write(sources.plan, replace(EVENT, rules=(PRAISE,)), [spec()])
    async with beside(Ruling(store, turn=0).run()):

        async def is_asked_for() -> bool:
            return await store.read(_has_begun)

        await until(is_asked_for)
        await store.write(posts.save, spec(), [a_post(1, "Bravo"), a_post(2, "Nothing")])

        async def is_pinned() -> bool:
            return [str(pin.post.post.text) for pin in await store.read(board.pins)] == ["Bravo"]

        await until(is_pinned)


def _has_begun(db: Connection) -> bool:
    return db.value("SELECT 1 FROM meta WHERE key = 'auto pins'") is not None

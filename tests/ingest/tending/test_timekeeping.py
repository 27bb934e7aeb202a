"""What the collector does by the clock, whoever's screen is open."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace
from tests.clock import Clock
from tests.ingest.scripted import EVENT, beside, spec
from tests.store.written import a_post
from tests.waiting import until

from backchannel.ingest.tending.timekeeping import Timekeeping
from backchannel.model.programme import Session
from backchannel.model.roles.stage import Look
from backchannel.store import board, pages, posts, sources
from backchannel.store.connection import Connection
from backchannel.store.roles import cues, stage
from backchannel.store.store import Store


def rotating(db: Connection) -> None:
    """Two pins that change by themselves, the first of them on air."""
    posts.save(db, spec(), [a_post(n, f"Words {n}") for n in (1, 2)])
    for number in (1, 2):
        post = pages.by_number(db, number)
        assert post is not None
        board.pin(db, post.place, "lena")
    stage.set_look(db, "op", "", Look(rotates=True))
    stage.next_(db, "op")


async def test_posts_change_by_themselves_without_an_operator(store: Store, clock: Clock) -> None:
    await store.write(sources.plan, EVENT, [spec()])
    await store.write(rotating)
    async with beside(Timekeeping(store, turn=0).run()):
        clock.advance(60)
        await store.write(posts.save, spec(), [a_post(1, "Words 1", likes=2)])

        async def is_moved_on() -> bool:
            post = (await store.read(stage.shown)).post
            return post is not None and post.number == 2

        await until(is_moved_on)


async def test_the_end_of_a_session_is_told_once_by_however_many(
    store: Store, clock: Clock
) -> None:
    session = Session("Keynote", clock.at, 30)
    await store.write(sources.plan, replace(EVENT, sessions=(session,)), [spec()])
    clock.at = session.ends - timedelta(minutes=5)
    keepers = [Timekeeping(store, turn=0).run() for _ in range(2)]
    async with beside(keepers[0]), beside(keepers[1]):

        async def is_told() -> bool:
            return bool(await store.read(cues.latest))

        await until(is_told)
    async with beside(Timekeeping(store, turn=0).run()):
        await store.write(stage.set_look, "op", "", Look(rotates=True))
        await until(is_told)
    assert [each.text for each in await store.read(cues.latest)] == ["5 minutes left"]

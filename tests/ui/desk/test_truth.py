"""What the health line says when time passes and nothing comes: within ten seconds of the fact."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.clock import START, Clock
from tests.ui.desk.stage import BLOG, SOCIAL, DeskApp, desk_on, store_with, until

from backchannel.model.source import Health, Noticed, State
from backchannel.store import lease, sources
from backchannel.store.store import Store
from backchannel.ui.desk.status import LOOK

SECOND = timedelta(seconds=1)


async def passes(app: DeskApp, store: Store, clock: Clock, seconds: float, *, beats: bool) -> None:
    """Time, looked at as often as the desk does; the collector beats meanwhile, or does not."""
    for _ in range(round(seconds / LOOK)):
        clock.advance(LOOK)
        if beats:
            await store.write(lease.take, "tests", 1, "here")
        await app.desk.status.read()


def live(at: Clock) -> Health:
    return Health(SOCIAL.name, "mastodon", State.LIVE, ok_at=at(), tried_at=at())


def polled(at: Clock, *, due: float) -> Health:
    then = at() + due * SECOND
    return Health(BLOG.name, "feed", State.OK, ok_at=at(), tried_at=at(), due=then)


async def test_a_stream_that_is_only_said_to_be_live_is_found_out(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, clock=clock) as store:
        await store.write(sources.set_health, live(clock))
        async with desk_on(store) as (app, pilot):
            await until(pilot, lambda: app.shows("● social.example live"))
            await passes(app, store, clock, 99, beats=True)
            await until(pilot, lambda: app.shows("◐ social.example silent for 2 min"))


async def test_a_collector_that_lives_and_asks_nobody_is_called_stuck(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, clock=clock) as store:
        await store.write(sources.set_health, live(clock))
        await store.write(sources.set_health, polled(clock, due=20))
        async with desk_on(store) as (app, pilot):
            await passes(app, store, clock, 48, beats=True)
            assert not app.shows("stuck")
            await passes(app, store, clock, 12, beats=True)
            await until(
                pilot, lambda: app.shows("the collector is stuck: nobody was asked for 40 s")
            )
            await pilot.press("h")
            await until(pilot, lambda: app.shows("◐ the collector"))
            assert app.shows("stuck: nobody was asked for 40 s")
            await store.write(sources.set_health, polled(clock, due=60))
            await until(pilot, lambda: not app.shows("stuck"))


async def test_a_collector_that_is_silent_is_not_believed(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, clock=clock) as store:
        await store.write(sources.set_health, live(clock))
        async with desk_on(store) as (app, pilot):
            await until(pilot, lambda: app.shows("● social.example live"))
            await passes(app, store, clock, 9, beats=False)
            await until(pilot, lambda: app.shows("◌ social.example last live <1 min ago"))
            assert not app.shows("nobody is collecting")  # another one is being started
            await passes(app, store, clock, 9, beats=False)
            await until(pilot, lambda: app.shows("nobody is collecting"))


async def test_a_machine_that_slept_says_so_until_it_has_caught_up(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, clock=clock) as store:
        await store.write(sources.set_health, live(clock))
        await store.write(sources.set_health, polled(clock, due=20))
        async with desk_on(store) as (app, pilot):
            clock.advance(12 * 60)
            await app.desk.status.read()
            await until(pilot, lambda: app.shows("slept for 12 min, catching up"))
            assert app.shows("social.example last live 12 min ago")
            assert not app.shows("nobody is collecting")
            await passes(app, store, clock, 3, beats=True)
            assert not app.shows("stuck")
            await store.write(sources.set_health, live(clock))
            await store.write(sources.set_health, polled(clock, due=60))
            await until(pilot, lambda: app.shows("● social.example live"))
            assert app.shows("slept for 12 min")  # for long enough to be read
            await passes(app, store, clock, 12, beats=True)
            await until(pilot, lambda: not app.shows("slept"))


async def test_after_a_clock_was_set_back_what_is_open_now_is_said_to_be(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, clock=clock) as store:
        await store.write(sources.set_health, live(clock))
        async with desk_on(store) as (app, pilot):
            await until(pilot, lambda: app.shows("● social.example live"))
            clock.advance(-3_600)
            await passes(app, store, clock, 2 * LOOK, beats=True)
            await store.write(sources.set_health, live(clock))
            await passes(app, store, clock, LOOK, beats=True)
            await until(pilot, lambda: app.shows("● social.example live"))


async def test_a_clock_that_was_wrong_for_a_moment_was_no_sleep_for_long(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, clock=clock) as store, desk_on(store) as (app, pilot):
        clock.advance(3_600)
        await passes(app, store, clock, LOOK, beats=True)
        await until(pilot, lambda: app.shows("slept for 60 min"))
        clock.advance(-3_600)
        await passes(app, store, clock, LOOK, beats=True)
        await until(pilot, lambda: not app.shows("slept"))


async def test_that_nobody_collects_is_said_after_a_clock_was_set_back(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, clock=clock) as store, desk_on(store) as (app, pilot):
        await store.write(lease.release, "tests")
        clock.advance(-3_600)
        await passes(app, store, clock, 15, beats=False)
        await until(pilot, lambda: app.shows("nobody is collecting"))


async def test_a_machine_that_slept_and_does_not_wake_up_to_anything_says_that(
    tmp_path: Path,
) -> None:
    clock = Clock()
    async with store_with(tmp_path, clock=clock) as store, desk_on(store) as (app, pilot):
        await app.desk.status.read()
        clock.advance(12 * 60)
        await app.desk.status.read()
        await passes(app, store, clock, 15, beats=False)
        await until(pilot, lambda: app.shows("nobody is collecting"))
        assert not app.shows("slept")


async def test_a_wrong_clock_is_said_in_a_few_words(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store:
        off = Noticed(START, 0.2, ahead=-240.0)
        told = Health(SOCIAL.name, "mastodon", State.LIVE, ok_at=START, noticed=off)
        await store.write(sources.set_health, told)
        async with desk_on(store) as (app, pilot):
            await until(pilot, lambda: app.lines()[1].startswith(" ◔ this clock is 4 min behind "))
            await pilot.press("h")
            await until(pilot, lambda: app.shows("◔ clock"))
            assert app.shows("4 min behind the servers'")


async def test_a_file_deleted_beside_the_store_is_said_with_what_to_do(tmp_path: Path) -> None:
    clock = Clock()
    async with store_with(tmp_path, clock=clock) as store, desk_on(store) as (app, pilot):
        await passes(app, store, clock, 3, beats=True)
        assert not app.shows("was deleted")
        log = store.path.with_name(f"{store.path.name}-wal")
        log.unlink()
        await passes(app, store, clock, 3, beats=True)
        said = f"Quit (q), do not kill: all is saved then. {log.name} was deleted"
        await until(pilot, lambda: app.shows(said))

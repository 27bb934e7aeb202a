from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace
from tests.clock import START, Clock
from tests.ui.desk.stage import (
    EVENT,
    desk_on,
    entered,
    pressed,
    remark,
    store_with,
    until,
)

from backchannel.model.moments import to_micros
from backchannel.store.replay import course
from backchannel.store.replay.course import Course
from backchannel.store.store import Store

LONG_AGO = START - timedelta(days=30)
WAY = Course(
    recorded="x",
    begin=to_micros(LONG_AGO - timedelta(hours=2)),
    until=to_micros(LONG_AGO + timedelta(hours=2)),
    at=to_micros(LONG_AGO),
    speed=10.0,
)


async def make(tmp_path: Path) -> Path:
    """A store that is played into, whose player beats."""
    async with store_with(tmp_path, [remark(1)], event=EVENT) as store:
        await store.write(course.begin, WAY)
        await store.write(course.renew)
        return store.path


async def test_the_desk_says_all_the_while_what_is_played_and_keys_change_it(
    tmp_path: Path,
) -> None:
    path, wall = await make(tmp_path), Clock()
    async with Store(path, now=wall) as store, desk_on(store) as (app, pilot):
        assert store.now() == LONG_AGO
        assert app.shows("▶ replay ×10, 14:00 of 10 Dec 2025")
        assert not app.shows("live")
        await pressed(pilot, "plus", shows="▶ replay ×20, 14:00")
        await pressed(pilot, "comma", shows="‖ replay paused, 14:00")
        await pressed(pilot, "right_parenthesis", shows="‖ replay paused, 14:05")
        await pressed(
            pilot, "left_parenthesis", "left_parenthesis", "minus", shows="‖ replay paused, 13:55"
        )
        await until(pilot, lambda: app.lines()[0].rstrip().endswith("13:55"))
        await pressed(
            pilot, "right_parenthesis", *["right_parenthesis"] * 30, shows="■ replay is over, 16:00"
        )


async def test_held_it_is_said_how_fast_it_will_run_on(tmp_path: Path) -> None:
    path = await make(tmp_path)
    async with Store(path, now=Clock()) as store, desk_on(store) as (_, pilot):
        await pressed(pilot, "comma", shows="‖ replay paused, 14:00")
        told = "‖ replay paused, 14:00 of 10 Dec 2025 · , lets it run on at ×{}"
        await pressed(pilot, "plus", shows=told.format(20))
        await pressed(pilot, "minus", "minus", shows=told.format(5))


async def test_at_the_end_every_key_says_that_it_is_over(tmp_path: Path) -> None:
    path = await make(tmp_path)
    async with Store(path, now=Clock()) as store, desk_on(store) as (_, pilot):
        await store.write(course.turn, at=WAY.until)
        for key in ("comma", "plus", "right_parenthesis"):
            await pressed(pilot, key, shows="■ replay is over, 16:00 of 10 Dec 2025 · ( goes back")
        await pressed(pilot, "left_parenthesis", shows="▶ replay ×20, 15:55")


async def test_from_the_end_of_a_fast_replay_it_goes_back_and_is_held(tmp_path: Path) -> None:
    path, wall = await make(tmp_path), Clock()
    async with Store(path, now=wall) as store, desk_on(store) as (_, pilot):
        await store.write(course.turn, at=WAY.until, speed=1000.0)
        told = "‖ replay paused, 15:55 of 10 Dec 2025 · at ×1000 it would be over at once"
        await pressed(pilot, "left_parenthesis", shows=told)
        wall.advance(5)
        await pressed(pilot, "left_parenthesis", shows="‖ replay paused, 15:50")
        await pressed(pilot, "comma", shows="▶ replay ×1000, 15:50")


async def test_what_is_no_replay_says_so(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (_, pilot):
        await pressed(pilot, "comma", shows="This event is live")
        await pilot.resize_terminal(60, 20)
        await pressed(pilot, "comma", shows="backchannel replay plays a recorded one")


async def test_it_plays_on_from_a_time_that_is_typed(tmp_path: Path) -> None:
    path = await make(tmp_path)
    async with Store(path, now=Clock()) as store, desk_on(store) as (app, pilot):
        await app.desk.action_do("replay_to")
        await entered(pilot, "15:30", shows="15:30 of 10 Dec 2025")


async def test_nobody_is_said_to_play_when_nobody_does(tmp_path: Path) -> None:
    path, wall = await make(tmp_path), Clock()
    async with Store(path, now=wall) as store, desk_on(store) as (app, pilot):
        wall.advance(20)
        await app.desk.status.read()
        await pilot.pause()
        assert app.shows("nobody is playing it")
        assert replace(WAY, since=to_micros(START)).moment(wall()) == to_micros(
            LONG_AGO + timedelta(minutes=1)
        )

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.clock import START
from tests.ui.desk.stage import EVENT, KEYNOTE, DeskApp, desk_on, remark, store_with, typed, until
from textual.pilot import Pilot

from backchannel.model.moments import to_micros
from backchannel.store.activity.over_time import MINUTE
from backchannel.ui.arranging.layout import BACKCHANNEL
from backchannel.ui.terminal.spelling import in_ascii
from backchannel.ui.time_bar.picture import Picture
from backchannel.ui.time_bar.scale import HOUR, fitting
from backchannel.ui.time_bar.screen import Given, TimeBar, keys_of
from backchannel.ui.widgets.stream.viewport import Anchor

DAY = [remark(number) for number in range(240)]
"""Four hours with a post a minute."""

KEYS = (
    *("left", "right", "shift+left", "shift+right", "tab", "shift+tab", "up", "down"),
    *("home", "end", "1", "4", "full_stop", "3", "0", "minus", "m", "backspace", "p", "x", "j"),
)


def bar(app: DeskApp) -> TimeBar:
    assert isinstance(app.screen, TimeBar)
    return app.screen


async def open_bar(app: DeskApp, pilot: Pilot[None]) -> TimeBar:
    """It is open, and all is counted."""
    await pilot.press("Z")
    await until(pilot, lambda: isinstance(app.screen, TimeBar) and app.shows("▲"))
    await until(pilot, lambda: sum(bar(app)._tally.counts.values()) == len(DAY))
    return bar(app)


def where(app: DeskApp) -> tuple[Anchor | None, int | None]:
    view = app.desk.panes.streams[BACKCHANNEL].reader.view
    return view.anchor, view.cursor


@pytest.mark.parametrize("seed", range(2))
async def test_nothing_moves_until_enter_whatever_is_pressed(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # an order of keys, no secret
    async with store_with(tmp_path, DAY) as store, desk_on(store) as (app, pilot):
        await pilot.press(*["j"] * (5 * seed))  # 0: it follows
        before = where(app)
        await open_bar(app, pilot)
        for key in chance.choices(KEYS, k=16):
            await pilot.press(key)
            assert isinstance(app.screen, TimeBar)
            assert where(app) == before
        while isinstance(app.screen, TimeBar):
            await pilot.press("escape")
            await pilot.pause()
        assert where(app) == before


async def test_enter_goes_to_the_first_post_of_that_time(tmp_path: Path) -> None:
    async with store_with(tmp_path, DAY) as store, desk_on(store) as (app, pilot):
        await open_bar(app, pilot)
        await typed(pilot, "12:30")
        assert app.shows("to 12:30")
        await pilot.press("enter")
        stream = app.desk.panes.streams[BACKCHANNEL]
        at = to_micros(START - timedelta(minutes=90))
        await until(pilot, lambda: stream.chosen is not None and stream.chosen.posted == at)


async def test_sessions_are_gone_to_and_named(tmp_path: Path) -> None:
    async with store_with(tmp_path, DAY) as store, desk_on(store) as (app, pilot):
        screen = await open_bar(app, pilot)
        assert app.shows("│Keynote")
        assert app.shows("▲")
        await pilot.press("home")
        assert not app.shows("posts · Keynote")
        assert app.shows("◆")
        await pilot.press("shift+right")
        assert screen.at == to_micros(KEYNOTE.starts)
        assert app.shows("posts · Keynote")


async def test_a_time_that_is_none_goes_nowhere(tmp_path: Path) -> None:
    async with store_with(tmp_path, DAY) as store, desk_on(store) as (app, pilot):
        screen = await open_bar(app, pilot)
        before = screen.at
        await typed(pilot, "99:99")
        await pilot.press("enter")
        assert bar(app).at == before
        assert app.shows("14:30, 20m, or")
        await pilot.press("escape")
        assert isinstance(app.screen, TimeBar)


async def test_a_click_points_and_a_double_click_goes(tmp_path: Path) -> None:
    async with store_with(tmp_path, DAY) as store, desk_on(store) as (app, pilot):
        screen = await open_bar(app, pilot)
        await pilot.click(screen._rows, offset=(50, 1))
        assert screen.scale is not None
        assert screen.scale.cell_of(screen.at) == 50
        await pilot.click(screen._rows, offset=(60, 1), times=2)
        await until(pilot, lambda: not isinstance(app.screen, TimeBar))
        assert app.desk.panes.streams[BACKCHANNEL].reader.view.cursor is not None


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 6)])
async def test_it_fits_wherever_the_desk_does(tmp_path: Path, size: tuple[int, int]) -> None:
    async with (
        store_with(tmp_path, DAY, event=EVENT) as store,
        desk_on(store, size) as (app, pilot),
    ):
        await open_bar(app, pilot)
        assert app.shows("▲")
        assert all(len(line) == size[0] for line in app.lines())
        assert all(in_ascii(line).isascii() for line in app.lines())
        await pilot.press("escape")


def test_what_is_not_counted_yet_is_said_so() -> None:
    begin = to_micros(START) - HOUR
    scale = fitting(begin, begin + 2 * HOUR, 60, 0)

    def words(counts: dict[int, int], uncounted: int) -> str:
        at = begin + HOUR
        picture = Picture(scale, counts, at, begin, (), ZoneInfo("UTC"), uncounted=uncounted)
        return picture.words()

    assert "counting" in words({}, begin + 2 * HOUR)
    assert "0 posts" in words({}, 0)
    assert "1 post" in words({(begin + HOUR) // MINUTE: 1}, begin + HOUR)


@pytest.mark.parametrize("is_replay", [True, False])
def test_in_a_replay_the_key_that_plays_is_named(is_replay: bool) -> None:
    given = Given(0, (), ZoneInfo("UTC"), START, "", is_replay=is_replay)
    assert ("plays from there" in keys_of(given)) == is_replay

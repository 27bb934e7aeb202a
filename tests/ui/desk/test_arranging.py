"""Panes made larger, smaller, put elsewhere, taken away and brought back, by keys and the mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.desk.stage import DeskApp, FailingStore, desk_on, dragged, remark, store_with, until
from textual.geometry import Region

from backchannel.errors import StoreError
from backchannel.model.preferences import AS_MADE, DeskLayout
from backchannel.store.connection import Connection
from backchannel.store.desk.layout import keep_layout, layout
from backchannel.ui.arranging.layout import BACKCHANNEL, FEEDS, NOTES, PINS

SIZES = [(160, 45), (120, 30), (100, 24), (80, 20), (60, 15), (40, 12)]


def seen(app: DeskApp) -> dict[int, Region]:
    """Where each pane is on the screen."""
    panes = app.desk.panes.panes
    return {n: pane.body.region for n, pane in panes.items() if pane.body.display}


@pytest.mark.parametrize("size", SIZES)
async def test_z_gives_a_pane_all_the_room_and_shares_it_again(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with (
        store_with(tmp_path, map(remark, range(40))) as store,
        desk_on(store, size) as (app, pilot),
    ):
        counts = (" 40 ─", " 0 ─") if FEEDS in seen(app) else (" 40 ─",)
        await until(pilot, lambda: all(map(app.shows, counts)))
        before, lines = seen(app), app.lines()
        room = app.desk.panes.region
        await pilot.press("z")
        await until(pilot, lambda: seen(app) == {BACKCHANNEL: Region(0, 2, size[0], room.height)})
        assert app.shows("zoomed")
        await pilot.press("1")
        await until(pilot, lambda: seen(app) == {FEEDS: Region(0, 2, size[0], room.height)})
        await pilot.press("2", "z")
        await until(pilot, lambda: seen(app) == before)
        await pilot.press("z", "escape")
        await until(pilot, lambda: app.lines()[2:-2] == lines[2:-2])


async def test_escape_peels_the_zoom_before_the_filter_and_the_cursor(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, map(remark, range(40))) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("j", "j", "z", "escape")
        assert not app.shows("zoomed")
        assert app.desk.panes.streams[2].chosen is not None
        await pilot.press("escape")
        assert app.desk.panes.streams[2].chosen is None


async def test_the_signs_make_a_pane_wider_and_narrower_until_the_others_are_at_their_least(
    tmp_path: Path,
) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await pilot.press("greater_than_sign")
        assert [seen(app)[n][2] for n in (FEEDS, BACKCHANNEL, NOTES)] == [40, 64, 36]
        await pilot.press(*["greater_than_sign"] * 9)
        assert [seen(app)[n][2] for n in (FEEDS, BACKCHANNEL, NOTES)] == [24, 92, 24]
        assert app.shows("Backchannel is as wide as it can be")
        await pilot.press(*["less_than_sign"] * 20)
        assert seen(app)[BACKCHANNEL][2] == 24
        assert app.shows("Backchannel is as narrow as it can be")


async def test_commands_make_a_pane_higher_move_it_hide_it_and_bring_all_back(
    tmp_path: Path,
) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        made = seen(app)
        app.desk.action_arrange("higher")
        await until(pilot, lambda: app.shows("Backchannel has its column to itself"))
        await pilot.press("4")
        app.desk.action_arrange("higher")
        await pilot.pause()
        assert seen(app)[PINS][3] == made[PINS][3] + 2
        assert seen(app)[NOTES][3] == made[NOTES][3] - 2
        app.desk.action_arrange("left")
        await pilot.pause()
        assert [x for x, *_ in (seen(app)[n] for n in (FEEDS, PINS, BACKCHANNEL))] == [0, 40, 80]
        app.desk.action_arrange("hide")
        await pilot.pause()
        assert app.shows("Hidden; 4 brings Pins back")
        assert set(seen(app)) == {FEEDS, BACKCHANNEL, NOTES}
        assert app.desk.panes.active == BACKCHANNEL
        order = []
        for _ in range(3):
            await pilot.press("tab")
            order.append(app.desk.panes.active)
        assert order == [FEEDS, NOTES, BACKCHANNEL]
        await pilot.press("4")
        assert set(seen(app)) == set(made)
        app.desk.action_arrange("reset")
        await pilot.pause()
        await until(pilot, lambda: seen(app) == made)


async def test_a_divider_is_dragged_and_a_click_on_it_changes_nothing(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        made = seen(app)
        await dragged(pilot, (39, 10), (45, 11), (49, 14))
        assert [seen(app)[n][2] for n in (FEEDS, BACKCHANNEL, NOTES)] == [50, 50, 40]
        assert app.desk.panes.active == BACKCHANNEL
        await dragged(pilot, (50, 10), (2, 10))
        assert seen(app)[FEEDS][2] == 24
        pins = seen(app)[PINS][1]
        await dragged(pilot, (120, pins), (120, pins - 5))
        assert seen(app)[PINS][1] == pins - 5
        now = seen(app)
        await pilot.click(offset=(24, 10))
        await pilot.hover(offset=(60, 10))
        await until(pilot, lambda: seen(app) == now != made)


async def test_the_panes_are_as_they_were_left_in_the_very_first_frame(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store:
        async with desk_on(store) as (app, pilot):
            await pilot.press("less_than_sign", "3")
            app.desk.action_arrange("hide")
            await pilot.pause()
            left = seen(app)
            await app.desk.close_down()
        app = DeskApp(store, arranged=await store.read(layout))
        async with app.run_test(size=(140, 40)):
            assert seen(app) == left
        assert set(left) == {FEEDS, BACKCHANNEL, PINS}


async def test_a_layout_that_makes_no_sense_is_as_good_as_none(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store:
        odd = DeskLayout((9, 2, 2), {2: 1, 1: 1_000_000}, {}, frozenset({1, 2, 3, 4, 5}))
        await store.write(keep_layout, odd)
        assert await store.read(layout) == odd
        async with desk_on(store) as (app, pilot):
            await pilot.press("1", "3")
            assert seen(app)[BACKCHANNEL][2] >= 24
        await store.write(_scrawl)
        assert await store.read(layout) == AS_MADE


def _scrawl(db: Connection) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES ('layout', '{\"widths\": {\"2\": -1}}')")


async def test_a_layout_that_cannot_be_stored_now_is_stored_when_it_can(tmp_path: Path) -> None:
    async with store_with(tmp_path, kind=FailingStore) as store, desk_on(store) as (app, pilot):
        assert isinstance(store, FailingStore)
        store.writing = StoreError("the disk is full")
        await pilot.press("greater_than_sign")
        await until(pilot, lambda: app.desk.panes.arranger.layout != AS_MADE)
        store.writing = None
        await app.desk.close_down()
        assert await store.read(layout) != AS_MADE


async def test_the_preview_finds_its_place_where_there_is_room(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, map(remark, range(5))) as store,
        desk_on(store, (200, 40)) as (app, pilot),
    ):
        assert app.desk.panes.preview.body is None
        await pilot.press("j")
        await until(pilot, lambda: app.desk.panes.preview.body is not None)
        preview = app.desk.panes.preview.body
        assert preview is not None
        await until(pilot, lambda: preview.display)
        await pilot.press("z")
        await until(pilot, lambda: not preview.display)
        await pilot.press("z")
        await until(pilot, lambda: preview.display)
        await pilot.resize_terminal(159, 40)
        await until(pilot, lambda: not preview.display)

"""Whatever opens over the desk has the same frame, and takes the whole of a narrow terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.desk.stage import desk_on, remark, store_with, until

from backchannel.ui.widgets.frame import Frame


@pytest.mark.parametrize("key", ["A", "F", "H", "L", "U", "h", "question_mark"])
@pytest.mark.parametrize(("size", "left"), [((140, 40), 15), ((60, 20), 0)])
async def test_a_narrow_terminal_is_taken_whole(
    tmp_path: Path, key: str, size: tuple[int, int], left: int
) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, size) as (app, pilot):
        await pilot.press(key)
        await until(pilot, lambda: len(app.screen_stack) == 2)
        frame = app.screen.query_one(Frame)
        await until(pilot, lambda: frame.region.x == left)
        assert frame.region.width == size[0] - 2 * left
        assert frame.region.height == size[1] if not left else frame.region.height < size[1]


async def test_a_frame_heeds_a_terminal_that_becomes_narrow(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("A")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.resize_terminal(60, 20)
        frame = app.screen.query_one(Frame)
        await until(pilot, lambda: frame.region.size == (60, 20))
        await pilot.resize_terminal(140, 40)
        await until(pilot, lambda: frame.region.width == 110)


async def test_the_frame_in_which_a_view_is_named_has_no_empty_line(tmp_path: Path) -> None:
    for size in ((140, 40), (60, 20)):
        (path := tmp_path / str(size[0])).mkdir()
        async with store_with(path, [remark(1)]) as store, desk_on(store, size) as (app, pilot):
            await pilot.press("slash", *"remark", "enter")
            app.desk.action_panel("save_view")
            await until(pilot, lambda: app.shows("Enter saves it"))
            assert app.screen.query_one(Frame).region.height == 5

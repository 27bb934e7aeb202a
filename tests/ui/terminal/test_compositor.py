from __future__ import annotations

import gc
import random
from pathlib import Path

import pytest
from tests.ui.desk.stage import desk_on, remark, store_with, typed, until
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from backchannel.ui.terminal.compositor import RowCompositor, RowWidget

REGIONS = 60


def painted(update: object) -> dict[tuple[int, int], str]:
    """What an update writes, by row and column."""
    assert isinstance(update, ChopsUpdate)
    found = {}
    for y, left, right in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if x < right and end > left:
                found[y, x] = repr(strip and [*strip.simplify()])
    return found


@pytest.mark.parametrize("size", [(160, 44), (80, 24), (40, 12)])
async def test_a_part_of_the_screen_is_painted_as_all_of_it_would_be(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    chance = random.Random(7)  # noqa: S311  # the same regions every time
    posts = [*map(remark, range(1, 60))]
    async with store_with(tmp_path, posts) as store, desk_on(store, size) as (app, pilot):
        await pilot.press("j", "j")
        ours, plain = RowCompositor(), Compositor()
        for compositor in (ours, plain):
            compositor.reflow(app.screen, app.size)
        for _ in range(REGIONS):
            x, y = chance.randrange(size[0]), chance.randrange(size[1])
            wide, high = chance.randrange(1, size[0] - x + 1), chance.randrange(1, size[1] - y + 1)
            for compositor in (ours, plain):
                compositor._dirty_regions |= {Region(x, y, wide, high), Region(0, y, 3, 1)}
            assert painted(ours.render_partial_update()) == painted(plain.render_partial_update())


@pytest.mark.parametrize("theme", ["backchannel-dark", "backchannel-ansi"])
async def test_rows_of_a_pane_are_painted_as_textual_paints_them(
    tmp_path: Path, theme: str
) -> None:
    chance = random.Random(7)  # noqa: S311  # the same regions every time
    posts = [*map(remark, range(1, 60))]
    async with store_with(tmp_path, posts) as store, desk_on(store, (160, 44)) as (app, pilot):
        app.theme = theme
        await pilot.press("j", "j", "tab", "j")
        widgets = [each for each in app.screen.query(RowWidget) if each.region.area]
        assert {"backchannel", "preview", "notes"} <= {widget.id for widget in widgets}
        for widget in widgets * 9:
            width, height = widget.region.size
            x, y = chance.randrange(width), chance.randrange(height)
            part = Region(x, y, chance.randrange(width - x) + 1, chance.randrange(height - y) + 1)
            plain = Widget.render_lines(widget, part)
            assert [[*row.simplify()] for row in widget.render_lines(part)] == [
                [*row.simplify()] for row in plain
            ]


async def test_what_was_painted_is_freed_without_a_search_for_garbage(tmp_path: Path) -> None:
    posts = [*map(remark, range(1, 200))]
    async with store_with(tmp_path, posts) as store, desk_on(store, (100, 30)) as (_, pilot):
        await pilot.press("j", "pagedown")
        gc.collect()
        gc.set_debug(gc.DEBUG_SAVEALL)
        try:
            await pilot.press(*["pagedown"] * 5, *["k"] * 5, "g", "j")
            gc.collect()
            assert not [found for found in gc.garbage if isinstance(found, Strip)]
        finally:
            gc.set_debug(0)
            gc.garbage.clear()


async def test_panels_are_freed_so_too(tmp_path: Path) -> None:
    posts = [*map(remark, range(1, 200))]
    async with store_with(tmp_path, posts) as store, desk_on(store, (100, 30)) as (app, pilot):
        await pilot.press("F")
        await typed(pilot, "remark")
        await until(pilot, lambda: app.shows("found"))
        await pilot.press("enter", "pagedown")
        gc.collect()
        gc.set_debug(gc.DEBUG_SAVEALL)
        try:
            await pilot.press(*["pagedown"] * 4, *["k"] * 4)
            gc.collect()
            assert not [found for found in gc.garbage if isinstance(found, Strip)]
        finally:
            gc.set_debug(0)
            gc.garbage.clear()

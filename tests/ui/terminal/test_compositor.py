from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.ui.desk.stage import desk_on, remark, store_with
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region

from backchannel.ui.terminal.compositor import RowCompositor

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
                compositor._dirty_regions = {Region(x, y, wide, high), Region(0, y, 3, 1)}
            assert painted(ours.render_partial_update()) == painted(plain.render_partial_update())

"""Whatever is done to the panes and the terminal, the line being read stays in its row."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.ui.desk.stage import SOCIAL, DeskApp, desk_on, remark, store_with, until
from textual.events import Resize
from textual.geometry import Size
from textual.pilot import Pilot

from backchannel.store import posts
from backchannel.ui.arranging.layout import BACKCHANNEL, PANES
from backchannel.ui.widgets.stream import moves
from backchannel.ui.widgets.stream.viewport import Anchor

ACTS = ["zoom", "narrower", "wider", "lower", "higher", "left", "right", "hide", "show", "reset"]
LONG = "Nobody has ever asked the library what a loan costs, and so nobody was ever told. " * 3


def place_read(app: DeskApp) -> Anchor:
    """Which words are read, and in which row."""
    anchor = app.desk.panes.streams[BACKCHANNEL].reader.view.anchor
    assert anchor is not None
    return anchor


def check_read(app: DeskApp, before: Anchor) -> None:
    """The same words are in the same row, or in the last one of a pane that is not so high."""
    stream = app.desk.panes.streams[BACKCHANNEL]
    assert place_read(app) == before
    if not stream.display or stream.content_size.height < 1:
        return
    view, sheet = stream.reader.view, stream.reader.sheet
    row = view.rows()[min(before.row, view.height - 1)]
    assert row is not None
    assert row.post.place == before.place
    marks = [*sheet.marks(row.post), 1 << 60]
    assert marks[row.line] <= before.mark < marks[row.line + 1]
    drawn = "".join(text for text, _ in sheet.drawn(row.post).lines[row.line])
    shown = stream.render_line(min(before.row, stream.content_size.height - 1)).text
    assert drawn.split()[0] in shown


def check_tiles(app: DeskApp) -> None:
    """What is seen fills the room of the panes, and nothing lies over anything else."""
    panes = app.desk.panes
    regions = [widget.region for widget in panes.children if widget.display]
    assert sum(region.area for region in regions) == panes.region.area
    for number, region in enumerate(regions):
        assert panes.region.contains_region(region)
        assert not any(region.overlaps(other) for other in regions[:number])


async def begin_to_read(app: DeskApp, pilot: Pilot[None], how: str) -> Anchor:
    """Choose a post further down, or stop in the middle of a long one."""
    await pilot.press(*(["j"] * 9 if how == "chosen" else ["space"]))
    if how == "held":
        for _ in range(5):
            app.desk.panes.streams[BACKCHANNEL].reader.go(moves.scrolled(1))
    await pilot.pause()
    return place_read(app)


@pytest.mark.parametrize("how", ["chosen", "held"])
@pytest.mark.parametrize("seed", range(2))
async def test_no_change_of_the_panes_moves_the_line_being_read(
    tmp_path: Path, how: str, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # an order of keys, no secret
    arrived = [remark(number, LONG if number % 3 else "") for number in range(60)]
    async with store_with(tmp_path, arrived) as store, desk_on(store) as (app, pilot):
        before = await begin_to_read(app, pilot, how)
        for _ in range(40):
            act = chance.choice([*ACTS, "resize", "go"])
            if act == "resize":
                await pilot.resize_terminal(chance.randint(20, 200), chance.randint(6, 60))
            elif act == "go":
                await pilot.press(str(chance.choice(PANES)))
            else:
                app.desk.action_arrange(act)
            await pilot.pause()
            check_read(app, before)
            check_tiles(app)
        await pilot.resize_terminal(140, 40)
        app.desk.action_arrange("reset")
        await pilot.press("2")
        await pilot.pause()
        check_read(app, before)


async def test_a_storm_of_sizes_while_posts_arrive_leaves_everything_in_its_place(
    tmp_path: Path,
) -> None:
    chance = random.Random(1)  # noqa: S311  # sizes, no secret
    arrived = [remark(number, LONG if number % 3 else "") for number in range(100, 160)]
    async with store_with(tmp_path, arrived) as store, desk_on(store) as (app, pilot):
        before = await begin_to_read(app, pilot, "chosen")
        for number in range(300):
            size = Size(chance.randint(1, 300), chance.randint(1, 100))
            app.post_message(Resize(size, size))
            if number % 3 == 0:  # a terminal that is dragged does not wait for a frame
                await store.write(posts.save, SOCIAL, (remark(99 - number // 3),))
                await pilot.pause()
        await pilot.resize_terminal(140, 40)
        counted = "1/min · 160 · ▲ 100 new"
        await until(pilot, lambda: app.shows(counted) and "1/min" in app.lines()[1])
        check_read(app, before)
        assert app.is_running
        last = app.lines()
        assert any("▌" in line for line in last)
        app.desk.notify_style_update()
        for widget in app.desk.query("*"):
            widget.notify_style_update()  # nothing that was drawn before is used again
        app.desk.refresh(layout=True)
        await pilot.pause()
        assert app.lines() == last

"""How many posts a minute come in, in the title of a pane and in the health line."""

from __future__ import annotations

from pathlib import Path

from tests.clock import Clock
from tests.ui.desk.stage import BLOG, SOCIAL, article, desk_on, remark, store_with, until

from backchannel.store import board, posts


async def test_a_pane_says_its_own_rate_and_the_health_line_that_of_the_event(
    tmp_path: Path,
) -> None:
    clock = Clock()
    arrived = [remark(n) for n in range(4)]
    async with store_with(tmp_path, arrived, clock=clock) as store, desk_on(store) as (app, pilot):
        await until(pilot, lambda: app.shows("▁▁███▁ 1/min") or app.shows("▁▁████ 1/min"))
        assert app.lines()[1].rstrip().endswith("▁▁████ 1/min")
        await store.write(posts.save, BLOG, (article(0, "What we learn"),))
        await until(pilot, lambda: app.lines()[1].rstrip().endswith("▁▁▅▅▅█ 2/min"))
        await until(pilot, lambda: "▁▁▁▁▁█ 1/min · 1 ─╮" in app.lines()[2])
        assert "▁▁████ 1/min · 4 ─╮" in app.lines()[2]


async def test_old_posts_leave_the_last_minutes_while_nothing_comes(tmp_path: Path) -> None:
    clock = Clock()
    async with (
        store_with(tmp_path, [remark(0)], clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        await until(pilot, lambda: app.lines()[1].rstrip().endswith("▁▁▁▁▁█ 1/min"))
        clock.advance(60)
        await app.desk.later.grow_older()
        await until(pilot, lambda: app.lines()[1].rstrip().endswith("▁▁▁▁█▁ 0/min"))
        clock.advance(600)
        await app.desk.later.grow_older()
        await until(pilot, lambda: not app.shows("/min"))


async def test_what_is_hidden_does_not_count(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(0)]) as store, desk_on(store) as (app, pilot):
        await until(pilot, lambda: app.lines()[1].rstrip().endswith("▁▁▁▁▁█ 1/min"))
        await pilot.press("j", "x")
        await until(pilot, lambda: not app.shows("/min"))
        assert (await store.read(board.hidden))[0].post.number == 1


async def test_where_a_filter_is_on_its_own_count_has_the_room(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(0)]) as store, desk_on(store) as (app, pilot):
        await until(pilot, lambda: "1/min · 1 ─╮" in app.lines()[2])
        await pilot.press("slash", *"remark", "enter")
        await until(pilot, lambda: "/ remark · 1 of 1 ─╮" in app.lines()[2])


async def test_a_narrow_line_is_for_the_sources(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, [remark(0)]) as store,
        desk_on(store, (60, 20)) as (app, pilot),
    ):
        await until(pilot, lambda: "1/min" in app.lines()[3])
        assert "blog.example starting" in app.lines()[1]
        assert "/min" not in app.lines()[1]
        await store.write(posts.save, SOCIAL, (remark(1),))

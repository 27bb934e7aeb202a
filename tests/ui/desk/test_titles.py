"""The counts in a pane's frame say where to look."""

from __future__ import annotations

from pathlib import Path

from tests.ui.desk.stage import SOCIAL, desk_on, remark, store_with, typed, until

from backchannel.store import posts


async def test_new_posts_between_the_top_and_the_one_being_read_are_pointed_at_above(
    tmp_path: Path,
) -> None:
    many = map(remark, range(90))
    async with store_with(tmp_path, many) as store, desk_on(store) as (app, pilot):
        await pilot.press(*"jjjjjj")
        await store.write(posts.save, SOCIAL, (remark(300, "Squeezed in", minutes=297.5),))
        await until(pilot, lambda: app.shows("Squeezed in") and app.shows("1 new"))
        assert app.shows("▲ 1 new")
        await store.write(posts.save, SOCIAL, (remark(400, "Far below", minutes=320.5),))
        await until(pilot, lambda: app.shows("▲ 2 new"))
        await pilot.press("N")
        await until(pilot, lambda: app.shows("▲ 1 new"))


async def test_a_filter_that_is_kept_is_named_as_far_as_there_is_room(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, map(remark, range(9))) as store,
        desk_on(store, size=(100, 30)) as (app, pilot),
    ):
        await pilot.press("slash")
        await typed(pilot, "remark -somebody -nothing -nowhere -at -all")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("9 of 9"))
        assert app.shows("/ remark -")

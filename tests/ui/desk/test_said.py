"""What is said below the panes is true for as long as it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.desk.stage import FailingStore, desk_on, is_read_to, remark, store_with, until

from backchannel.errors import StoreBusy


async def test_what_could_not_be_stored_is_no_longer_said_when_the_store_works_again(
    tmp_path: Path,
) -> None:
    async with (
        store_with(tmp_path, [remark(1)], kind=FailingStore) as store,
        desk_on(store) as (app, pilot),
    ):
        assert isinstance(store, FailingStore)
        store.writing = StoreBusy("the store is locked by another program")
        await pilot.press("j", "p")
        await until(pilot, lambda: app.shows("✕ Not stored"))
        await until(pilot, lambda: app.shows("Nothing can be stored"))
        store.writing = None
        await until(pilot, lambda: not app.shows("Nothing can be stored"))
        assert not app.shows("Not stored")


async def test_how_far_one_has_read_is_stored_when_the_store_works_again(tmp_path: Path) -> None:
    async with (
        store_with(tmp_path, [remark(1)], kind=FailingStore) as store,
        desk_on(store) as (app, pilot),
    ):
        assert isinstance(store, FailingStore)
        store.writing = StoreBusy("the store is locked by another program")
        await pilot.press("j")
        await until(pilot, lambda: app.shows("Nothing can be stored"))
        store.writing = None
        await until(pilot, lambda: not app.shows("Nothing can be stored"))
        chosen = app.desk.panes.streams[2].chosen
        assert chosen is not None
        await until(pilot, lambda: is_read_to(store, chosen.place))


async def test_what_can_be_done_about_it_is_said_however_narrow_the_terminal_is(
    tmp_path: Path,
) -> None:
    for width in (80, 60, 40):
        (path := tmp_path / str(width)).mkdir()
        long = remark(1, "league tables and their objections from the floor " * 3)
        async with store_with(path, [long]) as store, desk_on(store, (width, 20)) as (app, pilot):
            await pilot.press("j", "x")
            await until(pilot, lambda: app.shows("· u undoes, H lists"))
            assert app.shows("Hidden Ana")


@pytest.mark.parametrize("keys", [("escape",), ("slash", "escape")])
async def test_what_was_said_of_a_filter_goes_with_it(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    async with (
        store_with(tmp_path, map(remark, range(5))) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("slash", *"remark", "enter", "d")
        await until(pilot, lambda: app.shows("does not find is dimmed"))
        await pilot.press(*keys)
        await until(pilot, lambda: not app.desk.panes.filters[2].is_on)
        await until(pilot, lambda: not app.shows("dimmed"))
        await pilot.press("d", "j")
        await until(pilot, lambda: app.shows("does not find is hidden"))


async def test_no_word_of_what_is_said_is_cut(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, (40, 12)) as (app, pilot):
        await pilot.press("j", "x", "u")
        await until(pilot, lambda: app.shows("Undone: hide"))
        assert app.shows("Undone: hide Ana Example: Remark 1 of…")

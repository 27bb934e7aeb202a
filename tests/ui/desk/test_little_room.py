"""In a small terminal whole hints go, and the way out never does."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from tests.ui.desk.stage import BLOG, article, desk_on, remark, store_with, typed, until

from backchannel.store import posts


@pytest.mark.parametrize("size", [(60, 20), (40, 12)])
async def test_every_panel_says_the_way_out(tmp_path: Path, size: tuple[int, int]) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, size) as (app, pilot):
        await pilot.press("j")
        for key in ("U", "A", "H", "h", "L", "question_mark", "X"):
            await pilot.press(key)
            await until(pilot, lambda: len(app.screen_stack) == 2)
            await until(pilot, partial(_ends_with_the_way_out, app.lines))
            await pilot.press("escape")
            await until(pilot, lambda: len(app.screen_stack) == 1)


def _ends_with_the_way_out(lines: Callable[[], list[str]]) -> bool:
    return any(re.search(r"(^|· )Esc( goes)? back *$", line.strip("│ ")) for line in lines())


async def test_a_search_says_the_way_out(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, (60, 20)) as (app, pilot):
        await pilot.press("F")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await typed(pilot, "remark")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Enter goes to it · b best first · Esc back"))


async def test_in_a_low_terminal_a_mistyped_field_is_answered_with_the_right_one(
    tmp_path: Path,
) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, (40, 12)) as (app, pilot):
        await pilot.press("slash")
        await typed(pilot, "form:ana")
        await until(pilot, lambda: app.shows("did you mean from?"))


async def test_the_tabs_are_names_however_narrow(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, (40, 12)) as (app, pilot):
        await until(pilot, lambda: app.shows(" 1 Feeds 2 Backchannel  3 Notes 4 Pins"))
        await pilot.press("1")
        await store.write(posts.save, BLOG, (article(3, "League tables"),))
        await until(pilot, lambda: app.shows("League tables"))
        assert app.shows("3 Notes")
        assert app.shows("4 Pins")


@pytest.mark.parametrize("size", [(100, 30), (80, 24), (60, 20)])
async def test_an_empty_pane_says_its_whole_sentence(tmp_path: Path, size: tuple[int, int]) -> None:
    async with store_with(tmp_path) as store, desk_on(store, size) as (app, pilot):
        await pilot.press("1")
        await until(pilot, lambda: app.shows("Nothing here yet."))
        said = " ".join(app.text().replace("│", " ").split())
        assert "themselves." in said
        assert "appear by…" not in said


async def test_a_remark_on_a_pin_is_read_whole(tmp_path: Path) -> None:
    remarked = "a remark that is quite long and goes on until it comes to its very last word"
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("j", "p", "4")
        await until(pilot, lambda: bool(app.desk.panes.pins.rows))
        await app.desk.later.acts.remark(int(app.desk.panes.pins.rows[0].key), remarked)
        await until(pilot, lambda: app.shows("a remark that is"))
        assert app.shows("last word")


async def test_a_panel_with_nothing_in_it_offers_nothing_to_do_with_it(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store, (80, 24)) as (app, pilot):
        for key, empty in (("H", "Nothing is hidden."), ("L", "Nothing is put aside.")):
            await pilot.press(key)
            await until(pilot, partial(app.shows, empty))
            await until(pilot, lambda: app.shows("Esc goes back"))
            assert not app.shows("Enter brings")
            assert not app.shows("Enter goes")
            await pilot.press("escape")


@pytest.mark.parametrize(("pane", "what"), [("3", "a note"), ("4", "a pin"), ("2", "a post")])
async def test_it_is_said_what_to_choose_where_one_is(tmp_path: Path, pane: str, what: str) -> None:
    async with store_with(tmp_path) as store, desk_on(store, (80, 24)) as (app, pilot):
        await pilot.press(pane, "x")
        await until(pilot, lambda: app.shows(f"Choose {what} with ↓ first"))

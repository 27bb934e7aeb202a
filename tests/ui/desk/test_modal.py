"""What holds for everything that opens over the desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.desk.stage import DeskApp, desk_on, remark, store_with, until
from textual.pilot import Pilot

from backchannel.model.preferences import Preferences

OPENED = {
    "why": ("j", "w"),
    "health": ("h",),
    "keys": ("question_mark",),
    "hidden": ("H",),
    "later": ("L",),
    "decisions": ("U",),
    "views": ("v",),
    "activity": ("A",),
    "search": ("slash", "r", "enter", "F", "enter"),
}
"""The keys that open each panel."""


async def opened(app: DeskApp, pilot: Pilot[None], *keys: str, says: str = "goes back") -> None:
    await pilot.press(*keys)
    await until(pilot, lambda: app.screen is not app.desk and app.shows(says))


async def clicked(app: DeskApp, pilot: Pilot[None], words: str) -> None:
    """On words that are on the screen."""
    lines = app.lines()
    y = next(number for number, line in enumerate(lines) if words in line)
    await pilot.click(offset=(lines[y].index(words), y))


@pytest.mark.parametrize("size", [(140, 40), (60, 20)])
@pytest.mark.parametrize("name", OPENED)
async def test_a_click_on_what_goes_back_does(
    tmp_path: Path, name: str, size: tuple[int, int]
) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, size) as (app, pilot):
        await opened(app, pilot, *OPENED[name], says="Esc goes back")
        await clicked(app, pilot, "Esc goes back")
        await until(pilot, lambda: app.screen is app.desk)


@pytest.mark.parametrize("name", OPENED)
async def test_a_click_beside_a_panel_leaves_it(tmp_path: Path, name: str) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot, *OPENED[name])
        await pilot.click(offset=(70, 20))
        assert app.screen is not app.desk
        await pilot.click(offset=(1, 20))
        await until(pilot, lambda: app.screen is app.desk)


async def test_a_click_beside_the_details_leaves_them_with_the_user_s_own_key(
    tmp_path: Path,
) -> None:
    own = Preferences(is_folding=False, keys={"details.back": ("Z",)})
    async with (
        store_with(tmp_path, [remark(1)]) as store,
        desk_on(store, preferences=own) as (app, pilot),
    ):
        await opened(app, pilot, "j", "enter", says="Details  #")
        await pilot.click(offset=(1, 20))
        await until(pilot, lambda: app.screen is app.desk)


async def test_every_key_at_the_foot_is_pressed_by_a_click(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot, *OPENED["search"])
        await clicked(app, pilot, "b best first")
        await until(pilot, lambda: app.shows("b newest first"))
        await clicked(app, pilot, "/ other words")
        await until(pilot, lambda: not app.shows("/ other words"))

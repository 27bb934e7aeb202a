"""What holds for everything that opens over the desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.ui.desk.stage import DeskApp, desk_on, remark, store_with, until
from textual.pilot import Pilot

from backchannel.model.post import CleanText
from backchannel.model.preferences import Preferences
from backchannel.store import board

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
        await opened(app, pilot, *OPENED[name], says="Esc ")  # "Esc back" where there is no room
        await clicked(app, pilot, "Esc ")
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


@pytest.mark.parametrize("name", [name for name in OPENED if name != "keys"])
async def test_keys_that_only_the_desk_knows_say_so(tmp_path: Path, name: str) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot, *OPENED[name])
        await pilot.press("D", "d")
        await until(pilot, lambda: app.shows("d (dim) works on the desk only"))
        await pilot.press("L")
        await until(pilot, lambda: app.shows("L (later) works on the desk only"))
        assert len(app.screen_stack) == 2


async def test_the_details_say_it_too(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot, "j", "enter", says="Details  #")
        await pilot.press("L")
        await until(pilot, lambda: app.shows("L (later) works on the desk only"))


async def test_a_user_s_own_key_is_named_and_leads_back(tmp_path: Path) -> None:
    own = Preferences(is_folding=False, keys={"dim": ("E",), "back": ("Q",)})
    async with (
        store_with(tmp_path, [remark(1)]) as store,
        desk_on(store, preferences=own) as (app, pilot),
    ):
        await opened(app, pilot, "U")
        await pilot.press("E")
        await until(pilot, lambda: app.shows("E (dim) works on the desk only"))
        await pilot.press("Q")
        await until(pilot, lambda: app.screen is app.desk)


async def test_what_was_put_aside_is_decided_upon_in_its_list(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot, "j", "s", "L", says="put aside by")
        await pilot.press("p")
        await until(pilot, lambda: app.shows("Pinned Ana Example"))
        assert [pin.post.number for pin in await store.read(board.pins)] == [1]
        await pilot.press("o", "s")
        await until(pilot, lambda: app.shows("Nothing is put aside."))
        await until(pilot, lambda: app.opened == ["https://social.example/@ana/1"])
        await pilot.press("s")
        await until(pilot, lambda: app.shows("Choose a post with ↓ first"))
        await pilot.press("u")
        await until(pilot, lambda: app.shows("put aside by"))


async def test_the_key_that_hides_brings_back_in_the_list_of_what_is_hidden(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot, "j", "x", "H", says="hidden by")
        await pilot.press("p")
        await until(pilot, lambda: app.shows("p (pin) works on the desk only"))
        await pilot.press("x")
        await until(pilot, lambda: app.shows("Nothing is hidden."))
        assert app.shows("Brought back")


async def test_what_was_found_is_opened_in_place_and_decided_upon(tmp_path: Path) -> None:
    covered = replace(remark(1), warning=CleanText("food"))
    async with store_with(tmp_path, [covered]) as store, desk_on(store) as (app, pilot):
        await opened(app, pilot, *OPENED["search"], says="food · f opens it")
        await pilot.press("enter")
        await until(pilot, lambda: app.shows("Choose a post with ↓ first"))
        await pilot.press("b", "j", "f")
        await until(pilot, lambda: app.shows("Remark 1 of"))
        await pilot.press("p")
        await until(pilot, lambda: app.shows("Pinned Ana Example"))
        await until(pilot, lambda: app.shows("◆"))
        await pilot.press("m", "x")
        await until(pilot, lambda: app.shows("Nothing matches."))
        assert len(await store.read(board.hidden)) == 1

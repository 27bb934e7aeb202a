"""The way round the desk: it asks for keys, keeps none back and covers nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from tests.ui.desk.stage import (
    EVENT,
    DeskApp,
    desk_on,
    remark,
    store_with,
    typed,
    until,
)
from textual.pilot import Pilot

from backchannel.store.store import Store
from backchannel.ui.app import BackchannelApp
from backchannel.ui.commands import BY_ID
from backchannel.ui.keymap import with_keys
from backchannel.ui.tour import DONE, OFFER, STEPS, Welcome

POSTS = [remark(number) for number in range(1, 30)]


class Newcomer(DeskApp):
    """The program on a machine where nobody was shown round yet."""

    def __init__(self, store: Store, *, is_offer: bool = False) -> None:
        self.seen = 0
        BackchannelApp.__init__(self, store, EVENT, welcome=Welcome(self._see, is_offer=is_offer))
        self.opened, self.copied = [], []

    def _see(self) -> None:
        self.seen += 1


async def begun(pilot: Pilot[None], app: DeskApp) -> None:
    await until(pilot, lambda: app.shows("Tour 1/") and app.shows("Remark 1 of"))


async def test_whoever_is_new_is_shown_round_by_doing(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store:
        app = Newcomer(store)
        async with app.run_test(size=(140, 40)) as pilot:
            await begun(pilot, app)
            assert app.seen == 1
            for number, (name, says) in enumerate(STEPS, 1):
                await until(pilot, partial(app.shows, f"Tour {number}/"))
                assert app.shows(with_keys(app.desk, says))
                await pilot.press(BY_ID[name].keys[0])
                if name == "note":
                    await typed(pilot, "heard")
                    assert app.shows("Enter keeps the note")
                    await pilot.press("enter")
                elif name == "filter":
                    await typed(pilot, "Remark")
                    assert app.shows("type a word, then press Enter")
                    await pilot.press("enter")
                elif name in {"health", "help"}:
                    await pilot.pause()
                    await pilot.press("escape")
            await until(pilot, lambda: app.shows(DONE.format(commands=":")))
            assert not app.shows("Tour ")
            assert app.shows("heard")


async def test_it_notices_nothing_but_what_it_asks_for_and_escape_ends_it(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store:
        app = Newcomer(store)
        async with app.run_test(size=(140, 40)) as pilot:
            await begun(pilot, app)
            await pilot.press("2", "space", "space")
            await pilot.pause()
            assert app.shows("Tour 1/")
            await pilot.press("down", "j")
            await until(pilot, lambda: app.shows("Tour 2/"))
            chosen = app.desk.panes.streams[2].chosen
            await pilot.press("escape")
            await until(pilot, lambda: not app.shows("Tour "))
            assert app.desk.panes.streams[2].chosen == chosen
            await pilot.press("escape")
            await until(pilot, lambda: app.desk.panes.streams[2].chosen is None)


async def test_a_note_that_is_not_written_after_all_goes_on(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await app.action_tour()
        await pilot.press("j", "p", "e")
        await until(pilot, lambda: app.shows("Tour 3/"))
        await pilot.press("escape")
        await until(pilot, lambda: app.shows("Tour 4/"))


async def test_a_key_that_did_nothing_does_not_go_on(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store) as (app, pilot):
        await app.action_tour()
        await pilot.press("j")
        await until(pilot, lambda: app.shows("Tour 2/"))
        await pilot.press("g", "p")
        await until(pilot, lambda: app.shows("Choose a post with ↓ first"))
        assert app.shows("Tour 2/")
        await pilot.press("j", "p")
        await until(pilot, lambda: app.shows("Tour 3/"))
        await pilot.press("e", "escape", "slash", "escape")
        await until(pilot, lambda: not app.desk.bottom.is_open)
        assert app.shows("Tour 4/")
        await pilot.press("slash", *"ark", "enter")
        await until(pilot, lambda: app.shows("Tour 5/"))


async def test_without_a_post_there_is_none_to_choose(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, pilot):
        await app.action_tour()
        await pilot.press("j")
        await pilot.pause()
        assert app.shows("Tour 1/")


@pytest.mark.parametrize("size", [(140, 40), (80, 24), (60, 20)])
async def test_it_covers_no_line_that_is_read(tmp_path: Path, size: tuple[int, int]) -> None:
    async with store_with(tmp_path, POSTS) as store, desk_on(store, size) as (app, pilot):
        await pilot.press("j", "j")
        await pilot.pause()
        row = next(y for y, line in enumerate(app.lines()) if "▌ Remark 2 of" in line)
        await app.action_tour()
        await until(pilot, lambda: app.shows("Tour 1/"))
        assert "▌ Remark 2 of" in app.lines()[row]
        bottom = app.desk.bottom.region.y
        assert app.desk.panes.region.bottom < bottom
        await pilot.press("escape")
        await until(pilot, lambda: not app.shows("Tour 1/"))
        assert "▌ Remark 2 of" in app.lines()[row]


async def test_in_the_demo_it_is_offered_in_a_line(tmp_path: Path) -> None:
    async with store_with(tmp_path, POSTS) as store:
        app = Newcomer(store, is_offer=True)
        async with app.run_test(size=(140, 40)) as pilot:
            await until(pilot, lambda: app.shows(OFFER.format(commands=":")))
            assert not app.shows("Tour 1/")
            assert app.seen == 0
            await pilot.press("colon")
            await until(pilot, lambda: app.shows("─ Commands ─"))
            await pilot.press(*"tour")
            await until(pilot, lambda: app.shows("Shows the way round"))
            await pilot.press("enter")
            await until(pilot, lambda: app.shows("Tour 1/"))
            assert app.seen == 1

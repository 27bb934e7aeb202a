"""The colours, the density and the times that somebody chose are there again at the next start."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.ui.desk.stage import DeskApp, FailingStore, choose, remark, store_with, until
from textual.pilot import Pilot

from backchannel.errors import StoreError
from backchannel.model.preferences import AS_SET, DeskAppearance, Preferences
from backchannel.store.connection import Connection
from backchannel.store.desk.layout import appearance, keep_appearance
from backchannel.store.store import Store
from backchannel.ui.themes import ANSI, BRIGHT, DARK, LIGHT

LONG = "\n\n".join(f"Part {number} of it" for number in range(6))


DARKENED = Preferences(theme=DARK.name)


@asynccontextmanager
async def opened(
    store: Store, preferences: Preferences = DARKENED
) -> AsyncIterator[tuple[DeskApp, Pilot[None]]]:
    """A desk as it is opened again; left by its own key."""
    app = DeskApp(store, preferences=preferences, chosen=await store.read(appearance))
    async with app.run_test(size=(140, 40)) as pilot:
        await until(pilot, lambda: app.shows("Part 2 of it"))
        yield app, pilot
        await app.desk.close_down()


@asynccontextmanager
async def said_once(path: Path, kind: type[Store] = Store) -> AsyncIterator[Store]:
    async with store_with(path, [remark(7, LONG)], kind=kind) as store:
        yield store


async def command(app: DeskApp, pilot: Pilot[None], name: str) -> None:
    """Choose a command of the palette by its name."""
    await choose(app, pilot, name.lower().replace(" ", ""), name)


def is_compact(app: DeskApp) -> bool:
    return not app.shows("Part 5 of it")


async def test_what_was_chosen_holds_at_the_next_start(tmp_path: Path) -> None:
    async with said_once(tmp_path) as store:
        async with opened(store) as (app, pilot):
            assert app.theme == DARK.name
            await command(app, pilot, "Theme: bright")
            await until(pilot, lambda: app.theme == BRIGHT.name)
            await pilot.press("D", "T")
            await until(pilot, lambda: is_compact(app) and app.shows(" 7 min "))
        async with opened(store) as (app, _):
            assert app.theme == BRIGHT.name
            assert is_compact(app)
            assert app.shows(" 7 min ")


async def test_a_desk_that_is_only_looked_at_goes_on_following_the_files(tmp_path: Path) -> None:
    async with said_once(tmp_path) as store:
        async with opened(store):
            pass
        assert await store.read(appearance) == AS_SET
        async with opened(store) as (app, pilot):
            await pilot.press("D", "D", "T", "T")
            app.theme = LIGHT.name
            app.theme = DARK.name
        assert await store.read(appearance) == AS_SET
        async with opened(store, Preferences(theme=LIGHT.name, is_compact=True)) as (app, pilot):
            assert app.theme == LIGHT.name
            assert is_compact(app)


async def test_a_flag_or_the_environment_comes_before_what_was_chosen(tmp_path: Path) -> None:
    chosen = DeskAppearance(BRIGHT.name, is_compact=True, has_ages=True)
    fixed = Preferences(theme=LIGHT.name, fixed=frozenset({"theme", "is_compact"}))
    async with said_once(tmp_path) as store:
        await store.write(keep_appearance, chosen)
        async with opened(store, fixed) as (app, pilot):
            assert app.theme == LIGHT.name
            assert not is_compact(app)
            assert app.shows(" 7 min ")
        assert await store.read(appearance) == chosen
        async with opened(store, fixed) as (app, pilot):
            await pilot.press("D")
            await until(pilot, lambda: is_compact(app))
            await pilot.press("D")
            await until(pilot, lambda: not is_compact(app))
        async with opened(store) as (app, _):
            assert app.theme == BRIGHT.name
            assert not is_compact(app)


async def test_a_command_goes_back_to_what_the_settings_say(tmp_path: Path) -> None:
    settings = Preferences(theme=LIGHT.name, has_ages=True)
    async with said_once(tmp_path) as store:
        await store.write(keep_appearance, DeskAppearance("nord", is_compact=True, has_ages=False))
        async with opened(store, settings) as (app, pilot):
            assert app.theme == "nord"
            await command(app, pilot, "Reset appearance")
            await until(pilot, lambda: app.theme == LIGHT.name)
            await until(pilot, lambda: app.shows(" 7 min ") and not is_compact(app))
            assert app.shows("as the settings say")
        assert await store.read(appearance) == AS_SET


@pytest.mark.parametrize("left", ['{"theme": "gone-by-now"}', '{"theme": 7}', "scrawl"])
async def test_what_no_longer_means_anything_is_as_good_as_nothing(
    tmp_path: Path, left: str
) -> None:
    async with said_once(tmp_path) as store:
        await store.write(_scrawl, left)
        async with opened(store) as (app, _):
            assert app.theme == DARK.name


def _scrawl(db: Connection, left: str) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES ('appearance', ?)", (left,))


async def test_a_terminal_of_few_colours_keeps_its_own_and_what_was_chosen_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with said_once(tmp_path) as store:
        await store.write(keep_appearance, DeskAppearance(BRIGHT.name))
        monkeypatch.setenv("COLORTERM", "")
        monkeypatch.setenv("TERM", "xterm")
        async with opened(store) as (app, _):
            assert app.theme == ANSI.name
        assert await store.read(appearance) == DeskAppearance(BRIGHT.name)


async def test_what_cannot_be_stored_now_is_stored_when_it_can(tmp_path: Path) -> None:
    async with said_once(tmp_path, FailingStore) as store:
        assert isinstance(store, FailingStore)
        async with opened(store) as (app, pilot):
            store.writing = StoreError("the disk is full")
            await pilot.press("T")
            await until(pilot, lambda: app.shows(" 7 min "))
            store.writing = None
        assert await store.read(appearance) == DeskAppearance(has_ages=True)

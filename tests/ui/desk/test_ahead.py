"""What opens over the desk is there before somebody asks for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.clock import START
from tests.ui.desk.stage import (
    EVENT,
    KEYNOTE,
    DeskApp,
    at_once,
    desk_on,
    pressed,
    remark,
    sees,
    store_with,
    until,
)
from textual.pilot import Pilot
from textual.screen import Screen

from backchannel.model.programme import Session
from backchannel.store import board
from backchannel.store.store import Store
from backchannel.ui.palette.help_panel import HelpPanel
from backchannel.ui.programme.panel import ProgrammePanel
from backchannel.ui.screens.panel import Panel
from backchannel.ui.widgets.rows import Rows

LUNCH = Session("Lunch", START + timedelta(hours=2), 45)
DAY = replace(EVENT, sessions=(KEYNOTE, LUNCH))

OPENED = """
import asyncio, sys
from pathlib import Path
from textual.screen import ModalScreen
from tests.ui.desk.stage import desk_on, remark, store_with, until
from backchannel.ui.screens.ahead import import_ahead

async def main():
    async with store_with(Path(sys.argv[1]), [remark(1)]) as store, desk_on(store) as (app, pilot):
        await pilot.press("j")
        await import_ahead()
        before = set(sys.modules)
        for key in ("S", "h", "A", "U", "v", "F", "question_mark", "enter", "colon"):
            await pilot.press(key)
            await until(pilot, lambda: app.screen is not app.desk)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.desk)
        print(*sorted(name for name in set(sys.modules) - before if "backchannel" in name))

asyncio.run(main())
"""


def test_nothing_is_imported_when_somebody_opens_it(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    found = subprocess.run(  # noqa: S603  # our own
        [sys.executable, "-c", OPENED, str(tmp_path)],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.split() == []


@asynccontextmanager
async def ready_desk(path: Path) -> AsyncIterator[tuple[Store, DeskApp, Pilot[None]]]:
    """A desk whose panels are made."""
    async with (
        store_with(path, [remark(1)], event=DAY) as store,
        desk_on(store, event=DAY) as (app, pilot),
    ):
        await app.desk.later.ahead.make()
        await until(pilot, lambda: all(each.is_mounted for each in unseen(app)))
        yield store, app, pilot


def unseen(app: DeskApp) -> set[Screen[object]]:
    """Screens that are mounted and not shown."""
    return {each for each in app._nodes if isinstance(each, Screen)} - {*app.screen_stack}


@pytest.mark.parametrize("name", ["programme", "health", "log", "stashed", "cues"])
async def test_what_opens_is_mounted_already(tmp_path: Path, name: str) -> None:
    async with ready_desk(tmp_path) as (_, app, pilot):
        ready = unseen(app)
        app.desk.action_panel(name)
        assert app.screen in ready
        await until(pilot, lambda: bool(app.screen.query_one(Rows).size) and app.shows("╭─"))


async def test_it_shows_what_is_so_when_it_opens(tmp_path: Path) -> None:
    async with ready_desk(tmp_path) as (store, app, pilot):
        await store.write(board.note, "Made after the panel", "Ann")
        await pressed(pilot, "U", shows="Made after the panel")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.desk)
        await app.desk.later.ahead.make()
        await store.write(board.note, "Made after the first was closed", "Ann")
        await pressed(pilot, "U", shows="Made after the first was closed")


async def test_another_is_made_when_it_is_closed(tmp_path: Path) -> None:
    async with ready_desk(tmp_path) as (_, app, pilot):
        await pressed(pilot, "S", shows="Lunch")
        assert not any(isinstance(each, ProgrammePanel) for each in unseen(app))
        await pilot.press("escape")
        await until(pilot, lambda: any(isinstance(each, ProgrammePanel) for each in unseen(app)))
        assert app.screen is app.desk


async def test_a_key_that_comes_with_the_one_that_opens_it_finds_its_rows(tmp_path: Path) -> None:
    async with ready_desk(tmp_path) as (_, app, pilot):
        for _ in range(2):
            at_once(app, "Sj")
            await until(pilot, lambda: chosen_in(app) == "Lunch")
            assert app.focused is app.screen.query_one(Rows)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.desk)
            await app.desk.later.ahead.make()


def chosen_in(app: DeskApp) -> str:
    """What the cursor of a panel is on."""
    rows = app.screen.query_one(Rows) if isinstance(app.screen, Panel) else None
    return rows.chosen.key if rows and rows.chosen else ""


async def test_letters_that_come_with_the_key_of_the_help_are_typed_there(tmp_path: Path) -> None:
    async with ready_desk(tmp_path) as (_, app, pilot):
        at_once(app, "?undo")
        await until(pilot, lambda: isinstance(app.screen, HelpPanel) and app.screen.text == "undo")
        await sees(pilot, "Take back the last decision")


@pytest.mark.parametrize("is_narrow", [True, False])
async def test_in_another_size_or_other_colours_it_is_made_anew(
    tmp_path: Path, *, is_narrow: bool
) -> None:
    async with ready_desk(tmp_path) as (_, app, pilot):
        (ready,) = (each for each in unseen(app) if isinstance(each, ProgrammePanel))
        if is_narrow:
            await pilot.resize_terminal(60, 30)
        else:
            app.theme = "textual-light"
        await pilot.pause()
        await pressed(pilot, "S", shows="Lunch")
        assert app.screen is not ready
        await until(pilot, lambda: ready not in unseen(app))


async def test_the_program_may_end_while_one_is_made(tmp_path: Path) -> None:
    async with store_with(tmp_path) as store, desk_on(store) as (app, _):
        app.desk.later.ahead._mount("programme")
        app.exit()

"""The help: every key, narrowed by what is typed, and answering what a key does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ui.desk.stage import (
    DeskApp,
    at_once,
    desk_on,
    first_found,
    remark,
    store_with,
    typed,
    until,
)
from textual.pilot import Pilot
from textual.widgets import Input

from backchannel.model.preferences import USUAL, Preferences
from backchannel.ui.commands import COMMANDS
from backchannel.ui.palette.help_panel import ELSEWHERE, HelpPanel, found
from backchannel.ui.widgets.rows import Rows

OF_THE_DESK = [each for each in COMMANDS if each.where not in ELSEWHERE]


def ids(text: str) -> list[str]:
    return [row.key for row in found(OF_THE_DESK, text)]


@asynccontextmanager
async def help_on(
    path: Path, preferences: Preferences = USUAL
) -> AsyncIterator[tuple[DeskApp, Pilot[None], HelpPanel]]:
    async with (
        store_with(path, [remark(1)]) as store,
        desk_on(store, preferences=preferences) as (app, pilot),
    ):
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.focused, Input))
        assert isinstance(app.screen, HelpPanel)
        yield app, pilot, app.screen


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x", ["hide", "sessions.remove", "sources.remove"]),
        (" / ", ["filter"]),
        ("Space", ["stream.hold", "details.page_or_uncover"]),
        ("ctrl+c", ["interrupt"]),
        ("OLDEST post", ["stream.oldest"]),
        ("nothing of the kind", []),
    ],
)
def test_a_key_or_words_find_a_command(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


def test_a_key_that_means_several_things_says_where() -> None:
    rows = {row.key: row.aside for row in found(OF_THE_DESK, "enter")}
    assert rows["rows.open"] == "notes, pins, panels"
    assert rows["filter.keep"] == "typing a filter"


@given(st.text(max_size=20))
def test_whatever_is_typed_each_command_is_listed_once_at_most(text: str) -> None:
    assert len(ids(text)) == len(set(ids(text)))


async def test_typing_narrows_the_help_and_esc_shows_all_again(tmp_path: Path) -> None:
    async with help_on(tmp_path) as (app, pilot, panel):
        everything = panel.rows.rows
        await typed(pilot, "browser")
        await until(pilot, lambda: [row.key for row in panel.rows.rows] == ["open_in_browser"])
        await typed(pilot, "zzz")
        await until(pilot, lambda: app.shows("No command is called so"))
        await pilot.press("escape")
        await until(pilot, lambda: panel.rows.rows == everything)
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_letters_typed_into_the_help_do_nothing_else(tmp_path: Path) -> None:
    async with help_on(tmp_path) as (app, pilot, panel):
        await pilot.press("q")
        await until(pilot, lambda: "quit" in [row.key for row in panel.rows.rows])
        assert app.is_running
        assert len(app.screen_stack) == 2


async def test_letters_that_arrive_with_its_key_are_typed_into_it(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        at_once(app, "?browser")
        await until(pilot, lambda: isinstance(app.screen, HelpPanel))
        rows = app.screen.query_one(Rows)
        await until(pilot, lambda: [row.key for row in rows.rows] == ["open_in_browser"])


async def test_the_key_that_opened_the_help_closes_it(tmp_path: Path) -> None:
    async with help_on(tmp_path) as (app, pilot, _):
        await pilot.press("question_mark")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_arrows_and_pages_scroll_below_the_line(tmp_path: Path) -> None:
    async with help_on(tmp_path) as (app, pilot, _):
        assert not app.shows("Twice: quit from anywhere")
        await pilot.press(*["pagedown"] * 8)
        await until(pilot, lambda: app.shows("Twice: quit from anywhere"))
        await pilot.press(*["pageup"] * 8)
        await until(pilot, lambda: not app.shows("Twice: quit from anywhere"))


@pytest.mark.parametrize("size", [(140, 40), (80, 24), (60, 20)])
async def test_what_has_no_key_says_what_to_type_behind_the_palette_s(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    own = Preferences(keys={"commands": ("semicolon",), "undo": (), "details.follow": ()})
    async with (
        store_with(tmp_path, [remark(1)]) as store,
        desk_on(store, size, preferences=own) as (app, pilot),
    ):
        at_once(app, "?reason")
        await until(pilot, lambda: app.shows(";hide and say why "))
        await pilot.press("escape", *"last decision")
        await until(pilot, lambda: app.shows(";undo "))
        await pilot.press("escape", *"uncover")
        await until(pilot, lambda: app.shows("no key "))
        await pilot.press("escape", "escape")
        at_once(app, ";hide and say why")
        await until(pilot, lambda: "Hide and say why" in first_found(app))


async def test_the_help_knows_the_keys_in_force(tmp_path: Path) -> None:
    own = Preferences(keys={"pin": ("ctrl+t",), "hide": ("p",)})
    async with help_on(tmp_path, own) as (app, pilot, panel):
        await typed(pilot, "p")
        await until(pilot, lambda: [row.key for row in panel.rows.rows] == ["bar.play", "hide"])
        assert app.shows("Take the post out of sight")

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Final, get_args

import pytest
from tests.clock import Clock
from tests.ui import seen
from tests.ui.desk.stage import DeskApp, desk_on, first_found, remark, store_with, until
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from backchannel.config.settings import Settings
from backchannel.config.settings import Theme as Named
from backchannel.model.preferences import Preferences
from backchannel.ui.themes import ANSI, BRIGHT, CONTRAST, DARK, DEUTAN, OURS, TRITAN, drawn_in
from backchannel.ui.widgets.colours import CONTEXT, CURSOR, CURSOR_HERE, LEAD, MARK, ROLES

MIXED: Final = tuple(ours for ours in OURS if ours is not ANSI)
STATES: Final = ("text-success", "text-warning", "text-error")
INKS: Final = {
    ink
    for look in (*ROLES.values(), LEAD, MARK, CONTEXT)
    for ink in re.findall(r"\$(text-\w+)", look)
}
GROUNDS: Final = ("background", "surface", *(look.split("$")[1] for look in (CURSOR, CURSOR_HERE)))


def inks_on_grounds(theme: Theme) -> Iterator[tuple[str, str]]:
    """Everything that is written, on everything that it is written on."""
    yield from product(sorted({"foreground", *INKS, *STATES}), GROUNDS)
    yield from (("foreground", ground) for ground in ("match", "input-selection-background"))
    yield "background", "text-error"  # what is said in reverse


@pytest.mark.parametrize("theme", MIXED, ids=lambda theme: str(theme.name))
def test_every_text_can_be_read_on_every_ground(theme: Theme) -> None:
    least = 7 if theme in (BRIGHT, CONTRAST) else 4.5
    for ink, ground in inks_on_grounds(theme):
        colours = (Color.parse(theme.variables[name]) for name in (ink, ground))
        assert seen.contrast(*colours) >= least, (ink, ground)


@pytest.mark.parametrize(("theme", "eye"), [(DEUTAN, seen.DEUTERANOPIA), (TRITAN, seen.TRITANOPIA)])
def test_states_stay_apart_for_the_eyes_a_theme_is_for(
    theme: Theme, eye: tuple[seen.Triple, ...]
) -> None:
    for names in combinations(STATES, 2):
        one, other = (Color.parse(theme.variables[name]) for name in names)
        assert seen.distance(one, other, eye) >= 25, names


def test_the_usual_colours_would_not_do_for_those_eyes() -> None:
    well, wrong = (Color.parse(DARK.variables[name]) for name in ("text-success", "text-error"))
    assert seen.distance(well, wrong, seen.DEUTERANOPIA) < 5


def test_the_terminal_s_own_colours_are_named_and_none_is_mixed() -> None:
    assert all(value.startswith("ansi_") for value in ANSI.variables.values())


def test_every_theme_that_can_be_chosen_exists_and_every_other_can_be_chosen() -> None:
    chosen = set(get_args(Named))
    assert chosen == {*(ours.name for ours in OURS), *BUILTIN_THEMES}
    assert Settings().theme == DARK.name


@pytest.mark.parametrize("few", ["standard", "windows", None])
def test_a_terminal_of_few_colours_keeps_its_own(few: str | None) -> None:
    assert drawn_in(CONTRAST.name, few) == ANSI.name
    assert drawn_in("", few) == ANSI.name
    assert drawn_in("nord", few) == "nord"
    assert drawn_in("", "256") == DARK.name


async def test_another_theme_moves_nothing(tmp_path: Path, clock: Clock) -> None:
    async with (
        store_with(tmp_path, map(remark, range(60)), clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("j", "pagedown", "pagedown")
        await pilot.pause()
        before = app.lines()
        for theme in OURS:
            app.theme = theme.name
            await pilot.pause()
            assert app.lines() == before, theme.name


async def test_a_theme_is_found_among_the_commands(tmp_path: Path, clock: Clock) -> None:
    async with (
        store_with(tmp_path, [remark(1)], clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        await pilot.press("colon")
        await until(pilot, lambda: app.shows("Search for commands"))
        await pilot.press(*"themebright")
        await until(pilot, lambda: "Theme: bright" in first_found(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.theme == BRIGHT.name)


async def test_in_the_terminal_s_colours_its_ground_is_left_alone(
    tmp_path: Path, clock: Clock
) -> None:
    async with store_with(tmp_path, [remark(1)], clock=clock) as store:
        app = DeskApp(store, preferences=Preferences(theme=ANSI.name))
        async with app.run_test(size=(140, 40)) as pilot:
            await until(pilot, lambda: app.shows("Remark 1"))
            await pilot.press("j", "h")
            await until(pilot, lambda: app.shows("How it is going"))
            grounds = {
                segment.style.bgcolor.name
                for strip in app.screen._compositor.render_strips()
                for segment in strip
                if segment.style and segment.style.bgcolor
            }
            assert grounds == {"default"}

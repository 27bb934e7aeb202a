"""Whatever a colour says, a sign, a word or an attribute says too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.style import Style
from tests.clock import Clock
from tests.ui.desk.stage import DeskApp, article, desk_on, remark, store_with, typed, until
from textual.pilot import Pilot

from backchannel.model.post import CleanText
from backchannel.model.preferences import Preferences
from backchannel.model.source import Health, State
from backchannel.ui.health.source_words import SIGNS, health_text
from backchannel.ui.lines.drawing import Role
from backchannel.ui.themes import ANSI, DARK
from backchannel.ui.widgets.colours import roles_in

NOW = datetime(2026, 7, 1, 15, tzinfo=UTC)
ARRIVED = [
    remark(number, f"Remark {number} about {'cost' if number % 2 else 'tea'}")
    for number in range(20)
]

Colourless = list[tuple[str, tuple[object, ...]]]


def attributes(style: Style | None) -> tuple[object, ...]:
    """What is left of a style without its colours."""
    if style is None:
        return ()
    return (style.bold, style.italic, style.underline, style.reverse)


def colourless(app: DeskApp) -> list[Colourless]:
    """Every row of the screen as a terminal without colours has it; dim is as good as a colour."""
    return [
        [(letter, attributes(piece.style)) for piece in strip for letter in piece.text]
        for strip in app.screen._compositor.render_strips()
    ]


def row(app: DeskApp, text: str) -> Colourless:
    at = next(y for y, line in enumerate(app.lines()) if text in line)
    return colourless(app)[at]


@pytest.fixture(params=[DARK.name, ANSI.name])
def theme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_what_is_chosen_new_pinned_or_not_found_is_told_by_signs(
    tmp_path: Path, clock: Clock, theme: str
) -> None:
    async with (
        store_with(tmp_path, ARRIVED, clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        app.theme = theme
        await pilot.pause()
        plain = row(app, "Remark 0 about")
        await pilot.press("j")
        await until(pilot, lambda: row(app, "Remark 0 about") != plain)
        header = row(app, "@ana@social.example")
        await pilot.press("p")
        await until(pilot, lambda: row(app, "@ana@social.example") != header)
        await filtered(pilot, app, "cost")
        assert app.shows("┊ Remark 2 about tea")
        assert not app.shows("┊ Remark 3 about cost")


async def filtered(pilot: Pilot[None], app: DeskApp, words: str) -> None:
    await pilot.press("slash")
    await typed(pilot, words)
    await pilot.press("enter", "d")
    await until(pilot, lambda: app.shows("dim"))


async def test_what_a_filter_found_is_told_from_words_and_links(
    tmp_path: Path, clock: Clock, theme: str
) -> None:
    async with (
        store_with(tmp_path, ARRIVED, clock=clock) as store,
        desk_on(store) as (app, pilot),
    ):
        app.theme = theme
        await pilot.pause()
        roles = roles_in(app.desk.panes.streams[2])
        told = [attributes(roles[role]) for role in (Role.MATCH, Role.LINK, Role.TEXT)]
        assert len(set(told)) == 3


async def test_the_pane_with_the_keyboard_is_told_by_a_sign(tmp_path: Path, theme: str) -> None:
    async with (
        store_with(tmp_path, [article(1, "Title")]) as store,
        desk_on(store) as (app, pilot),
    ):
        app.theme = theme
        await pilot.pause()
        assert "▸ 2 Backchannel" in app.text()
        assert "▸ 1 Feeds" not in app.text()
        await pilot.press("1")
        await until(pilot, lambda: app.shows("▸ 1 Feeds"))
        assert "▸ 2 Backchannel" not in app.text()
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        tabs = row(app, "1 Feeds")
        await pilot.press("2")
        await until(pilot, lambda: row(app, "1 Feeds") != tabs)


async def test_warnings_and_deletions_are_words(tmp_path: Path) -> None:
    spoiler = replace(remark(1), warning=CleanText("election"))
    async with store_with(tmp_path, [spoiler]) as store, desk_on(store) as (app, pilot):
        await until(pilot, lambda: app.shows("content warning: election"))
        await pilot.press("space")
        await until(pilot, lambda: app.shows("HELD"))


async def test_a_problem_is_told_from_what_went_well_by_a_sign(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store) as (app, pilot):
        app.desk.said.say("Kept")
        await until(pilot, lambda: app.shows(" Kept"))
        assert not app.shows("✕")
        app.desk.said.say("Not kept", is_problem=True)
        await until(pilot, lambda: app.shows("✕ Not kept"))


def states() -> Iterator[tuple[str, str]]:
    for state in State:
        health = Health("x", "mastodon", state, ok_at=NOW, due=NOW + timedelta(minutes=3))
        yield SIGNS[state], health_text(health, NOW)


def test_every_state_of_a_source_has_words_of_its_own() -> None:
    for one, other in combinations(states(), 2):
        assert one[1] != other[1]


def test_what_is_well_and_what_is_not_have_signs_of_their_own() -> None:
    well = {SIGNS[State.OK], SIGNS[State.LIVE]}
    for good, bad in product(well, set(State) - {State.OK, State.LIVE}):
        assert SIGNS[bad] != good


async def test_without_colours_a_recalled_filter_is_seen_to_be_selected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with store_with(tmp_path, ARRIVED) as store:
        app = DeskApp(store, preferences=Preferences(theme=ANSI.name, is_folding=False))
        async with app.run_test(size=(100, 30)) as pilot:
            await until(pilot, lambda: app.shows("Remark 1 about"))
            await pilot.press("slash")
            await typed(pilot, "cost")
            await pilot.press("escape", "slash")
            await until(pilot, lambda: app.shows("/ backchannel cost"))
            at = "".join(letter for letter, _ in row(app, "/ backchannel cost")).index("cost")
            assert row(app, "/ backchannel cost")[at][1][3]


@pytest.mark.parametrize("key", ["question_mark", "colon"])
async def test_behind_a_panel_the_keys_of_the_desk_do_not_look_alive(
    tmp_path: Path, key: str
) -> None:
    async with store_with(tmp_path, ARRIVED) as store:
        app = DeskApp(store, preferences=Preferences(theme=ANSI.name, is_folding=False))
        async with app.run_test(size=(140, 40)) as pilot:
            await until(pilot, lambda: app.shows("p pin"))
            assert not _faint(app, "p pin")
            await pilot.press(key)
            await until(pilot, lambda: len(app.screen_stack) == 2)
            await until(pilot, lambda: app.shows("p pin") and _faint(app, "p pin"))
            await pilot.press("escape")
            await until(pilot, lambda: not _faint(app, "p pin"))


def _faint(app: DeskApp, text: str) -> bool:
    """Whether nothing of a row with this text stands out."""
    row = next(strip for strip in app.screen._compositor.render_strips() if text in strip.text)
    styles = [piece.style for piece in row if piece.text.strip() and piece.style is not None]
    return all(
        style.dim and not style.bold and (style.color is None or style.color.is_default)
        for style in styles
    )

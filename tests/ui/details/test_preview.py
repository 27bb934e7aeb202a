from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.ui.desk.stage import (
    SOCIAL,
    DeskApp,
    choose,
    desk_on,
    remark,
    store_with,
    until,
)
from tests.ui.details.drawn import rich

from backchannel.model.post import CleanText
from backchannel.store import posts
from backchannel.ui.details.preview import WIDE

SIZE = (WIDE, 44)


def shown(app: DeskApp) -> str:
    """What the preview says; empty when there is none."""
    if (body := app.desk.panes.preview.body) is None:
        return ""
    at = body.region
    lines = app.lines()[at.y : at.bottom] if body.display else []
    return "\n".join(line[at.x : at.right] for line in lines)


def _is_shown(app: DeskApp, *, is_there: bool) -> bool:
    return app.screen is app.desk and bool(shown(app)) is is_there


async def test_the_preview_follows_the_cursor_and_keeps_its_place(tmp_path: Path) -> None:
    many = [rich(), *map(remark, range(1, 30))]
    async with store_with(tmp_path, many) as store, desk_on(store, SIZE) as (app, pilot):
        assert not shown(app)
        await pilot.press("j")
        await until(pilot, lambda: "First paragraph" in shown(app))
        for words in ("─ Preview", "profiles.example", "1280×720"):
            assert words in shown(app)
        await pilot.press("j", "j", "j")
        await until(pilot, lambda: "Remark 3 of" in shown(app))
        place = app.desk.panes.preview.body and app.desk.panes.preview.body.region
        await pilot.press("escape")
        await until(pilot, lambda: "No post is chosen." in shown(app))
        assert "Remark" not in shown(app)
        assert app.desk.panes.preview.body
        assert app.desk.panes.preview.body.region == place
        assert app.shows("Nothing pinned yet.")


@pytest.mark.parametrize("size", [(WIDE - 1, 44), (WIDE, 20), (80, 24)])
async def test_where_there_is_no_room_there_is_no_preview(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, size) as (app, pilot):
        await pilot.press("j")
        await until(pilot, lambda: app.shows("#1 "))
        assert not shown(app)


async def test_a_command_takes_the_preview_away_and_brings_it_back(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, SIZE) as (app, pilot):
        await pilot.press("j")
        await until(pilot, lambda: "Remark 1 of" in shown(app))
        for is_there in (False, True):
            await choose(app, pilot, "preview", "Preview")
            await until(pilot, partial(_is_shown, app, is_there=is_there))


async def test_the_preview_stays_true_and_keeps_a_cover(tmp_path: Path) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, SIZE) as (app, pilot):
        await pilot.press("j")
        await until(pilot, lambda: "Remark 1 of" in shown(app))
        covered = replace(remark(1, "It was the gardener"), warning=CleanText("the ending"))
        await store.write(posts.save, SOCIAL, (covered,))
        await until(pilot, lambda: "the ending" in shown(app))
        assert "gardener" not in shown(app)


async def test_a_preview_that_was_off_shows_the_post_that_was_chosen_meanwhile(
    tmp_path: Path,
) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, SIZE) as (app, pilot):
        app.desk.action_panel("preview")
        await pilot.press("j")
        await until(pilot, lambda: app.shows("#1 "))
        assert not shown(app)
        await choose(app, pilot, "preview", "Preview")
        await until(pilot, lambda: "Remark 1 of" in shown(app))


async def test_a_terminal_that_grows_shows_the_post_that_was_chosen_before(
    tmp_path: Path,
) -> None:
    many = [remark(1), remark(2)]
    async with store_with(tmp_path, many) as store, desk_on(store, (100, 44)) as (app, pilot):
        await pilot.press("j")
        await until(pilot, lambda: app.shows("#1 ") or app.shows("#2 "))
        await pilot.resize_terminal(*SIZE)
        await until(pilot, lambda: "Remark 1 of" in shown(app))


async def test_after_a_zoom_the_preview_is_of_the_post_that_was_chosen_there(
    tmp_path: Path,
) -> None:
    many = [remark(1), remark(2)]
    async with store_with(tmp_path, many) as store, desk_on(store, SIZE) as (app, pilot):
        await pilot.press("j")
        await until(pilot, lambda: "Remark 1 of" in shown(app))
        await pilot.press("z")
        await until(pilot, lambda: not shown(app))
        await pilot.press("j", "z")
        await until(pilot, lambda: "Remark 2 of" in shown(app))


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ((WIDE - 1, 44), "The preview needs 160 columns"),
        ((WIDE, 20), "The preview needs 18 lines of notes and pins"),
    ],
)
async def test_it_is_said_that_there_is_no_room_for_a_preview(
    tmp_path: Path, size: tuple[int, int], said: str
) -> None:
    async with store_with(tmp_path, [remark(1)]) as store, desk_on(store, size) as (app, pilot):
        app.desk.action_panel("preview")
        await until(pilot, lambda: app.shows(said))
        assert app.desk.panes.preview.is_on

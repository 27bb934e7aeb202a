"""What is chosen stands out, and more where the keyboard is."""

from __future__ import annotations

from pathlib import Path

from rich.color import Color
from tests.ui.desk.stage import DeskApp, desk_on, remark, store_with, until

REMARKS = [remark(number, f"said as <{number}>") for number in range(1, 60)]


def grounds(app: DeskApp, text: str) -> set[Color | None]:
    """On which colours these words stand."""
    return {
        each.style.bgcolor if each.style else None
        for strip in app.screen._compositor.render_strips()
        for each in strip
        if text in each.text
    }


async def test_the_chosen_post_looks_different_where_the_keyboard_is(tmp_path: Path) -> None:
    async with store_with(tmp_path, REMARKS) as store, desk_on(store) as (app, pilot):
        rest = grounds(app, "<1>")
        await pilot.press("j")
        await until(pilot, lambda: grounds(app, "<1>") != rest)
        here = grounds(app, "<1>")
        await pilot.press("4")
        await until(pilot, lambda: grounds(app, "<1>") not in (rest, here))
        assert grounds(app, "<2>") == rest
        await pilot.press("2")
        await until(pilot, lambda: grounds(app, "<1>") == here)


async def test_in_another_theme_nothing_is_in_the_colours_of_the_one_before(tmp_path: Path) -> None:
    async with store_with(tmp_path, REMARKS) as store, desk_on(store) as (app, pilot):
        await pilot.press("j")
        await until(pilot, lambda: grounds(app, "<1>") != grounds(app, "<2>"))
        before = grounds(app, "<")
        app.theme = "backchannel-light"
        await until(pilot, lambda: not grounds(app, "<") & before)
        await pilot.press("pagedown")
        await until(pilot, lambda: app.shows("<15>"))
        assert not grounds(app, "<") & before
        await pilot.press("pageup")
        await until(pilot, lambda: app.shows("<1>"))
        assert not grounds(app, "<") & before

"""What lies over the desk, and what is seen of the desk behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from itertools import chain
from pathlib import Path

import pytest
from rich.console import RenderableType
from rich.segment import Segment
from tests.ui.desk.stage import desk_on, remark, store_with, until
from tests.ui.terminal.test_shown import WatchedApp
from textual._compositor import ChopsUpdate
from textual._context import visible_screen_stack
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from backchannel.ui.pressed import paint_now
from backchannel.ui.widgets.frame import Frame
from backchannel.ui.widgets.rows import Rows

LINE = 1
"""Where the desk says how its sources are doing."""


class PanelApp(WatchedApp):
    """A desk with a panel, of whose frames it is known which rows they paint."""

    painted: list[set[int]]
    columns: list[set[tuple[int, int]]]

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        if isinstance(renderable, ChopsUpdate):
            self.painted.append({y for y, *_ in renderable.spans})
            self.columns.append({(left, right) for _, left, right in renderable.spans})
        elif renderable is not None:
            self.painted.append({*range(self.size.height)})
            self.columns.append({(0, self.size.width)})

    def change_beneath(self) -> None:
        """Something is another in one line of the desk."""
        self.desk.health._set_dirty(Region(0, 0, 9, 1))
        self.desk._dirty_widgets.add(self.desk.health)
        self.desk._on_timer_update()


@asynccontextmanager
async def helped(path: Path) -> AsyncIterator[tuple[PanelApp, Pilot[None]]]:
    """With the panel of all keys open, and everything painted."""
    async with store_with(path, map(remark, range(1, 60))) as store:
        app = PanelApp(store)
        app.painted, app.columns = [], []
        async with app.run_test(size=(160, 44)) as pilot:
            await until(pilot, lambda: app.shows("Remark 1 of"))
            await pilot.press("question_mark")
            await until(pilot, lambda: app.screen is not app.desk and app.is_as_painted)
            await until(pilot, lambda: not (app.desk._dirty_widgets or app.screen._dirty_widgets))
            yield app, pilot


async def test_what_a_key_changes_in_a_panel_is_painted_though_the_desk_changes(
    tmp_path: Path,
) -> None:
    async with helped(tmp_path) as (app, _):
        rows = app.screen.query_one(Rows)
        for _ in range(3):
            app.change_beneath()
            rows.action_go(1)
            paint_now(rows)
            app._look_away()
            assert app.is_as_painted


def has_panel(app: PanelApp, *, is_over: bool) -> bool:
    return (app.screen is not app.desk) is is_over


async def test_what_opens_over_the_desk_and_what_was_behind_is_painted_whole_once(
    tmp_path: Path,
) -> None:
    async with store_with(tmp_path, map(remark, range(1, 60))) as store:
        app = PanelApp(store)
        app.painted, app.columns = [], []
        async with app.run_test(size=(160, 44)) as pilot:
            await until(pilot, lambda: app.shows("Remark 1 of") and app.is_as_painted)
            whole = {*range(44)}
            for key, is_over in (("question_mark", True), ("escape", False)):
                app.painted.clear()
                await pilot.press(key)
                await until(pilot, partial(has_panel, app, is_over=is_over))
                await until(pilot, lambda: app.is_as_painted and bool(app.painted))
                for _ in range(5):
                    await pilot.pause()
                    app.screen._on_timer_update()
                assert app.painted.count(whole) == 1


async def test_what_opens_is_seen_before_what_is_behind_it_grows_fainter(tmp_path: Path) -> None:
    """Most of the work is what is behind it, and nobody has pressed the key for that."""
    async with store_with(tmp_path, map(remark, range(1, 60))) as store:
        app = PanelApp(store)
        app.painted, app.columns = [], []
        async with app.run_test(size=(160, 44)) as pilot:
            await until(pilot, lambda: app.shows("Remark 1 of") and app.is_as_painted)
            app.columns.clear()
            await pilot.press("question_mark")
            await until(pilot, lambda: app.screen is not app.desk and app.is_as_painted)
            panel = app.screen.query_one(Frame).region
            assert app.columns[0] == {panel.column_span}
            await until(pilot, lambda: any((0, 160) in each for each in app.columns))


async def test_of_the_desk_behind_a_panel_what_has_changed_is_painted_and_once(
    tmp_path: Path,
) -> None:
    async with helped(tmp_path) as (app, pilot):
        await until(pilot, lambda: (0, 160) in chain(*app.columns))  # it has grown fainter
        app.painted.clear()
        app.change_beneath()
        for _ in range(3):
            for screen in app.screen_stack:
                screen._on_timer_update()
        await until(pilot, lambda: LINE in chain(*app.painted))  # it is looked at once in a second
        assert [LINE in rows for rows in app.painted].count(True) == 1
        assert max(map(len, app.painted)) < 5


@pytest.mark.parametrize("theme", ["backchannel-dark", "backchannel-light", "textual-light"])
@pytest.mark.parametrize("keys", ["h", "slash r enter F enter", "slash r enter F enter enter"])
async def test_the_desk_behind_is_painted_as_textual_paints_it(
    tmp_path: Path, theme: str, keys: str
) -> None:
    posts = map(remark, range(1, 60))
    async with store_with(tmp_path, posts) as store, desk_on(store, (160, 44)) as (app, pilot):
        app.theme = theme
        await pilot.press("j", "j", *keys.split())
        await until(pilot, lambda: app.screen is not app.desk)
        whole = Region(0, 0, *app.screen.size)
        app.screen.refresh()
        ours = app.screen.render_lines(whole)
        app.screen.refresh()
        visible_screen_stack.set(app._background_screens)
        plain = Widget.render_lines(app.screen, whole)
        assert [*map(looks, ours)] == [*map(looks, plain)]


def looks(row: Iterable[Segment]) -> list[tuple[object, ...]]:
    """Each letter of a row, and how it looks."""
    return [
        (letter, style and (style.color, style.bgcolor, style.bold, style.dim, style.underline))
        for text, style, _ in row
        for letter in text
    ]

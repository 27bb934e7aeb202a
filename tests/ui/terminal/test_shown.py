"""What is on the terminal is what the screen looks like, though only news are written to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import RenderableType
from tests.ui.desk.stage import BLOG, DeskApp, article, remark, store_with, until
from tests.ui.terminal.grid import BELIEFS, Grid
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.screen import Screen

from backchannel.store import board, pages, posts
from backchannel.store.store import Store
from backchannel.ui.terminal.columns import HeldUpdate

KEYS = "1 3 1 2 z z 0 0 question_mark escape j j G g F r e m escape slash o n escape tab tab"
MORE = "plus plus minus t t d d U escape H escape A escape v j v x u colon t h e escape space"


class WatchedApp(DeskApp):
    """A desk whose terminal is a grid of cells."""

    grid = Grid(1, 1, BELIEFS["counted as we do"])

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        assert isinstance(renderable, LayoutUpdate | ChopsUpdate | None)
        if renderable is not None:
            width, height = self.size
            if len(self.grid.cells) != height or len(self.grid.cells[0]) != width:
                self.grid = Grid(width, height, BELIEFS["counted as we do"])
                self.grid.feed("\x1b[?7l")
            update = HeldUpdate(self._shown.news(renderable), screen._compositor)
            self.grid.feed(update.render_segments(self.console))

    @property
    def is_as_painted(self) -> bool:
        """Whether the terminal shows the screen, with all that is under a panel."""
        return str(self.grid).split("\n") == self.lines()


@pytest.mark.parametrize("size", [(160, 45), (100, 30), (60, 20)])
async def test_whatever_is_done_the_terminal_shows_the_screen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with store_with(tmp_path, map(remark, range(1, 60))) as store:
        await store.write(posts.save, BLOG, tuple(article(n, f"Title {n}") for n in range(9)))
        app = WatchedApp(store)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.shows("Remark 1 of") and app.is_as_painted)
            for number, key in enumerate(f"{KEYS} {MORE}".split()):
                await pilot.press(key)
                if number % 9 == 8:
                    width, height = app.size
                    await pilot.resize_terminal(width - 1, height)
                await until(pilot, lambda: app.is_as_painted)


class FrameByFrameApp(WatchedApp):
    """One that remembers every frame of the panes, without the lines below them."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.frames: list[str] = []

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        panes = "\n".join(str(self.grid).split("\n")[2:-2])
        if not self.frames or panes != self.frames[-1]:
            self.frames.append(panes)


async def with_notes_and_pins(store: Store) -> None:
    await store.write(posts.save, BLOG, tuple(article(n, f"Title {n}") for n in range(9)))
    await store.write(board.note, "A note of many words, so that it takes two lines here", "Ann")
    for number in (1, 3):
        post = await store.read(pages.by_number, number)
        assert post is not None
        await store.write(board.pin, post.place, "Ann")


@pytest.mark.parametrize("pane", ["1", "2", "3", "4"])
@pytest.mark.parametrize("size", [(160, 30), (140, 30), (100, 30), (60, 20)])
async def test_a_pane_that_comes_back_does_so_in_one_frame(
    tmp_path: Path, size: tuple[int, int], pane: str
) -> None:
    async with store_with(tmp_path, map(remark, range(1, 60))) as store:
        await with_notes_and_pins(store)
        app = FrameByFrameApp(store)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.shows("Remark 2 of") and app.is_as_painted)
            lists, titles = app.desk.panes.lists, app.desk.panes.titles.values()
            await until(pilot, lambda: len(lists.notes) == 1 and len(lists.pinned) == 2)
            await until(pilot, lambda: all(title._rate and title._tally for title in titles))
            await pilot.press(pane)
            app.desk.action_arrange("hide")
            await pilot.press("1" if pane == "2" else "2", "D")
            await until(pilot, lambda: app.is_as_painted)
            before = app.frames[-1]
            app.frames.clear()
            await pilot.press(pane)
            await until(pilot, lambda: app.is_as_painted and app.frames[-1:] not in ([], [before]))
            assert [frame for frame in app.frames if frame != before] == app.frames[-1:]


async def test_what_something_else_wrote_over_it_is_gone_after_ctrl_l(tmp_path: Path) -> None:
    async with store_with(tmp_path, map(remark, range(1, 60))) as store:
        app = WatchedApp(store)
        async with app.run_test(size=(100, 30)) as pilot:
            await until(pilot, lambda: app.shows("Remark 1 of") and app.is_as_painted)
            for keys in ("j",), ("question_mark",), ("escape", "slash"):
                await pilot.press(*keys)
                app.grid.feed("\x1b[5;1HBroadcast message from somebody@host.example")
                await pilot.press("ctrl+l")
                await until(pilot, lambda: app.is_as_painted)

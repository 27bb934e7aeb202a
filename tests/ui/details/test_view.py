"""The widget that shows what is known of a post."""

from __future__ import annotations

from tests.clock import START
from tests.ui.desk.stage import remark, until
from tests.ui.details.drawn import ZONE, known
from textual.app import App, ComposeResult
from textual.screen import Screen

from backchannel.ui.details.sheet import whole
from backchannel.ui.details.view import LONG, DetailsView
from backchannel.ui.terminal.screens import RowScreen
from backchannel.ui.themes import grounds


class Stage(App[None]):
    """One view filling the screen."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The grounds that only themes of ours have."""
        return grounds(self.current_theme)

    def get_default_screen(self) -> Screen[object]:
        """One that paints as the desk does."""
        return RowScreen(id="_default")

    def compose(self) -> ComposeResult:
        yield DetailsView(whole, now=lambda: START, timezone=ZONE)


async def test_what_is_read_again_unchanged_while_it_is_laid_out_is_shown() -> None:
    long = remark(0, "word " * LONG)
    app = Stage()
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        view = app.query_one(DetailsView)
        view.show(known(long))
        view.show(known(long))  # another look, in which nothing was different
        await until(pilot, lambda: bool(view.reading.rows))  # it is laid out in a thread

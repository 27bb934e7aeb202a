"""A screen with one stream on it, and what can be read off it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from rich.cells import cell_len
from tests.clock import START
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip  # read at run time like the rest of Textual

from backchannel.model.reading import Pages
from backchannel.ui.terminal.screens import RowScreen
from backchannel.ui.themes import grounds
from backchannel.ui.widgets.stream import (
    Chosen,
    Counts,
    Opened,
    Reached,
    Stream,
    Unreadable,
    Wanted,
)

Heard = Chosen | Counts | Opened | Reached | Unreadable | Wanted


class CountedStream(Stream):
    """A stream that counts the rows it paints, and keeps what it tells: at once, not when heard."""

    painted = 0

    def __init__(self, pages: Pages, *, now: Callable[[], datetime], turn: float) -> None:
        super().__init__(pages, now=now, turn=turn)
        self.told: list[Heard] = []

    def post_message(self, message: Message) -> bool:
        if isinstance(message, Heard):
            self.told.append(message)
        return super().post_message(message)

    def render_line(self, y: int) -> Strip:
        self.painted += 1
        return super().render_line(y)


class Stage(App[None]):
    """One stream filling the screen. Looks are not paced by default, so that no test waits."""

    def __init__(
        self, pages: Pages, *, now: Callable[[], datetime] = lambda: START, turn: float = 0
    ) -> None:
        super().__init__()
        self._clock, self._turn = now, turn
        self._pages = pages

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The grounds that only themes of ours have."""
        return grounds(self.current_theme)

    def get_default_screen(self) -> Screen[object]:
        """One that paints as the desk does."""
        return RowScreen(id="_default")

    def compose(self) -> ComposeResult:
        yield CountedStream(self._pages, now=self._clock, turn=self._turn)

    def on_mount(self) -> None:
        self.stream.focus()

    @property
    def stream(self) -> CountedStream:
        """The one stream."""
        return self.query_one(CountedStream)

    @property
    def painted(self) -> int:
        """How many rows were painted so far."""
        return self.stream.painted

    def rows(self) -> list[str]:
        """The drawn rows, as text."""
        stream = self.stream
        return [Stream.render_line(stream, y).text for y in range(stream.content_size.height)]

    def row_of(self, text: str) -> int | None:
        """The first row that holds a text."""
        return next((y for y, row in enumerate(self.rows()) if text in row), None)

    def is_straight(self) -> bool:
        """Whether every row is exactly as wide as the pane."""
        width = self.stream.content_size.width
        return all(cell_len(row) == width for row in self.rows())

    @property
    def heard(self) -> Sequence[Heard]:
        """What it told so far."""
        return self.stream.told

    @property
    def counts(self) -> Counts:
        """The last counts that were said."""
        return [message for message in self.heard if isinstance(message, Counts)][-1]

    @property
    def is_following(self) -> bool:
        """Whether new posts push the older ones down."""
        return self.stream.reader.view.is_following


@asynccontextmanager
async def on_stage(
    pages: Pages,
    size: tuple[int, int] = (60, 20),
    *,
    now: Callable[[], datetime] = lambda: START,
    turn: float = 0,
) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    """A stage whose stream has read its first page."""
    app = Stage(pages, now=now, turn=turn)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot

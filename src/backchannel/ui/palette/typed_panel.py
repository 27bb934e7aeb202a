"""A panel with a line on top: its rows follow what is typed there."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from backchannel.ui.screens.panel import Load, Panel
from backchannel.ui.widgets.entry import Entry
from backchannel.ui.widgets.frame import Frame
from backchannel.ui.widgets.rows import Rows


class TypedPanel(Panel):
    """`load` gives the rows for `text`. They are read with every letter, and at no other time."""

    DEFAULT_CSS = """
    TypedPanel Entry { margin: 0 0 1 0; }
    TypedPanel .entry--answer { display: none; }
    """

    def __init__(
        self, title: str, foot: str, empty: str, load: Load, *, prompt: str, hint: str
    ) -> None:
        super().__init__(title, foot, empty, load)
        self.text, self._prompt = "", prompt
        self.line = _Line(self.rows, prompt, hint)

    def compose(self) -> ComposeResult:
        """As every panel, with a line on top."""
        with Frame() as frame:
            frame.border_title = Content(self._title)
            yield self.line
            yield self.rows
            yield self.foot

    @on(events.Mount)
    def _open(self) -> None:
        """Type at once: what comes before the rows are there is in the line."""
        self.line.open("", self._prompt)

    async def begin(self) -> None:
        """Read once, for nothing here changes."""
        await self.look_again()

    @on(Entry.Typed)
    async def _typed(self, event: Entry.Typed) -> None:
        event.stop()
        if not isinstance(event, Entry.Kept | Entry.Left):
            await self.follow(event.text)

    async def follow(self, text: str) -> None:
        """The rows for this text, from the first."""
        self.text = text
        await self.look_again()
        self.rows.action_go(-len(self.rows.rows))


class _Line(Entry):
    """Moves the list below it, for there is nothing earlier to recall."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move_page(-1)", show=False),
        Binding("pagedown", "move_page(1)", show=False),
    ]

    def __init__(self, rows: Rows, prompt: str, hint: str) -> None:
        super().__init__(prompt, hint=hint, id="typed-line")
        self._rows = rows

    def action_move(self, by: int) -> None:
        """Arrows."""
        self._rows.action_go(by)

    def action_move_page(self, direction: int) -> None:
        """PgUp and PgDn."""
        self._rows.action_go_page(direction)

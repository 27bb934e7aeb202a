"""A list over the desk: what is hidden, how sources are doing. Esc goes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from backchannel.errors import StoreError
from backchannel.ui.keymap import Keyed
from backchannel.ui.screens.modal import PanelScreen
from backchannel.ui.selecting.marked import unmark
from backchannel.ui.widgets.frame import Frame
from backchannel.ui.widgets.rows import Row, Rows

Load = Callable[[], Awaitable[Sequence[Row]]]
Go = Callable[[Row], Awaitable[None]]
Typed = Callable[[str], Awaitable[None]]

LOOK: Final = 2.0
"""Seconds between two looks while a panel is open."""


class Panel(PanelScreen[None]):
    """Rows with a title, read again while it is open; `go` is what Enter does with one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", "Back", id="panel.back"),
    ]
    DEFAULT_CSS = "Panel { align: center middle; }"
    hint_if_empty: ClassVar[str] = Keyed("Esc goes back")

    def __init__(self, title: str, hint: str, empty: str, load: Load, go: Go | None = None) -> None:
        super().__init__(hint)
        self._title, self._hint, self._load, self._go = title, hint, load, go
        self.rows = Rows(empty=empty, aside_lines=3)
        self._has_begun = False

    def compose(self) -> ComposeResult:
        """The frame, the list and what the keys do."""
        with Frame() as self._frame:
            self.call_it(self._title)
            yield self.rows
            yield self.foot

    def call_it(self, title: str) -> None:
        """Give it a title, or another one."""
        self._frame.border_title = Content(title)

    async def on_mount(self) -> None:
        """Begin, but what is made ahead does so before its first frame."""
        if self in self.app.screen_stack:
            self._has_begun = True
            await self.begin()

    async def on_screen_resume(self) -> None:
        """Nothing of it is painted before this is done."""
        if not self._has_begun:
            self._has_begun = True
            await self.begin()

    async def begin(self) -> None:
        """Read and take the keyboard: a key that comes before that waits for the rows."""
        self.rows.has_focus = True  # as it is painted from the first
        await self.look_again()
        self.set_focus(self.rows)
        self.set_interval(LOOK, self.look_again)

    def _update_auto_focus(self) -> None:
        """What is made ahead has the keyboard when it has rows, and not before."""
        if self in self.app.screen_stack:
            super()._update_auto_focus()

    async def action_dismiss(self, result: None = None) -> None:
        """Back: first what is marked, then the panel."""
        if not unmark(self):
            await super().action_dismiss(result)

    async def decided(self) -> None:
        """Show what became of it."""
        await self.look_again()

    async def look_again(self) -> None:
        """Read the rows anew; what was read before stays when that cannot be done."""
        try:
            self.rows.show(await self._load())
        except StoreError as error:
            self.foot.say(f"✕ {error}")
            return
        self.foot.say(self._hint if self.rows.rows else self.hint_if_empty)

    async def on_rows_opened(self, event: Rows.Opened) -> None:
        """Enter or a double click."""
        event.stop()
        await self._chosen(event.row)

    async def _chosen(self, row: Row) -> None:
        if self._go is not None:
            await self._go(row)
            await self.look_again()


class ChoicePanel(Panel):
    """Left with the first Enter, or with the digit that a row begins with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(digit, f"choose('{digit}')", show=False) for digit in "0123456789"
    ]

    async def action_choose(self, lead: str) -> None:
        """The row that begins with it."""
        for row in self.rows.rows:
            if row.lead == lead:
                await self._chosen(row)
                return

    async def _chosen(self, row: Row) -> None:
        self.dismiss()
        if self._go is not None:
            await self._go(row)

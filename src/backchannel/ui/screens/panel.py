"""A list over the desk: what is hidden, how sources are doing. Esc goes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from backchannel.ui.widgets.rows import Row, Rows

Load = Callable[[], Awaitable[Sequence[Row]]]
Go = Callable[[Row], Awaitable[None]]


class Panel(ModalScreen[None]):
    """Rows with a title; `go` is what Enter does with one, and the rows are read again after it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Back", id="back"),
    ]
    DEFAULT_CSS = """
    Panel {
        align: center middle;
        & > Vertical {
            width: 90%; max-width: 110; height: 80%;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & .panel--hint { height: auto; color: $text-muted; padding: 0 1; }
    }
    """

    def __init__(self, title: str, hint: str, empty: str, load: Load, go: Go | None = None) -> None:
        super().__init__()
        self._title, self._hint, self._load, self._go = title, hint, load, go
        self.rows = Rows(empty=empty)

    def compose(self) -> ComposeResult:
        """The frame, the list and what the keys do."""
        with Vertical() as frame:
            frame.border_title = Content(self._title)
            yield self.rows
            yield Static(Content(self._hint), classes="panel--hint")

    async def on_mount(self) -> None:
        """Read and take the keyboard."""
        await self.look_again()
        self.rows.focus()

    async def look_again(self) -> None:
        """Read the rows anew."""
        self.rows.show(await self._load())

    async def on_rows_opened(self, event: Rows.Opened) -> None:
        """Enter or a double click."""
        event.stop()
        if self._go is not None:
            await self._go(event.row)
            await self.look_again()

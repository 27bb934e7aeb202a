"""A frame around a list: its number, name and counts in the border, and the mouse on them."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events  # Textual looks at a method's annotations
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


class Pane(Container):
    """A numbered frame. `body` is what takes the focus."""

    DEFAULT_CSS = """
    Pane {
        border: round $foreground 30%;
        border-title-color: $foreground 70%;
        padding: 0;
        &:focus-within { border: round $primary; border-title-color: $foreground; }
        &:focus-within { border-title-style: bold; }
    }
    """

    class TitleClicked(Message):
        """Somebody clicked on the frame's upper edge, where the new posts are counted."""

        def __init__(self, pane: Pane) -> None:
            self.pane = pane
            super().__init__()

    def __init__(self, number: int, name: str, body: Widget) -> None:
        super().__init__(id=f"pane-{number}")
        self.number, self.label, self.body = number, name, body
        self._right = ""

    def compose(self) -> ComposeResult:
        """The list inside."""
        yield self.body

    def say(self, right: str) -> None:
        """Put counts and state at the right of the upper edge."""
        if right != self._right:
            self._right = right
            self._title()

    def on_mount(self) -> None:
        """Draw the edge."""
        self._title()

    def on_resize(self) -> None:
        """Fill the edge again."""
        self._title()

    def on_click(self, event: events.Click) -> None:
        """A click on the edge goes to what is new."""
        if event.widget is self and event.y == 0:
            self.post_message(self.TitleClicked(self))

    def _title(self) -> None:
        """Textual's border has one title; the line between our two halves is drawn by us."""
        left, room = f"{self.number} {self.label}", self.outer_size.width - 6
        right = self._right
        if cell_len(left) + cell_len(right) + 3 > room:
            left = str(self.number) if right else left
        gap = room - cell_len(left) - cell_len(right) - 2
        line = f"{left} {'─' * gap} {right}" if right and gap > 0 else f"{left} {right}".strip()
        # Content, never markup: what somebody typed as a filter is shown here.
        self.border_title = Content(line)

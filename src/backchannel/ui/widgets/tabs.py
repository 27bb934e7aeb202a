"""One line that names the panes when only one of them fits."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual import events  # Textual looks at a method's annotations
from textual.content import Content
from textual.message import Message
from textual.widgets import Static


class Tabs(Static):
    """Numbers and names; the one that is open is reversed. A click goes there."""

    DEFAULT_CSS = """
    Tabs { height: 1; text-wrap: nowrap; color: $text-muted; }
    """

    class Chosen(Message):
        """Somebody clicked on a name."""

        def __init__(self, number: int) -> None:
            self.number = number
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self._ends: list[tuple[int, int]] = []

    def show(self, active: int, names: Mapping[int, str]) -> None:
        """Draw the names."""
        self._ends.clear()
        parts, at = [], 0
        for number, name in names.items():
            text = f" {number} {name} "
            at += cell_len(text)
            self._ends.append((at, number))
            parts.append((text, "bold reverse" if number == active else ""))
        self.update(Content.assemble(*parts))

    def on_click(self, event: events.Click) -> None:
        """Go to the pane whose name was hit."""
        for end, number in self._ends:
            if event.x < end:
                self.post_message(self.Chosen(number))
                return

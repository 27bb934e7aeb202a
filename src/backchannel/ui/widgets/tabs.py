"""One line that names the panes when only one of them fits."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from textual import events  # Textual looks at a method's annotations
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from backchannel.ui.lines.wrap import cells


class Tab(Struct, frozen=True):
    """One name; `new` counts what the reader has not seen there."""

    number: int
    name: str
    new: int = 0


class Tabs(Static):
    """Numbers and names; the one that is open is reversed. A click goes there."""

    DEFAULT_CSS = """
    Tabs { height: 1; text-wrap: nowrap; text-overflow: clip; color: $text-muted; }
    """

    class Chosen(Message):
        """Somebody clicked on a name."""

        def __init__(self, number: int) -> None:
            self.number = number
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self._ends: list[tuple[int, int]] = []
        self._shown: tuple[int, int, tuple[Tab, ...]] | None = None

    def show(self, active: int, tabs: Sequence[Tab], width: int) -> None:
        """Draw the names; those that do not fit are numbers, but never the one that is open."""
        if (shown := (active, width, tuple(tabs))) == self._shown:
            return
        self._shown = shown
        names = [_text(tab) for tab in tabs]
        for index in reversed(range(len(tabs))):
            if sum(map(cells, names)) > width and tabs[index].number != active:
                names[index] = f" {tabs[index].number}{'•' if tabs[index].new else ''} "
        self._ends, at = [], 0
        for tab, name in zip(tabs, names, strict=True):
            at += cells(name)
            self._ends.append((at, tab.number))
        styles = ("bold reverse" if tab.number == active else "" for tab in tabs)
        self.update(Content.assemble(*zip(names, styles, strict=True)), layout=False)

    def on_click(self, event: events.Click) -> None:
        """Go to the pane whose name was hit."""
        for end, number in self._ends:
            if event.x < end:
                self.post_message(self.Chosen(number))
                return


def _text(tab: Tab) -> str:
    return f" {tab.number} {tab.name}{f' •{tab.new}' if tab.new else ''} "

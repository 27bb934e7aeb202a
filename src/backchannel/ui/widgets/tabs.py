"""One line that names the panes when only one of them fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from textual import events  # Textual looks at a method's annotations
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from backchannel.ui.lines.wrap import cells, crop


class Tab(Struct, frozen=True):
    """One name; `new` counts what the reader has not seen there."""

    number: int
    name: str
    new: int = 0


_LETTERS: Final = (None, 99, 6, 5, 4, 3, 2)
"""Of the name of a tab that is not open, in turn, until all fit."""


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
        """Draw the names, in fewer letters where there is little room; the open one's is whole."""
        if (shown := (active, width, tuple(tabs))) == self._shown:
            return
        self._shown = shown
        names = _fitting(active, tabs, width)
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


def _fitting(active: int, tabs: Sequence[Tab], width: int) -> list[str]:
    """First counts become dots, then there is less between the names, then names lose letters."""
    names = [f" {tab.number} {tab.name}{f' •{tab.new}' if tab.new else ''} " for tab in tabs]
    for letters in _LETTERS:
        if sum(map(cells, names)) <= width:
            break
        after = " " if letters is None else ""
        names = [
            f" {tab.number} {tab.name}{_dot(tab)} "
            if tab.number == active
            else f" {tab.number} {crop(tab.name, letters or len(tab.name))}{_dot(tab)}{after}"
            for tab in tabs
        ]
    return names


def _dot(tab: Tab) -> str:
    return "•" if tab.new else ""

"""A frame around a list: its number, name and counts in the border."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from backchannel.clean.terminal import clean_line
from backchannel.ui.lines.wrap import cells, crop

_BEFORE: Final = 3
"""Cells of a frame before its title."""

_LEAST: Final = 8
"""Cells of a filter that still say something."""


class Pane:
    """The numbered frame of a list. `body` draws it, for a frame of its own would be drawn twice.

    No widget: whoever holds the panes calls `draw` when one got or lost the keyboard, and `fit`.
    """

    def __init__(self, number: int, name: str, body: Widget) -> None:
        self.number, self.label, self.body = number, name, body
        self._parts: list[str] = []
        self._tabs: tuple[str, ...] = ()
        self._hits: list[tuple[int, int, int]] = []
        self._width = 0
        self._is_zoomed = False
        body.add_class("pane")

    def say(self, parts: Sequence[str], tabs: Sequence[str] = ()) -> None:
        """Put counts and state at the right of the upper edge; the first go when it is short.

        Beside the name stand the `tabs`, or the one in brackets when there is no room for all.
        """
        if list(parts) != self._parts or tuple(tabs) != self._tabs:
            self._parts, self._tabs = list(parts), tuple(tabs)
            self.draw()

    def tab_at(self, x: int) -> int | None:
        """Which of the tabs is so many cells from the left of the frame."""
        return next((tab for start, end, tab in self._hits if start <= x < end), None)

    def fit(self, width: int) -> bool:
        """The frame is so many cells wide from now on; whether it was not before."""
        is_other = width != self._width
        if is_other:
            self._width = width
            self.draw()
        return is_other

    def zoom(self, *, is_zoomed: bool) -> None:
        """Say that the pane has all the room, and hides the others."""
        if is_zoomed != self._is_zoomed:
            self._is_zoomed = is_zoomed
            self.draw()

    def draw(self) -> None:
        """Textual's border has one title; the line between our two halves is drawn by us.

        Content, never markup: what somebody typed as a filter is shown here.
        """
        room = self._width - 6
        name = f"{'▸ ' if self.body.has_focus else ''}{self.number} {self.label}"
        state = ["zoomed"] if self._is_zoomed else []
        parts = [clean_line(part) for part in (*self._parts, *state)]
        tabs = self._fitting(room - cells(name) - cells(" · ".join(parts)) - 3)
        name, names = f"{name}{''.join(text for text, _ in tabs)}", (name, tabs)
        while parts and (over := cells(name) + cells(" · ".join(parts)) + 3 - room) > 0:
            first = parts.pop(0)
            if first.startswith("/ ") and cells(first) - over >= _LEAST:
                parts.insert(0, clean_line(crop(first, cells(first) - over)))  # what is filtered by
        right = " · ".join(parts)
        name = crop(name, max(room, 0))
        name_style = "bold $foreground" if self.body.has_focus else "$text-muted"
        line = self._lettered(name, *names, name_style)
        if right:
            gap = room - cells(name) - cells(right) - 2
            line.append((f" {'─' * gap} ", ""))
            for number, part in enumerate(parts):
                line.append((" · " if number else "", "$text-muted"))
                line.append((part, "bold $text-warning" if _is_calling(part) else "$text-muted"))
        title, body = Content.assemble(*line), self.body
        if body.is_mounted and body.region:
            # Counts change with every batch: Textual would paint all of the pane for its title.
            body._border_title = title  # noqa: SLF001  # the door beside it repaints
            x, y = body.content_offset
            body.refresh(Region(-x, -y, body.outer_size.width, 1))
        else:
            body.border_title = title

    def _fitting(self, room: int) -> list[tuple[str, int]]:
        """(text, number) of the tabs that fit."""
        tabs = [(f" {clean_line(tab)}", number) for number, tab in enumerate(self._tabs)]
        if sum(cells(text) for text, _ in tabs) + 1 <= room:
            return [(" ", -1), *tabs] if tabs else []
        return [(text, number) for text, number in tabs if number and text.startswith(" [")]

    def _lettered(
        self, shown: str, name: str, tabs: Sequence[tuple[str, int]], style: str
    ) -> list[tuple[str, str]]:
        """What is shown of the name and its tabs, with styles; and where the mouse finds a tab."""
        line, at = [(shown[: len(name)], style)], cells(name)
        self._hits = []
        for text, number in tabs:
            start = sum(len(part) for part, _ in line)
            is_here = text.startswith(" [")
            line.append((shown[start : start + len(text)], style if is_here else "$text-muted"))
            self._hits.append((at + _BEFORE, at + cells(text) + _BEFORE, number))
            at += cells(text)
        self._hits = [hit for hit in self._hits if hit[2] >= 0]
        return line


def _is_calling(part: str) -> bool:
    return part.endswith((" new", " marked")) or part == "HELD"

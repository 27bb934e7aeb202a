"""A frame around a list: its number, name and counts in the border."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from backchannel.clean.terminal import clean_line
from backchannel.ui.lines.wrap import cells, crop


class Pane:
    """The numbered frame of a list. `body` draws it, for a frame of its own would be drawn twice.

    No widget: whoever holds the panes calls `draw` when one got or lost the keyboard, and `fit`.
    """

    def __init__(self, number: int, name: str, body: Widget) -> None:
        self.number, self.label, self.body = number, name, body
        self._parts: list[str] = []
        self._width = 0
        self._is_zoomed = False
        body.add_class("pane")

    def say(self, parts: Sequence[str]) -> None:
        """Put counts and state at the right of the upper edge; the first go when it is short."""
        if list(parts) != self._parts:
            self._parts = list(parts)
            self.draw()

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
        while parts and cells(name) + cells(" · ".join(parts)) + 3 > room:
            parts.pop(0)
        right = " · ".join(parts)
        name = crop(name, max(room, 0))
        name_style = "bold $foreground" if self.body.has_focus else "$text-muted"
        line = [(name, name_style)]
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


def _is_calling(part: str) -> bool:
    return part.endswith((" new", " marked")) or part == "HELD"

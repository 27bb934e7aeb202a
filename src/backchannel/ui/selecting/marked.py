"""Lines of one list that are marked, told to Textual as what is selected there.

Textual keeps it, takes it away with a click, and asks for the text when Ctrl+C wants it.
"""

from __future__ import annotations

from typing import Final, Protocol

from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

_REVERSED: Final = Style(reverse=True)


class Lines(Protocol):
    """Lines that can be marked. Each has a place that it keeps when it moves on the screen."""

    def at(self, y: int) -> Offset | None:
        """The place of the line at a row of the list, or of the last one above; None if empty."""

    def text(self, first: Offset, last: Offset) -> str:
        """What these say, without what is around them; what was wrapped is whole again."""


class Marked(Selection):
    """From one line to another, both included; made by `mark`."""

    lines: Lines

    @property
    def span(self) -> tuple[Offset, Offset]:
        """The first line and the last."""
        return self.start or Offset(), self.end or Offset()

    def extract(self, text: str) -> str:
        """What is marked; Textual asks with a text that such a list does not have."""
        return self.lines.text(*self.span)

    def covers(self, y: int) -> bool:
        """Whether the line at a row of the list is marked."""
        at = self.lines.at(y)
        if at is None or (y and at == self.lines.at(y - 1)):
            return False
        first, last = self.span
        return (first.y, first.x) <= (at.y, at.x) <= (last.y, last.x)


def mark(widget: Widget, lines: Lines, one: Offset, other: Offset) -> None:
    """Mark the lines of a list between two places; nothing else is selected from now on."""
    marked = Marked.from_offsets(one, other)
    if isinstance(marked, Marked) and marked != widget.text_selection:
        marked.lines = lines
        widget.screen.selections = {widget: marked}


def unmark(widget: Widget) -> bool:
    """Nothing is marked any more; whether something was."""
    was_marked = any(isinstance(one, Marked) for one in widget.screen.selections.values())
    if was_marked:
        widget.screen.clear_selection()
    return was_marked


def with_marks(widget: Widget, y: int, strip: Strip) -> Strip:
    """A line of a list as it is drawn: reversed when it is marked."""
    marked = widget.text_selection if widget.is_attached else None
    is_marked = isinstance(marked, Marked) and marked.covers(y)
    return strip.apply_style(_REVERSED) if is_marked else strip

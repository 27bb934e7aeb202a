"""The mouse led over lines: from the press to the release they are marked, then copied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from textual import events
from textual.geometry import Offset
from textual.widget import Widget

from backchannel.ui.lines.amounts import counted
from backchannel.ui.selecting.lines import lines_of
from backchannel.ui.selecting.marked import Lines, mark

_SLIP: Final = 3
"""Cells to the side that a hand may slip in a click."""


class Selecting:
    """Hears the mouse over lists, which let its events pass; stays within the list it began in.

    `copied` is told of how many lines, when there are any.
    """

    def __init__(self, over: Widget, copied: Callable[[int], None]) -> None:
        self._over, self._copied = over, copied
        self._list: tuple[Widget, Lines, Offset] | None = None
        self._pressed = Offset()
        self.has_moved = False

    def hear(self, event: events.MouseEvent) -> None:
        """A press, a move or a release."""
        if isinstance(event, events.MouseDown):
            self._press(event)
        elif self._list is not None and (isinstance(event, events.MouseUp) or not event.button):
            self._list[0].release_mouse()
            self._list = None
            if self.has_moved:
                self.copy()
        elif self._list is not None and isinstance(event, events.MouseMove):
            self._lead(event.screen_offset, *self._list)

    def _press(self, event: events.MouseEvent) -> None:
        self.has_moved, self._list = False, None
        widget, _ = self._over.screen.get_widget_at(event.screen_x, event.screen_y)
        lines, at = lines_of(widget), event.screen_offset
        if event.button != 1 or lines is None or not widget.content_region.contains_point(at):
            return
        if (place := lines.at(at.y - widget.content_region.y)) is not None:
            self._list, self._pressed = (widget, lines, place), at
            widget.capture_mouse()

    def _lead(self, at: Offset, widget: Widget, lines: Lines, start: Offset) -> None:
        room = widget.content_region
        if abs(at.x - self._pressed.x) >= _SLIP or at.y != self._pressed.y:
            self.has_moved = True
        place = lines.at(min(max(at.y, room.y), room.bottom - 1) - room.y)
        if self.has_moved and place is not None:
            mark(widget, lines, start, place)

    def copy(self) -> bool:
        """Copy what is marked; whether anything is."""
        text = self._over.screen.get_selected_text()
        if text:
            self._over.app.copy_to_clipboard(text)
            self._copied(sum(bool(line) for line in text.split("\n")))
        return bool(text)


def copied_words(count: int) -> str:
    """What there is to say about it."""
    return f"Copied {counted(count, 'line')}"

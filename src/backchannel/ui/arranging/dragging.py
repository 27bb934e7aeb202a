"""The mouse on a line between two panes."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.geometry import Offset
from textual.widget import Widget

from backchannel.ui.arranging.arranger import Arranger
from backchannel.ui.arranging.changing import Divider, divider_at, dragged
from backchannel.ui.arranging.layout import places


class Dragging:
    """Hears the mouse over a widget with panes; from a press on a divider on, it leads that.

    A press goes to the pane below it. When a drag comes of it, `back` is told where one was.
    """

    def __init__(self, over: Widget, arranger: Arranger, back: Callable[[int], None]) -> None:
        self._over, self._arranger, self._back = over, arranger, back
        self._left: int | None = None
        self._origin: int | None = None
        self._divider: Divider | None = None
        self._grip = 0
        self.has_moved = False
        """Whether the last press became more than a click."""

    def hear(self, event: events.MouseEvent, *, has_floor: bool) -> None:
        """A press, a move or a release; `has_floor`: panes have a lower edge."""
        top = max(0, self._over.size.height - self._arranger.scene(self._over.size).height)
        at = event.screen_offset - self._over.region.offset - Offset(0, top)
        if isinstance(event, events.MouseDown):
            self._press(at, has_floor=has_floor)
        elif self._divider is not None:
            event.stop()
            if isinstance(event, events.MouseUp) or not event.button:
                self._release()
            else:
                self._lead(at, self._divider)

    def has_left(self, number: int) -> None:
        """The mouse took the keyboard away from a pane."""
        self._left = number

    def _press(self, at: Offset, *, has_floor: bool) -> None:
        arranger = self._arranger
        self._origin, self._left = self._left, None
        self.has_moved = False
        found = places(arranger.scene(self._over.size), arranger.layout)
        self._divider = divider_at(found, at.x, at.y, has_floor=has_floor)
        if self._divider is not None:
            second = found[self._divider.second]
            self._grip = at.x - second.x if self._divider.is_upright else at.y - second.y
            self._over.capture_mouse()

    def _lead(self, at: Offset, divider: Divider) -> None:
        arranger = self._arranger
        to = (at.x if divider.is_upright else at.y) - self._grip
        layout = dragged(arranger.layout, arranger.scene(self._over.size), divider, to)
        if layout != arranger.layout:
            self.has_moved = True
            arranger.take(layout)
            if self._origin is not None:
                self._back(self._origin)
                self._origin = None

    def _release(self) -> None:
        """Also when the release was never heard of, and the pointer moves with no button down."""
        self._divider = None
        self._over.release_mouse()

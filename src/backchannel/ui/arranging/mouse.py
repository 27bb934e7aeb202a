"""What the mouse does over the panes; no first frame needs it, so it is made when it comes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from textual import events
from textual.widget import Widget

from backchannel.ui.arranging.arranger import Arranger

if TYPE_CHECKING:
    from backchannel.ui.arranging.dragging import Dragging
    from backchannel.ui.selecting.selecting import Selecting


class Mouse:
    """Leads dividers and marks lines; `back` goes to the pane where the keyboard was."""

    def __init__(
        self,
        over: Widget,
        arranger: Arranger,
        back: Callable[[int], None],
        say: Callable[[str], None],
    ) -> None:
        self._over, self._arranger, self._back, self._say = over, arranger, back, say

    @cached_property
    def copying(self) -> Selecting:
        """Lines led over."""
        from backchannel.ui.selecting.selecting import Selecting, copied_words

        return Selecting(self._over, lambda count: self._say(copied_words(count)))

    @cached_property
    def dragging(self) -> Dragging:
        """Lines between panes."""
        from backchannel.ui.arranging.dragging import Dragging

        return Dragging(self._over, self._arranger, self._back)

    def hear(self, event: events.MouseEvent) -> None:
        """A press, a move or a release."""
        self.copying.hear(event)
        self.dragging.hear(event, has_floor=not self._over.screen.has_class("-low"))

    @property
    def has_led(self) -> bool:
        """Whether the last press became more than a click."""
        return self.dragging.has_moved or self.copying.has_moved

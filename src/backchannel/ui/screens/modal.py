"""What everything that opens over the desk has in common: how the mouse leaves it, what it says."""

from __future__ import annotations

from textual import events, on  # Textual looks at a method's annotations

from backchannel.ui.terminal.compositor import Answer, RowModalScreen
from backchannel.ui.widgets.frame import Hint


class PanelScreen(RowModalScreen[Answer]):
    """Has a line at its `foot` for what keys do; a click beside the frame goes back as Esc does."""

    back_key = "escape"

    def __init__(self, hint: str = "") -> None:
        super().__init__()
        self.foot = Hint(hint)

    def tell(self, text: str, tail: str = "", *, is_problem: bool = False) -> None:
        """Say it at the foot for a while; a `Voice`."""
        self.foot.tell(text, tail, is_problem=is_problem)

    @on(events.Click)
    def _leave_by_mouse(self, event: events.Click) -> None:
        if self.get_widget_at(event.screen_x, event.screen_y)[0] is self:
            self.app.simulate_key(self.back_key)

"""A frame around a list: its number, name and counts in the border, and the mouse on them."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events  # Textual looks at a method's annotations
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from backchannel.clean.terminal import clean_line
from backchannel.ui.lines.wrap import cells, crop


class Pane(Container):
    """A numbered frame. `body` is what takes the focus."""

    DEFAULT_CSS = """
    Pane {
        border: round $edge;
        border-title-color: $edge;
        border-title-style: none;
        border-title-background: $background;
        padding: 0;
        &:focus-within { border: round $edge-active; border-title-color: $edge-active; }
    }
    """

    class TitleClicked(Message):
        """Somebody clicked on the frame's upper edge, where the new posts are counted."""

        def __init__(self, pane: Pane) -> None:
            self.pane = pane
            super().__init__()

    def __init__(self, number: int, name: str, body: Widget) -> None:
        super().__init__(id=f"pane-{number}")
        self.number, self.label, self.body = number, name, body
        self._parts: list[str] = []

    def compose(self) -> ComposeResult:
        """The list inside."""
        yield self.body

    def say(self, parts: Sequence[str]) -> None:
        """Put counts and state at the right of the upper edge; the first go when it is short."""
        if list(parts) != self._parts:
            self._parts = list(parts)
            self._draw()

    def on_mount(self) -> None:
        """Draw the edge."""
        self._draw()

    def on_resize(self) -> None:
        """Fill the edge again."""
        self._draw()

    def on_descendant_focus(self) -> None:
        """Say that it is here."""
        self._draw()

    def on_descendant_blur(self) -> None:
        """Say that it is elsewhere."""
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """A click on the edge goes to what is new."""
        if event.widget is self and event.y == 0:
            self.post_message(self.TitleClicked(self))

    def _draw(self) -> None:
        """Textual's border has one title; the line between our two halves is drawn by us.

        Content, never markup: what somebody typed as a filter is shown here.
        """
        room = self.outer_size.width - 6
        name = f"{'▸ ' if self.body.has_focus else ''}{self.number} {self.label}"
        parts = [clean_line(part) for part in self._parts]
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
        self.border_title = Content.assemble(*line)


def _is_calling(part: str) -> bool:
    return part.endswith(" new") or part == "HELD"

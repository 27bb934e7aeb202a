"""The one widget of a projector: rows in the middle of the screen, and never an error."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from backchannel.model.roles.stage import Shown
from backchannel.ui.lines.wrap import cells
from backchannel.ui.projector.picture import Frame, picture
from backchannel.ui.projector.words import Begun, Line
from backchannel.ui.terminal.compositor import RowWidget
from backchannel.ui.terminal.larger import Block, largest_in, on_terminal
from backchannel.ui.widgets.colours import style_in

log = logging.getLogger(__name__)

BLANK: Final = "on #000000"
"""Of a blank stage: no light at all, in any theme."""


class Canvas(RowWidget):
    """Draws what the stage shows. What cannot be drawn is the plain card instead."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Canvas { width: 100%; height: 100%; background: $background; }"

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now, self._shown = now, Shown()
        self._lines: Sequence[Strip] = ()
        self._blocks: list[Block] = []
        self._has_photo = False

    @property
    def has_photo(self) -> bool:
        """Whether a photo is seen beside the words."""
        return self._has_photo

    @has_photo.setter
    def has_photo(self, is_so: bool) -> None:
        if is_so != self._has_photo:
            self._has_photo = is_so
            self.lay_out()

    def show(self, shown: Shown) -> None:
        """Show it from now on; nothing is painted when it is shown already."""
        if shown != self._shown:
            self._shown = shown
            self.lay_out()

    def enlarged(self) -> Sequence[Block]:
        """Its larger letters, where they are on the terminal."""
        return on_terminal(self, self._blocks)

    def lay_out(self) -> None:
        """Draw for the size and the colours that there are now."""
        self._blocks = []
        try:
            self._lines = self._drawn(self._shown)
        except Exception:  # nobody in the room is to read of it; the log tells
            log.exception("the projector could not draw what is on air")
            self._lines, self._blocks = (), []
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw in the new colours."""
        super().notify_style_update()
        self.call_later(self.lay_out)

    def render_line(self, y: int) -> Strip:
        """A row, or an empty one."""
        width = self.size.width
        if y < len(self._lines):
            return self._lines[y]
        look = BLANK if self._shown.is_blank and not self.app.native_ansi_color else ""
        return Strip.blank(width, style_in(self, look))

    def _drawn(self, shown: Shown) -> Sequence[Strip]:
        width, height = self.size
        if not width or not height:
            return ()
        frame = Frame(width, height, shown.zone, self._now(), largest_in(self.app))
        styles: dict[str, Style] = {}
        return [
            self._strip(line, y, width, styles)
            for y, line in enumerate(picture(shown, frame, has_photo=self._has_photo)[:height])
        ]

    def _strip(self, line: Line, y: int, width: int, styles: dict[str, Style]) -> Strip:
        """A row in the middle of the screen."""
        ground = styles.setdefault("", style_in(self, ""))
        x = left = max(0, (width - sum(cells(piece[0]) for piece in line)) // 2)
        segments = [Segment(" " * left, ground)]
        for piece in line:
            text, look = piece[:2]
            style = styles.get(look) or styles.setdefault(look, style_in(self, look))
            if isinstance(piece, Begun):
                begun = piece.enlarged
                self._blocks.append(Block(x + begun.x, y, begun.text, begun.scale, style))
            segments += [Segment(text, style)] if text else []
            x += cells(text)
        return Strip(segments).adjust_cell_length(width, ground)

"""What lies behind a panel, so that it does not look as if its keys were heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.renderables.background_screen import BackgroundScreen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType
    from textual.color import Color
    from textual.widget import Widget

_FAINT = Style(dim=True, bold=False)


class _Faint(BackgroundScreen):
    """A screen in no colours, dim."""

    @classmethod
    def process_segments(cls, segments: Iterable[Segment], color: Color) -> Iterable[Segment]:
        """Tint them, as far as their colours have names."""
        for text, style, control in super().process_segments(segments, color):
            faint = _FAINT if style is None else style.without_color + _FAINT
            yield Segment(text, None if control else faint, control)


def behind(screen: Widget, rendered: RenderableType) -> RenderableType:
    """What Textual renders behind a panel: in the terminal's own colours it mixes none for it."""
    if screen.app.native_ansi_color and isinstance(rendered, BackgroundScreen):
        return _Faint(rendered.screen, rendered.color)
    return rendered

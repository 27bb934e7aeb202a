"""The palette itself: Textual's, over a desk that does not look alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.command import CommandPalette

from backchannel.ui.terminal.behind import behind

if TYPE_CHECKING:
    from rich.console import RenderableType


class Palette(CommandPalette):
    """Every command by name."""

    def render(self) -> RenderableType:
        """What is seen of the desk, fainter in any colours."""
        return behind(self, super().render())

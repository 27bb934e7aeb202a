"""Pictures in sixel as every terminal reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from textual._compositor import CompositorUpdate

if TYPE_CHECKING:
    from rich.console import Console

_PICTURE: Final = re.compile("\x1bP[0-9;]*q[^\x1b]*\x1b\\\\")
_DEFINED: Final = re.compile(r"(#\d+);2;\d+;\d+;\d+")


def selecting(painted: str) -> str:
    """With each colour selected where it is defined.

    `textual-image` takes the one for the other, as most terminals do; xterm goes on with the colour
    before, and draws lines of it across the picture.
    """
    return _PICTURE.sub(lambda found: _DEFINED.sub(r"\g<0>\1", found[0]), painted)


class SelectingUpdate(CompositorUpdate):
    """Paints what another update does, with pictures that every terminal reads."""

    def __init__(self, update: CompositorUpdate) -> None:
        self._update = update

    def render_segments(self, console: Console) -> str:
        """What goes to the terminal."""
        return selecting(self._update.render_segments(console))

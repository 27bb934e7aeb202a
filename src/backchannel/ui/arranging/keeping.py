"""The layout of the panes, kept over a restart."""

from __future__ import annotations

from typing import Final

from backchannel.errors import StoreError
from backchannel.model.preferences import DeskLayout
from backchannel.store.board.layout import keep_layout
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.looks import Looks

TURN: Final = 1.0
"""Seconds between two writes while somebody drags."""


class KeptLayout:
    """The layout; written when it has changed. One that cannot be written waits."""

    def __init__(self, pen: Pen, layout: DeskLayout) -> None:
        self._pen, self.layout = pen, layout
        self._is_written = True
        looks = Looks(self._write, turn=TURN)
        self.run, self._ask = looks.run, looks.ask

    def change(self, layout: DeskLayout) -> None:
        """It is another one now."""
        if layout != self.layout:
            self.layout, self._is_written = layout, False
            self._ask()

    async def flush(self) -> None:
        """Write what is left, before the desk closes."""
        await self._write()

    async def _write(self) -> None:
        if self._is_written:
            return
        self._is_written = True
        try:
            await self._pen.write(keep_layout, self.layout)
        except StoreError:  # the pen has told of it
            self._is_written = False
            self._ask()

"""How far each pane has been read, kept over a restart."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from backchannel.errors import StoreError
from backchannel.store.held.marks import read_mark, set_read_mark
from backchannel.store.store import Reader
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.looks import Looks
from backchannel.ui.widgets.stream import Stream

TURN = 1.0
"""Seconds between two writes: a reader who runs through a pane costs one a second."""


class ReadMarks:
    """Reads the marks once and writes those that moved. A mark that cannot be written waits."""

    def __init__(self, store: Reader, pen: Pen) -> None:
        self._store, self._pen = store, pen
        self._moved: dict[str, int] = {}
        self._looks = Looks(self._write, turn=TURN)

    async def run(self, streams: Mapping[str, Stream]) -> None:
        """Draw each pane's mark, then keep what the reader reaches. Never returns."""
        for pane, stream in streams.items():
            with contextlib.suppress(StoreError):  # whoever shows posts tells of it
                stream.mark_read(await self._store.read(read_mark, pane))
        await self._looks.run()

    def move(self, pane: str, place: int) -> None:
        """The reader came further than ever before."""
        self._moved[pane] = place
        self._looks.ask()

    async def flush(self) -> None:
        """Write what is left, before the desk closes."""
        await self._write()

    async def _write(self) -> None:
        moved, self._moved = self._moved, {}
        try:
            for pane, place in moved.items():
                await self._pen.write(set_read_mark, pane, place)
        except StoreError:  # the pen has told of it
            self._moved = moved | self._moved
            self._looks.ask()

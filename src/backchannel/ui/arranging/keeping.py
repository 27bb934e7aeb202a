"""How somebody has the desk, kept over a restart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from backchannel.errors import StoreError
from backchannel.store.connection import Connection
from backchannel.ui.deciding.pen import Pen
from backchannel.ui.looks import Looks

T = TypeVar("T")

TURN: Final = 1.0
"""Seconds between two writes while somebody drags."""


class Remembered(Generic[T]):
    """What is remembered; written with `keep` when it has changed. What cannot be written waits."""

    def __init__(self, pen: Pen, keep: Callable[[Connection, T], None], value: T) -> None:
        self._pen, self._keep, self.value = pen, keep, value
        self._is_written = True
        looks = Looks(self._write, turn=TURN)
        self.run, self._ask = looks.run, looks.ask

    def change(self, value: T) -> None:
        """It is another one now."""
        if value != self.value:
            self.value, self._is_written = value, False
            self._ask()

    async def flush(self) -> None:
        """Write what is left, before the desk closes."""
        await self._write()

    async def _write(self) -> None:
        if self._is_written:
            return
        self._is_written = True
        try:
            await self._pen.write(self._keep, self.value)
        except StoreError:  # the pen has told of it
            self._is_written = False
            self._ask()

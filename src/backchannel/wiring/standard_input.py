"""Standard input, line by line, for a source that is read now and again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import sys
import threading
from collections import deque
from collections.abc import Sequence
from typing import Final

AT_ONCE: Final = 100
KEPT: Final = 4 * 2**20
"""Bytes of lines that are kept until they were stored; then whoever writes has to wait."""

LONGEST: Final = 2**20
_PIECE: Final = 65_536


def given() -> StandardInput | None:
    """What this process is given; None at a terminal, where it would wait for somebody to type."""
    with contextlib.suppress(OSError, ValueError, AttributeError):  # closed, or none at all
        return None if sys.stdin.isatty() else StandardInput(sys.stdin.fileno())
    return None


class StandardInput:
    """The lines of a file descriptor, which is read from the first time that somebody asks.

    A line that was given is kept until the next ones are asked for: if it could not be stored, it
    is given again.
    """

    def __init__(self, file: int) -> None:
        self.run = secrets.token_hex(4)
        self._file = file
        self._lines: deque[bytes] = deque()
        self._size = self._forgotten = 0
        self._has_begun = self._has_ended = False
        self._stirred, self._room = asyncio.Event(), threading.Event()
        self._room.set()

    async def after(self, number: int, patience: float) -> Sequence[bytes] | None:
        """The lines after the first `number`, as `Input` in `sources.api` says."""
        if not self._has_begun:
            self._has_begun = True
            loop = asyncio.get_running_loop()
            # A thread of our own: one of asyncio's would keep the program from ending.
            threading.Thread(target=self._read, args=(loop,), daemon=True, name="stdin").start()
        while self._lines and self._forgotten < number:
            self._size -= len(self._lines.popleft())
            self._forgotten += 1
        self._make_room()
        if not self._lines and not self._has_ended:
            self._stirred.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._stirred.wait()
        given = tuple(self._lines)[:AT_ONCE]
        return None if self._has_ended and not given else given

    def _keep(self, lines: Sequence[bytes]) -> None:
        self._lines.extend(lines)
        self._size += sum(map(len, lines))
        self._make_room()
        self._stirred.set()

    def _end(self) -> None:
        self._has_ended = True
        self._stirred.set()

    def _make_room(self) -> None:
        if self._size < KEPT:
            self._room.set()

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        """In the thread; a loop that was closed and an input that cannot be read end it."""
        half = b""
        with contextlib.suppress(RuntimeError):
            with contextlib.suppress(OSError, ValueError):
                while self._room.wait() and (piece := os.read(self._file, _PIECE)):
                    *lines, half = (half + piece).split(b"\n")
                    half = half[: LONGEST + 1]  # what is longer is refused, however long it is
                    if lines:
                        self._room.clear()
                        loop.call_soon_threadsafe(self._keep, lines)
            loop.call_soon_threadsafe(self._keep, [half] if half.strip() else [])
            loop.call_soon_threadsafe(self._end)

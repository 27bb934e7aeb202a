"""Writes that wait at the same time, in one transaction: each commit waits for the disk once."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final, Protocol, TypeVar

from msgspec import Struct

from backchannel.errors import BackchannelError
from backchannel.store.connection import Connection

T = TypeVar("T")

LONGEST: Final = 0.1
"""Seconds after which no other write is taken along: other programs wait for the lock."""


_FAULTS: Final = (
    BackchannelError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError,
    RuntimeError, AssertionError, StopIteration,
)  # fmt: skip
"""What a function may raise, of which those that it was taken along with must not hear."""


class Transact(Protocol):
    """Runs a function as one transaction."""

    def __call__(self, act: Callable[[Connection], T]) -> T:
        """What the function returns, once that is on the disk."""


class _Write(Struct, eq=False):
    act: Callable[[Connection], Any]
    value: Any = None
    is_done: bool = False
    was_along: bool = False
    """Whether another one's transaction took it."""


class Together:
    """Collects functions for the one thread that writes, which runs those that have come together.

    Each happens whole or not at all: if one of them fails, or the commit, all are undone and each
    is run by itself in its own turn, so that only who fails hears of it.
    """

    def __init__(
        self, writer: ThreadPoolExecutor, transact: Transact, done: Callable[[], None]
    ) -> None:
        """`done` is called once for each transaction, when it is on the disk."""
        self._writer, self._transact, self._done = writer, transact, done
        self._waiting: deque[_Write] = deque()

    async def add(self, act: Callable[[Connection], T]) -> T:
        """What the function returns, once that is on the disk."""
        write = _Write(act)
        self._waiting.append(write)
        loop = asyncio.get_running_loop()
        try:
            found: T = await loop.run_in_executor(self._writer, self._run, write)
        except asyncio.CancelledError:
            with suppress(ValueError):  # it has begun, or another one took it along
                self._waiting.remove(write)
            raise
        if not write.was_along:
            self._done()
        return found

    def _run(self, write: _Write) -> Any:
        """In the thread that writes: it, and those that wait behind it."""
        with suppress(ValueError):
            self._waiting.remove(write)
        if write.is_done:
            write.was_along = True
            return write.value
        taken = [write]
        try:
            self._transact(lambda db: self._all(db, taken))
        except _FAULTS:
            if len(taken) == 1:
                raise
            return self._transact(write.act)
        for each in taken:
            each.is_done = True
        return write.value

    def _all(self, db: Connection, taken: list[_Write]) -> None:
        until = time.monotonic() + LONGEST
        taken[0].value = taken[0].act(db)
        while self._waiting and time.monotonic() < until:
            taken.append(self._waiting.popleft())
            taken[-1].value = taken[-1].act(db)

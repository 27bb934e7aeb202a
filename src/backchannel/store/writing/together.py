"""Writes that wait at the same time, in one transaction: each commit waits for the disk once."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from backchannel.store.connection import Connection

T = TypeVar("T")

LONGEST: Final = 0.05
"""Seconds after which no other write is taken along: other programs wait for the lock."""


class Transact(Protocol):
    """Runs a function as one transaction."""

    def __call__(self, act: Callable[[Connection], T]) -> T:
        """What the function returns, once that is on the disk."""


@dataclass(slots=True)
class _Write:
    act: Callable[[Connection], Any]
    done: asyncio.Future[Any]
    value: Any = None
    error: Exception | None = None


class Together:
    """Collects functions for the one thread that writes, which runs those that have come together.

    Each happens whole or not at all: if one of them fails, or the commit, all are undone and run
    again, each by itself, so that only who fails hears of it.
    """

    def __init__(self, writer: ThreadPoolExecutor, transact: Transact) -> None:
        self._writer, self._transact = writer, transact
        self._waiting: deque[_Write] = deque()

    async def add(self, act: Callable[[Connection], T]) -> T:
        """What the function returns, once that is on the disk."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._waiting.append(_Write(act, done))
        self._writer.submit(self._run, loop)
        return await done

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        """In the thread that writes; once for each that was added, so none is left over."""
        if not self._waiting:
            return  # an earlier one took it along
        taken = [self._waiting.popleft()]
        try:
            self._transact(lambda db: self._all(db, taken))
        except Exception as error:  # noqa: BLE001  # whoever asked hears of it, whatever it is
            if len(taken) == 1:
                taken[0].error = error
            else:
                for write in taken:
                    self._alone(write)
        loop.call_soon_threadsafe(_tell, taken)

    def _all(self, db: Connection, taken: list[_Write]) -> None:
        until = time.monotonic() + LONGEST
        taken[0].value = taken[0].act(db)
        while self._waiting and time.monotonic() < until:
            taken.append(self._waiting.popleft())
            taken[-1].value = taken[-1].act(db)

    def _alone(self, write: _Write) -> None:
        try:
            write.value = self._transact(write.act)
        except Exception as error:  # noqa: BLE001  # as above
            write.error = error


def _tell(writes: Sequence[_Write]) -> None:
    for write in writes:
        if write.done.cancelled():
            continue  # it happened all the same
        if write.error is not None:
            write.done.set_exception(write.error)
        else:
            write.done.set_result(write.value)

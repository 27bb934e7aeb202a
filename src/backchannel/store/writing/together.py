"""Writes that wait at the same time, in one transaction: each commit waits for the disk once."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final, Protocol, TypeVar

from msgspec import Struct

from backchannel.errors import BackchannelError
from backchannel.store.connection import Connection

T = TypeVar("T")

LONGEST: Final = 0.1
"""Seconds after which no other write is taken along: other programs wait for the lock."""

REST: Final = 0.1
"""Seconds after such a transaction in which those that come wait for each other.

Posts of a time lie together, whoever gives them: four feeds at once write less than half as many
pages as one after the other. Who comes alone does not wait, nor does who had a part in the last
one and goes on, as a source that floods: it would be held up for good.
"""

SHARE: Final = 3
"""How many times as long as it took the rest is after a longer transaction, of `LONGEST` at most.

So more feeds share one when many come, and other programs have the lock most of the time.
"""

ENOUGH: Final = 16
"""Writes that wait for each other no longer: as many as there are sources read at once."""

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
    told: asyncio.Future[Any]
    who: str = ""
    """Who goes on writing; empty for what comes once."""

    value: Any = None
    is_alone: bool = False
    """Whether it gets a transaction of its own, for one that it was in failed."""


class Together:
    """Collects functions for the one thread that writes, which runs those that have come together.

    Each happens whole or not at all: if one of them fails, or the commit, all are undone and each
    is run by itself in its own turn, so that only who fails hears of it.
    """

    def __init__(
        self,
        writer: ThreadPoolExecutor,
        transact: Transact,
        done: Callable[[], None],
        *,
        rest: float = REST,
    ) -> None:
        """`done` is called once for each transaction, when it is on the disk."""
        self._writer, self._transact, self._done, self._rest = writer, transact, done, rest
        self._waiting: deque[_Write] = deque()
        self._taken: list[_Write] = []
        self._is_going = False
        self._rested = self._took = 0.0
        self._lately = frozenset[str]()
        """Who had a part in the last transaction."""
        self._resting: asyncio.TimerHandle | None = None

    async def add(self, act: Callable[[Connection], T], *, who: str = "") -> T:
        """What the function returns, once that is on the disk; `who` goes on writing."""
        loop = asyncio.get_running_loop()
        write = _Write(act, loop.create_future(), who)
        self._waiting.append(write)
        self._go_on(loop)
        try:
            found: T = await write.told
        except asyncio.CancelledError:
            with suppress(ValueError):  # it has begun
                self._waiting.remove(write)
            raise
        return found

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let the thread begin, now or when it is time, unless it is at it."""
        if self._is_going or not self._waiting:
            return
        left = self._rested - loop.time()
        is_enough = self._waiting[0].is_alone or len(self._waiting) >= ENOUGH
        goes_on = not self._lately.isdisjoint(each.who for each in self._waiting)
        if left <= 0 or is_enough or goes_on:
            self._begin(loop)
        elif self._resting is None:
            self._resting = loop.call_later(left, self._begin, loop)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None
        if not self._waiting:
            return  # whoever waited was cancelled
        self._is_going, self._taken = True, []
        try:
            running = loop.run_in_executor(self._writer, self._run)
        except RuntimeError as error:  # the store was closed
            self._tell_all([*self._waiting], error)
            self._waiting.clear()
            self._is_going = False
        else:
            running.add_done_callback(self._end)

    def _end(self, running: asyncio.Future[None]) -> None:
        """In the event loop: tell those that it was done for."""
        loop, error = running.get_loop(), running.exception()
        rest = max(self._rest, SHARE * min(self._took, LONGEST))
        self._is_going, self._rested = False, loop.time() + rest
        self._lately = frozenset(each.who for each in self._taken if each.who)
        if self._taken and error is None:
            self._done()
        self._tell_all(self._taken, error)
        self._go_on(loop)

    @staticmethod
    def _tell_all(writes: Iterable[_Write], error: BaseException | None) -> None:
        for each in writes:
            if each.told.done():
                continue  # whoever waited was cancelled
            if error is None:
                each.told.set_result(each.value)
            else:
                each.told.set_exception(error)

    def _run(self) -> None:
        """In the thread that writes: those that wait. None are taken if one of several fails."""
        try:
            self._taken.append(self._waiting.popleft())
        except IndexError:  # whoever it was for was cancelled
            return
        try:
            self._transact(self._all)
        except _FAULTS:
            if len(self._taken) == 1:
                raise
            for each in self._taken:
                each.is_alone = True
            self._waiting.extendleft(reversed(self._taken))
            self._taken = []

    def _all(self, db: Connection) -> None:
        began = time.monotonic()
        self._take_along(db, until=began + LONGEST)
        self._took = time.monotonic() - began

    def _take_along(self, db: Connection, *, until: float) -> None:
        first = self._taken[0]
        first.value = first.act(db)
        while not first.is_alone and time.monotonic() < until:
            try:
                following = self._waiting.popleft()
            except IndexError:
                return
            self._taken.append(following)
            following.value = following.act(db)

"""One request at a time per host, with a pause between; shared by all sources of a collector."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from backchannel.errors import SourceUnreachable
from backchannel.sources.network.waits import in_words

_PATIENCE = 2.0  # a hold shorter than this is waited out rather than reported
_WINDOW = 60.0
_MANY = 512


@dataclass(slots=True)
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    rested: float = 0.0
    held: float = 0.0
    connects: deque[float] = field(default_factory=deque)

    def is_idle(self, now: float) -> bool:
        newest = self.connects[-1] + _WINDOW if self.connects else 0.0
        return not self.turn.locked() and max(self.rested, self.held, newest) < now


class Hosts:
    """Turns, holds and connect budgets by host (`name` or `name:port`). Nothing here blocks others.

    `pause` is the average rest between two requests to a host, in seconds; the real one varies by
    half of it either way. `connects` streams may be opened in a minute. The clock is monotonic.
    """

    def __init__(
        self,
        *,
        pause: float = 0.5,
        connects: int = 12,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._pause, self._connects = pause, connects
        self._clock, self._sleep, self._jitter = clock, sleep, jitter
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait for this host's turn and rest; first come, first served.

        Raises SourceUnreachable at once, with the time left, while the host asked us to stay away.
        """
        host = self._host(name)
        async with host.turn:
            rest = max(host.rested - self._clock(), self._hold_left(host), 0.0)
            if rest > 0:
                await self._sleep(rest)
            try:
                yield
            finally:
                host.rested = self._clock() + self._pause * (0.5 + self._jitter())

    def hold(self, name: str, seconds: float) -> None:
        """The host asked for no more requests for so long; the longest such wish counts."""
        host = self._host(name)
        host.held = max(host.held, self._clock() + seconds)

    def count_connect(self, name: str) -> None:
        """Count one stream being opened; too many in a minute raise SourceUnreachable."""
        now, connects = self._clock(), self._host(name).connects
        while connects and connects[0] <= now - _WINDOW:
            connects.popleft()
        if len(connects) >= self._connects:
            left = connects[0] + _WINDOW - now
            raise SourceUnreachable(
                f"connected {len(connects)} times in a minute; waiting {in_words(left)}",
                retry_after=left,
            )
        connects.append(now)

    def _hold_left(self, host: _Host) -> float:
        left = host.held - self._clock()
        if left > _PATIENCE:
            said = f"asked us to wait {in_words(left)}"
            raise SourceUnreachable(said, retry_after=left, is_unsent=True)
        return left

    def _host(self, name: str) -> _Host:
        if name not in self._hosts and len(self._hosts) >= _MANY:
            now = self._clock()
            self._hosts = {key: host for key, host in self._hosts.items() if not host.is_idle(now)}
        return self._hosts.setdefault(name, _Host())

"""Posts by the minute, counted part by part beside the keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from backchannel.store.activity.over_time import counted, extent, newer
from backchannel.store.store import Reader

LOOK: Final = 2.0
"""Seconds between two looks at what came meanwhile."""

PAUSE: Final = 0.005
"""Seconds between two parts of a count, for keys."""


class Tally:
    """What is known so far of a pane; what an earlier one found is shown until it is counted anew.

    `first` and `last` are the places of the oldest and the newest post, 0 while none is known.
    What is before `uncounted`, in microseconds since 1970, nobody counted yet; 0 when all is known.
    """

    def __init__(self, store: Reader, pane: str, before: Mapping[int, int]) -> None:
        self._store, self._pane = store, pane
        self._counts: dict[int, int] = {}
        self._before = before
        self.first = self.last = self.uncounted = 0

    @property
    def counts(self) -> Mapping[int, int]:
        """Posts by the minute since 1970; of minutes that were not counted yet, as before."""
        return {**self._before, **self._counts} if self._before else self._counts

    async def begin(self) -> None:
        """From when to when there are posts. Raises StoreError."""
        found = await self._store.read(extent, self._pane)
        self.first, self.last = found.first or 0, found.last or 0
        self.uncounted = 0 if self._before else self.last + 1

    async def run(self, changed: Callable[[], None]) -> None:
        """Count all, then what comes. Never returns. Raises StoreError."""
        then: int | None = self.last + 1
        while then is not None:
            part = await self._store.read(counted, self._pane, then)
            self._add(part.counts)
            then = part.then
            self.uncounted = 0 if self._before else then or 0
            changed()
            await asyncio.sleep(PAUSE)
        self._before = {}
        while True:
            await asyncio.sleep(LOOK)
            part = await self._store.read(newer, self._pane, self.last)
            if part.then is not None:
                self._add(part.counts)
                self.last = part.then
                changed()

    def _add(self, counts: Mapping[int, int]) -> None:
        for minute, count in counts.items():
            self._counts[minute] = self._counts.get(minute, 0) + count

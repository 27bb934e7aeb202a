"""What a stream's frame says: how many posts, how many are new, whether it holds."""

from __future__ import annotations

import asyncio
from typing import Final

from backchannel.ui.desk.filtering import Filtering
from backchannel.ui.widgets.pane import Pane
from backchannel.ui.widgets.stream import Counts

TURN: Final = 1.0
"""Seconds between two counts of a whole pane."""


class StreamTitle:
    """Keeps one title true. Counting never makes anybody wait."""

    def __init__(self, pane: Pane, filtering: Filtering) -> None:
        self._pane, self._filtering = pane, filtering
        self._counts: Counts | None = None
        self._tally = ""
        self._changed = asyncio.Event()

    def heard(self, counts: Counts) -> None:
        """The stream said how it stands."""
        self._counts = counts
        self._draw()

    def count_again(self) -> None:
        """The number of posts, or the filter, changed."""
        self._changed.set()
        self._draw()

    async def run(self) -> None:
        """Count when something changed, at most once a second. Never returns."""
        while True:
            self._changed.clear()
            self._tally = await self._filtering.tally()
            self._draw()
            await self._changed.wait()
            if not self._filtering.is_on:
                await asyncio.sleep(TURN)

    def _draw(self) -> None:
        parts = [self._tally] if self._tally else []
        if self._filtering.is_on:
            parts.insert(0, f"/{self._filtering.text}")
        if self._counts is not None:
            if self._counts.new:
                parts.append(f"{'▲' if self._counts.above else '▼'} {self._counts.new:,} new")
            if self._counts.is_held:
                parts.append("HELD")
        self._pane.say(" · ".join(parts))

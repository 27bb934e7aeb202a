"""What a stream's frame says: how many posts, at what rate, how many are new, whether it holds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Final

from backchannel.errors import StoreError
from backchannel.store.activity.rates import per_minute
from backchannel.store.store import Reader
from backchannel.ui.finding.filtering import Filtering
from backchannel.ui.finding.pane_views import PaneViews
from backchannel.ui.lines.rate_text import rate_text
from backchannel.ui.lines.wrap import crop
from backchannel.ui.looks import Looks
from backchannel.ui.widgets.pane import Pane
from backchannel.ui.widgets.stream import Counts

TURN: Final = 1.0
"""Seconds between two counts of a whole pane."""

SLOW, PAUSE = 0.05, 0.3
"""Seconds that a count took, and for how long the next one then waits for more letters."""

SHORTLY: Final = 0.05
"""Seconds in which what is to be counted is usually read and painted."""

REST: Final = 10
"""How many times as long as a count took nothing is counted again, unless the filter changes."""


class StreamTitle:
    """Keeps one title true. Counting never makes anybody wait.

    `told` hears every new count, as it is shown.
    """

    def __init__(self, pane: Pane, filtering: Filtering, told: Callable[[str], object]) -> None:
        self._pane, self._filtering, self._told = pane, filtering, told
        self._counts: Counts | None = None
        self._tally, self._rate = "", ""
        self.views: PaneViews | None = None
        self._looks = Looks(self._look, turn=TURN)
        self._took = 0.0
        self._counting: asyncio.Task[None] | None = None
        self.run = self._looks.run

    @property
    def new(self) -> int:
        """How many posts are new to the reader."""
        return self._counts.new if self._counts else 0

    def heard(self, counts: Counts) -> None:
        """The stream said how it stands."""
        self._counts = counts
        self.draw()

    def rated(self, rate: str) -> None:
        """So many posts a minute came lately."""
        if rate != self._rate:
            self._rate = rate
            self.draw()

    def count_again(self, *, is_filtered: bool = False) -> None:
        """The number of posts changed, or, and then somebody waits for it, the filter."""
        if is_filtered:
            self._say(self._filtering.so_far())
            if self._counting is not None:
                self._counting.cancel()
        self._looks.ask(now=is_filtered)

    async def _look(self) -> None:
        """Count, unless another filter is set meanwhile."""
        self._counting = counting = asyncio.create_task(self._count())
        try:
            await asyncio.wait([counting])
        finally:
            counting.cancel()
        if not counting.cancelled():
            counting.result()

    async def _count(self) -> None:
        # What is found is read and painted first, and who types is not slowed down by counts.
        await asyncio.sleep(PAUSE if self._took > SLOW else SHORTLY)
        began = time.monotonic()
        try:
            async for tally in self._filtering.tallies():
                self._say(tally)
        except asyncio.CancelledError:
            self._took = max(self._took, time.monotonic() - began)
            raise
        self._took = time.monotonic() - began
        self._looks.turn = max(TURN, REST * self._took)

    def _say(self, tally: str) -> None:
        self._tally = tally
        self.draw()
        self._told(tally)

    def draw(self) -> None:
        """Say it again."""
        parts = [self._tally] if self._tally else []
        tabs = self.views.tabs() if self.views is not None else ()
        if self._filtering.is_on and (not tabs or self.views is None or self.views.is_changed):
            dim = " · dim" if self._filtering.is_dimming else ""
            parts.insert(0, f"/ {crop(self._filtering.text, 24)}{dim}")
        elif self._rate:
            parts.insert(0, self._rate)  # the first to go when there is little room
        if self._counts is not None:
            above, new = self._counts.above, self._counts.new
            if new:
                shown = "999+" if new >= 1_000 else f"{new}"
                parts.append(f"{'▲' if above else '▼'} {shown} new")
            if self._counts.marked:
                parts.append(f"✓ {self._counts.marked} marked")
            if self._counts.is_held:
                parts.append("HELD")
        self._pane.say(parts, tabs)


class Rates:
    """Says the posts of the last minutes: each pane its own; `told` hears those of all.

    Counted when something arrived, and at the turn of the minute: old posts leave the last ones.
    """

    def __init__(
        self, store: Reader, titles: Mapping[str, StreamTitle], told: Callable[[str], None]
    ) -> None:
        self._store, self._titles, self._told = store, titles, told
        self._looks = Looks(self._count, turn=TURN)
        self.look_again = self._looks.ask

    def jobs(self) -> Iterator[Awaitable[None]]:
        """What has to run while the rates are on screen."""
        self.look_again()
        yield self._looks.run()

    async def _count(self) -> None:
        try:
            counts = await self._store.read(per_minute, tuple(self._titles), self._store.now())
        except StoreError:
            return  # the desk has a line for that; what was counted stays
        for name, title in self._titles.items():
            title.rated(rate_text(counts[name]))
        event = [sum(minute) for minute in zip(*counts.values(), strict=True)]
        self._told(rate_text(event))

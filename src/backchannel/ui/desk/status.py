"""The two lines at the top, kept true: event and clock, sources and collector."""

from __future__ import annotations

import asyncio
from typing import Final
from zoneinfo import ZoneInfo

from backchannel.errors import StoreError
from backchannel.model.programme import Event
from backchannel.model.source import Health
from backchannel.store import lease, sources
from backchannel.store.store import Reader
from backchannel.ui.widgets.top_lines import Situation, TopLine, headline, health_line

LOOK: Final = 3.0
"""Seconds between looks at whether a collector is alive: it cannot tell us that it is not."""

PATIENCE: Final = 4
"""Looks before a desk that just opened says that nobody collects: one is being started."""


class Status:
    """Reads what the top lines say and draws them when it changed or a minute has passed."""

    def __init__(self, store: Reader, event: Event | None, top: TopLine, health: TopLine) -> None:
        self._store, self.event, self._top, self._health = store, event, top, health
        self._sources: tuple[Health, ...] = ()
        self._is_collected = True
        self._store_problem = ""

    @property
    def zone(self) -> ZoneInfo:
        """The event's time zone."""
        return ZoneInfo(self.event.timezone if self.event else "UTC")

    async def read(self) -> None:
        """Read event and health again."""
        try:
            self.event = await self._store.read(sources.event_of) or self.event
            self._sources = await self._store.read(sources.health)
        except StoreError as error:
            self.say_store(error)
        self.draw()

    def say_store(self, error: StoreError | None) -> None:
        """A banner while the store fails, taken away when it works."""
        self._store_problem = str(error) if error else ""
        self.draw()

    async def watch_collector(self) -> None:
        """Never returns."""
        missed = 0
        while True:
            try:
                held = await self._store.read(lease.read)
                missed = 0 if held and held.is_live(self._store.now()) else missed + 1
            except StoreError as error:
                self.say_store(error)
            if self._is_collected != (missed < PATIENCE):
                self._is_collected = missed < PATIENCE
                self.draw()
            await asyncio.sleep(LOOK)

    async def watch_clock(self) -> None:
        """Draw at the turn of every minute. Never returns."""
        while True:
            now = self._store.now()
            await asyncio.sleep(60.05 - now.second - now.microsecond / 1e6)
            self.draw()

    def draw(self) -> None:
        """Say what is known, as of now."""
        now = self._store.now()
        self._top.say(headline(self.event, now, self._top.size.width))
        situation = Situation(self._sources, self._is_collected, self._store_problem)
        self._health.say(health_line(situation, now, self.zone, self._health.size.width))

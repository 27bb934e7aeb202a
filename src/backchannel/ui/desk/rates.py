"""How many posts a minute come in: counted when some did, and at the turn of the minute."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from typing import Final

from backchannel.errors import StoreError
from backchannel.store.activity import per_minute
from backchannel.store.store import Reader
from backchannel.ui.desk.panes import STREAMS, Panes
from backchannel.ui.desk.status import Status
from backchannel.ui.lines.rate_text import rate_text
from backchannel.ui.widgets.stream.looks import Looks

TURN: Final = 1.0
"""Seconds between two counts, while posts arrive."""


class Rates:
    """Says the posts of the last minutes: each pane its own, the health line those of them all."""

    def __init__(self, store: Reader, panes: Panes, status: Status) -> None:
        self._store, self._panes, self._status = store, panes, status
        self._looks = Looks(self._count, turn=TURN)
        self.look_again = self._looks.ask

    def jobs(self) -> Iterator[Awaitable[None]]:
        """What has to run while the rates are on screen."""
        yield self._looks.run()
        yield self._watch()

    async def _watch(self) -> None:
        """Without new posts, old ones leave the last minutes."""
        while True:
            self.look_again()
            now = self._store.now()
            await asyncio.sleep(60.05 - now.second - now.microsecond / 1e6)

    async def _count(self) -> None:
        try:
            names = list(STREAMS.values())
            counts = await self._store.read(per_minute, names, self._store.now())
        except StoreError:
            return  # the desk has a line for that; what was counted stays
        for number, name in STREAMS.items():
            self._panes.titles[number].rated(rate_text(counts[name]))
        event = [sum(minute) for minute in zip(*counts.values(), strict=True)]
        self._status.rated(rate_text(event))

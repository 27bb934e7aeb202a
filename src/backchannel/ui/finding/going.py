"""Going where nobody can see yet: to a time, to the next highlight."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from backchannel.errors import StoreError
from backchannel.store.pages import View
from backchannel.ui.desk.streams import STREAMS, nearest_stream
from backchannel.ui.finding.highlights import highlight
from backchannel.ui.finding.moment import ASKED, is_before_all, moment_of
from backchannel.ui.keymap import Keyed

if TYPE_CHECKING:
    from backchannel.ui.desk.bottom import Bottom
    from backchannel.ui.desk.panes import Panes
    from backchannel.ui.desk.status import Status
    from backchannel.ui.widgets.said_line import SaidLine

_SAID_AFTER: Final = 0.1
"""Seconds until it is read whether there is anything to be said of a jump: after what is shown."""


class Going:
    """Moves the stream that the keyboard is at, or else the backchannel."""

    def __init__(self, panes: Panes, bottom: Bottom, said: SaidLine, status: Status) -> None:
        self._panes, self._bottom, self._said, self._status = panes, bottom, said, status
        self._refusal = ""

    async def to_time(self) -> None:
        """To a time that is asked for."""
        await self._bottom.ask(ASKED, self._to_time)

    async def to_highlight(self, *, is_newer: bool) -> None:
        """To the next post that stands out, or the one before. Raises StoreError."""
        panes = self._panes
        panes.to_stream()
        stream = panes.streams[panes.active]
        view = self._view(panes.active)
        place = await panes.store.read(highlight, view, stream.reader.here, is_newer=is_newer)
        if place is None:
            self._refusal = f"No {'newer' if is_newer else 'older'} highlight in this pane"
            self._said.say(self._refusal)
        else:
            self._said.take_back(self._refusal)
            stream.reveal(place)

    async def _to_time(self, asked: str) -> None:
        if not asked:
            return
        panes = self._panes
        try:
            place = moment_of(asked, panes.store.now().astimezone(self._status.zone))
        except ValueError as error:
            await self._bottom.ask(ASKED, self._to_time, asked, problem=str(error))
            return
        number = nearest_stream(panes.active)
        panes.streams[number].reveal(place)
        await asyncio.sleep(0)  # what is there is being read before the keyboard goes there
        panes.activate(number)
        panes.run_worker(self._say_if_before_all(number, place))  # the line closes without it

    async def _say_if_before_all(self, number: int, place: int) -> None:
        await asyncio.sleep(_SAID_AFTER)
        try:
            is_before = await self._panes.store.read(is_before_all, self._view(number), place)
        except StoreError as error:
            self._said.say(str(error), is_problem=True)
            return
        if is_before:
            self._said.say(Keyed("Nothing here is as old as that; this is the oldest"))

    def _view(self, number: int) -> View:
        """What a pane lets through."""
        return View(STREAMS[number], self._panes.filters[number].query, self._status.zone.key)

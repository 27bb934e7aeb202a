"""Acts on the rules of the event as posts come in: sets off alerts, pins and files posts."""

from __future__ import annotations

from typing import Final

from backchannel.ingest.tending.due import keep_looking
from backchannel.model.change import ChangeKind
from backchannel.model.moments import to_micros
from backchannel.store.roles.rules import alerts, auto_pins, filing
from backchannel.store.store import Store

TURN: Final = 1.0
"""Seconds between two looks, however much comes in."""

IDLE: Final = 10
"""So many times as long as a look took nothing is done after it."""

_NEWS: Final = frozenset(
    {
        *(ChangeKind.POST_NEW, ChangeKind.POST_CHANGED, ChangeKind.POST_GONE, ChangeKind.COPY),
        *(ChangeKind.EVENT, ChangeKind.HIDDEN, ChangeKind.MUTE),
    }
)


class Ruling:
    """Looks again when something came or was decided, and when an alert may be over.

    Whoever collects does it, for there is one of them; what it writes is in the store alone, so
    that the next one goes on with it.
    """

    def __init__(self, store: Store, *, turn: float = TURN) -> None:
        self._store, self._turn = store, turn

    async def run(self) -> None:
        """Until cancelled."""
        await keep_looking(self._store, self._look, _NEWS, turn=self._turn, idle=IDLE)

    async def _look(self) -> float | None:
        """Do what is to be done; seconds until something is over by itself, None when nothing is.

        Written only when there is news, so that nobody waits for it.
        """
        while await self._store.read(auto_pins.is_due):
            await self._store.write(auto_pins.pin_new)
        while await self._store.read(filing.is_due):
            await self._store.write(filing.file_new)
        judged = await self._store.read(alerts.judge)
        if judged.is_news:
            await self._store.write(alerts.keep, judged)
        if judged.again is None:
            return None
        return max((judged.again - to_micros(self._store.now())) / 1e6, 0.0) + 0.1

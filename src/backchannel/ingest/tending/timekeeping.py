"""What is due by the clock on the stage and at the presenter's, whoever's screen is open."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator
from typing import Final

from backchannel.errors import StoreError
from backchannel.model.change import Change, ChangeKind
from backchannel.store import changes
from backchannel.store.roles import cues, stage
from backchannel.store.store import Store

log = logging.getLogger(__name__)

TURN: Final = 0.5
"""Seconds between two looks, however much is decided."""

WAIT: Final = 2.0
"""Seconds before a store that failed is tried again."""

_NEWS: Final = frozenset(
    {
        *(ChangeKind.STAGE, ChangeKind.PIN, ChangeKind.HIDDEN, ChangeKind.MUTE, ChangeKind.COPY),
        *(ChangeKind.POST_CHANGED, ChangeKind.POST_GONE, ChangeKind.EVENT),
    }
)


class Timekeeping:
    """Moves the stage on when it is time to, and tells the presenter that a session ends.

    Whoever collects does it, so that it goes on while nobody is at the operator's screen or the
    presenter's; these do it too where nobody collects. It is done once all the same.
    """

    def __init__(self, store: Store, *, turn: float = TURN) -> None:
        self._store, self._turn = store, turn

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                number = await self._store.read(changes.latest)
                async with contextlib.aclosing(self._store.follow(number)) as news:
                    await self._follow(news)
            except StoreError as error:
                log.warning("store: %s", error)
                await asyncio.sleep(WAIT)

    async def _follow(self, news: AsyncGenerator[tuple[Change, ...]]) -> None:
        again = await self._look()
        waiting = asyncio.ensure_future(anext(news))
        try:
            while True:
                done, _ = await asyncio.wait({waiting}, timeout=again)
                is_due = not done
                if done:
                    is_due = any(change.kind in _NEWS for change in waiting.result())
                    waiting = asyncio.ensure_future(anext(news))
                if is_due:
                    again = await self._look()
                    await asyncio.sleep(self._turn)
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)

    async def _look(self) -> float:
        """Do what is due; seconds until something is again, at most to the turn of the minute."""
        due, now = await self._store.read(stage.due), self._store.now()
        if due is not None and due <= now:
            await self._store.write(stage.rotate)
            due, now = await self._store.read(stage.due), self._store.now()
        await self._store.write(cues.tell_time)
        turn = 60.05 - now.second - now.microsecond / 1e6
        return turn if due is None else min(turn, max(0.0, (due - now).total_seconds()))

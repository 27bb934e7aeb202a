"""What is due by the clock on the stage and at the presenter's, whoever's screen is open."""

from __future__ import annotations

from typing import Final

from backchannel.ingest.tending.due import keep_looking
from backchannel.model.change import ChangeKind
from backchannel.store.roles import cues, stage
from backchannel.store.store import Store

TURN: Final = 0.5
"""Seconds between two looks, however much is decided."""

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
        await keep_looking(self._store, self._look, _NEWS, turn=self._turn)

    async def _look(self) -> float:
        """Do what is due; seconds until something is again, at most to the turn of the minute."""
        due, now = await self._store.read(stage.due), self._store.now()
        if due is not None and due <= now:
            await self._store.write(stage.rotate)
            due, now = await self._store.read(stage.due), self._store.now()
        await self._store.write(cues.tell_time)
        turn = 60.05 - now.second - now.microsecond / 1e6
        return turn if due is None else min(turn, max(0.0, (due - now).total_seconds()))

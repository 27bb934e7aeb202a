"""Plays a recorded event into a store of its own: what a collector does of a real one.

It reads the recorded store in order and writes what has its time on the played clock. Going back
takes away what is not there yet. It asks nobody anything, and sends nothing.
"""

from __future__ import annotations

import asyncio
import logging
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from backchannel.errors import StoreError
from backchannel.store.replay import course, playing, recording
from backchannel.store.replay.decided import Decided, decisions
from backchannel.store.replay.recording import Afterwards
from backchannel.store.store import Reader, Store

log = logging.getLogger(__name__)

TURN: Final = 0.1
"""Seconds between two looks at what has its time."""

RENEWED: Final = 2.0
"""Seconds between two times at which the clock is told that somebody plays."""

SHAKEN: Final = 1_000_000
"""Microseconds by which the clock may go back because this machine's was set."""

WAIT: Final = 2.0
"""Seconds before a store that could not be read or written is tried again."""


class Player:
    """Plays while it runs. A store that fails is tried again for good, and that is said."""

    def __init__(self, store: Store, *, turn: float = TURN) -> None:
        self._store, self._turn = store, turn
        self._later: Sequence[Afterwards] = ()
        self._acts: Sequence[Decided] = ()
        self._position = 0
        self._missing: Sequence[int] = ()

    async def run(self) -> None:
        """Until cancelled; then the clock stands."""
        try:
            while True:
                try:
                    await self._play()
                except StoreError as error:
                    log.warning("replay: %s", error)
                    await self._blame(str(error))
                await asyncio.sleep(WAIT)
        finally:
            await self._store.write(course.rest)

    async def woke(self) -> None:
        """The machine was asleep: the clock stood, for nobody told it that somebody plays."""

    async def _play(self) -> None:
        """Never returns. Raises StoreError."""
        way = await self._store.write(course.renew)
        async with AsyncExitStack() as stack:
            recorded = await stack.enter_async_context(Reader(Path(way.recorded)))
            self._later = await recorded.read(recording.afterwards)
            self._acts = await recorded.read(decisions) if way.has_decisions else ()
            at = await self._store.read(playing.position)
            self._position, self._missing = at.at, at.missing
            await self._blame("")
            clock = asyncio.get_running_loop().time
            renewed = clock()
            while True:
                if clock() - renewed >= RENEWED:
                    await self._store.write(course.renew)
                    renewed = clock()
                if not await self._go_on(recorded):
                    await asyncio.sleep(self._turn)

    async def _go_on(self, recorded: Reader) -> bool:
        """One step towards now; False when nothing is left to do at present."""
        way = await self._store.read(course.course_of)
        now = self._position if way is None else way.moment(self._store.wall())
        if now < self._position - SHAKEN:
            await self._go_back(now)
        if self._missing:
            told = await recorded.read(recording.again, self._missing, self._position, self._later)
            await self._store.write(playing.play, told, (), self._position)
            self._missing = ()
        if now <= self._position:
            return False
        return await self._step(recorded, now)

    async def _step(self, recorded: Reader, now: int) -> bool:
        told, reached = await recorded.read(recording.step, self._position, now, self._later)
        acts = self._between(self._position, reached)
        if told or acts or reached < now:
            await self._store.write(playing.play, told, acts, reached)
        self._position = reached
        return reached < now

    async def _go_back(self, to: int) -> None:
        acts = self._between(to, self._position)
        self._missing = await self._store.write(playing.rewind, to, acts)
        self._position = to

    def _between(self, after: int, until: int) -> Sequence[Decided]:
        begin = bisect_right(self._acts, after, key=_at)
        return self._acts[begin : bisect_right(self._acts, until, key=_at)]

    async def _blame(self, problem: str) -> None:
        try:
            await self._store.write(course.blame, problem)
        except StoreError as error:
            log.warning("replay: %s", error)


def _at(each: Decided) -> int:
    return each.at

"""From a decision in one process to the painted projector in another, while posts arrive.

Somebody takes pins, blanks the stage and shows it again, a thousand times. A projector in a
terminal must have painted what was decided within 250 ms, and blank within 150 ms, 95 times in a
hundred.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Concatenate, Final, ParamSpec

from benchmarks.harness.arrivals import arriving
from benchmarks.harness.desk import PROGRAM
from benchmarks.harness.event import stored
from benchmarks.harness.terminal import Terminal
from benchmarks.harness.verdict import Bound, judge, percentile

from backchannel.store import board, pages
from backchannel.store.connection import Connection
from backchannel.store.roles import stage
from backchannel.store.store import Store

P = ParamSpec("P")

POSTS: Final = 10_000
PINS: Final = 40
DECISIONS: Final = 1_000
RATE: Final = 100
QUIET: Final = 0.03
"""Seconds without a frame after which what was decided before is painted whole."""

CHANCE: Final = random.Random(2009)  # noqa: S311  # the same pauses every time


class Measured:
    """One projector, and whoever decides."""

    def __init__(self, store: Store, screen: Terminal) -> None:
        self._store, self._screen = store, screen
        self.taken: list[float] = []
        self.blanked: list[float] = []
        self.lost = 0

    async def run(self, places: Sequence[int], decisions: int) -> None:
        """Take, blank, show again; each when the one before was painted."""
        done = 0
        while done < decisions:
            for place in CHANCE.sample(places, 3):
                await self._decide(self.taken, stage.take, place, "op")
            await self._decide(self.blanked, stage.blank, "op")
            await self._decide(self.taken, stage.unblank, "op")
            done += 5

    async def _decide(
        self,
        times: list[float],
        act: Callable[Concatenate[Connection, P], bool],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        screen = self._screen
        screen.run(CHANCE.uniform(QUIET, 3 * QUIET))  # at no fixed time after a look
        before = len(screen.frames)
        began = asyncio.get_running_loop().time()
        if not await self._store.write(act, *args, **kwargs):
            return
        while len(screen.frames) == before:
            screen.run(0.002)
            if asyncio.get_running_loop().time() - began > 5:
                self.lost += 1
                return
        times.append(1_000 * (asyncio.get_running_loop().time() - began))


async def measure(folder: Path, decisions: int) -> Measured:
    """The times of all decisions, in milliseconds."""
    path = await asyncio.to_thread(stored, folder, POSTS)
    async with Store(path) as store:
        view = pages.View("backchannel")
        page = await store.read(pages.around, view, None, newer=0, older=PINS, since=None)
        places = [post.place for post in page.posts]
        await store.write(board.on_all, board.pin, places, "op")
        command = [PROGRAM, "projector", "--store", str(path)]
        with (
            arriving(path, RATE, POSTS),
            Terminal(command, folder / "home", columns=140, lines=40, leave="qq") as screen,
        ):
            screen.run(4)
            measured = Measured(store, screen)
            await measured.run(places, decisions)
    return measured


def main() -> int:
    """Measure and judge. A number of decisions may be given."""
    decisions = int(sys.argv[1]) if len(sys.argv) > 1 else DECISIONS

    def bounds() -> Sequence[Bound]:
        with tempfile.TemporaryDirectory(prefix="backchannel-stage-") as folder:
            found = asyncio.run(measure(Path(folder), decisions))
        for name, times in (("take, show again", found.taken), ("blank", found.blanked)):
            print(
                f"{name:20} p50 {percentile(times, 50):6.1f} ms  p95 {percentile(times, 95):6.1f} "
                f"ms  max {max(times):6.1f} ms  {len(times)} times"
            )
        return [
            Bound("a decision is painted elsewhere, p95", percentile(found.taken, 95), 250, "ms"),
            Bound("blank is, p95", percentile(found.blanked, 95), 150, "ms"),
            Bound("decisions that were never painted", found.lost, 0),
        ]

    return judge(bounds)


if __name__ == "__main__":
    sys.exit(main())

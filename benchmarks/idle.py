"""How much of a core is used while nothing happens: `make bench`, or with seconds to measure.

A collector that follows two servers live and three feeds that say nothing new, and a desk that
shows them, are left alone on a store of a thousand posts. Neither may use 1 % of a core, and the
desk paints nothing but the minutes: the clock, and ages that grow with it.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.harness.desk import PROGRAM
from benchmarks.harness.processes import children, cpu_seconds
from benchmarks.harness.terminal import Terminal
from benchmarks.harness.verdict import Bound, judge

from backchannel.demo.event import environment
from backchannel.demo.world import World

SETTLE: Final = 25.0
"""Seconds until everything there is has been read and painted."""

INTERVAL: Final = 15.0
"""Seconds between two polls, as of a real server."""


def quietly(event_file: str) -> str:
    """The demo's event file, its feeds polled no more often than real ones."""
    lines = (
        f"interval = {INTERVAL}" if line.startswith("interval") else line
        for line in event_file.splitlines()
    )
    return "\n".join(lines)


class Rest(NamedTuple):
    """Percent of a core, each with what it started, and when the desk painted, in seconds."""

    collector: float
    desk: float
    painted: tuple[float, ...]

    @property
    def moments(self) -> int:
        """How often it painted; what is less than half a second apart is one time."""
        return sum(at - before > 0.5 for before, at in pairwise((-1.0, *self.painted)))


async def measure(folder: Path, seconds: float) -> Rest:
    """Nothing happens for so long."""
    world = World(speed=0)
    async with world.serve():
        file = folder / "event.toml"
        await asyncio.to_thread(file.write_text, quietly(world.event_file()), "utf-8")
        return await asyncio.to_thread(watch, file, folder, seconds)


def watch(file: Path, folder: Path, seconds: float) -> Rest:
    """Let desk and collector be, and look at what they use and paint."""
    command = ["env", *(f"{name}={value}" for name, value in environment().items())]
    command += [PROGRAM, "open", str(file), "--store", str(folder / "event.db")]
    with Terminal(command, folder / "home") as desk:
        desk.run(SETTLE)
        (collector,) = children(desk.pid)
        before = used(collector), used(desk.pid) - used(collector)
        began, painted = time.perf_counter(), len(desk.frames)
        desk.run(seconds)
        lasted = time.perf_counter() - began
        after = used(collector), used(desk.pid) - used(collector)
    collector_used, desk_used = (
        then - at_first for at_first, then in zip(before, after, strict=True)
    )
    at = tuple(frame.at - began for frame in desk.frames[painted:])
    return Rest(100 * collector_used / lasted, 100 * desk_used / lasted, at)


def used(pid: int) -> float:
    """Seconds on a processor, of a process and all that it started and that is alive."""
    return cpu_seconds(pid) + sum(used(child) for child in children(pid))


def main() -> int:
    """Measure and judge."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0

    def bounds() -> Sequence[Bound]:
        with tempfile.TemporaryDirectory(prefix="backchannel-idle-") as folder:
            rest = asyncio.run(measure(Path(folder), seconds))
        print(f"painted after {', '.join(f'{at:.1f}' for at in rest.painted) or 'nothing'} s")
        return [
            Bound("the collector, idle", rest.collector, 1.0, "%"),
            Bound("the desk, idle", rest.desk, 1.0, "%"),
            Bound("times that it painted, one a minute", rest.moments, seconds // 60 + 1),
        ]

    return judge(bounds)


if __name__ == "__main__":
    sys.exit(main())

"""How much of a core is used while nothing happens: `make bench`, or with seconds to measure.

A collector that follows two servers live and three feeds that say nothing new, and a desk that
shows them, are left alone on a store of a thousand posts. Neither may use 1 % of a core.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

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


async def measure(folder: Path, seconds: float) -> tuple[float, float]:
    """Shares of a core: of the collector, and of the desk, each with what it started."""
    world = World(speed=0)
    async with world.serve():
        file = folder / "event.toml"
        await asyncio.to_thread(file.write_text, quietly(world.event_file()), "utf-8")
        return await asyncio.to_thread(watch, file, folder, seconds)


def watch(file: Path, folder: Path, seconds: float) -> tuple[float, float]:
    """Let desk and collector be, and look at what they use."""
    command = ["env", *(f"{name}={value}" for name, value in environment().items())]
    command += [PROGRAM, "open", str(file), "--store", str(folder / "event.db")]
    with Terminal(command, folder / "home") as desk:
        desk.run(SETTLE)
        (collector,) = children(desk.pid)
        before = used(collector), used(desk.pid) - used(collector)
        began = time.perf_counter()
        desk.run(seconds)
        lasted = time.perf_counter() - began
        after = used(collector), used(desk.pid) - used(collector)
    return (after[0] - before[0]) / lasted, (after[1] - before[1]) / lasted


def used(pid: int) -> float:
    """Seconds on a processor, of a process and all that it started and that is alive."""
    return cpu_seconds(pid) + sum(used(child) for child in children(pid))


def main() -> int:
    """Measure and judge."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0

    def bounds() -> Sequence[Bound]:
        with tempfile.TemporaryDirectory(prefix="backchannel-idle-") as folder:
            collector, desk = asyncio.run(measure(Path(folder), seconds))
        return [
            Bound("the collector, idle", 100 * collector, 1.0, "%"),
            Bound("the desk, idle", 100 * desk, 1.0, "%"),
        ]

    return judge(bounds)


if __name__ == "__main__":
    sys.exit(main())

"""One source of each kind for an hour, while servers publish, fail, fall silent and come back.

Run from the root of the project: `python -m benchmarks.hour --minutes 60 --seed 1`. A real
collector reads from servers on loopback. Every minute what `sources list` says is held against what
they know. 1 means that something was said that is not true, or that a post is missing or doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.harness.desk import PROGRAM
from benchmarks.harness.processes import children, resident
from benchmarks.harness.terminal import Terminal
from benchmarks.hour import watching
from benchmarks.hour.kinds import missing, places
from benchmarks.hour.places import TAG, Place, record
from benchmarks.hour.trouble import WELL, Course, afflict

from backchannel.demo.event import environment

LOOK: Final = 60.0
SPOKEN: Final = 20.0
"""Seconds between two posts of a place, on average."""

REST: Final = 45.0
"""Seconds without a new post at the end."""

GROWTH: Final = 1.15
"""How much memory may grow from the second quarter of the time to the last."""


class Hour:
    """The servers, the collector, and what is noted of both."""

    def __init__(self, folder: Path, seed: int, quiet: float) -> None:
        self.folder, self.seed, self.quiet = folder, seed, quiet
        self.event, self.store = folder / "event.toml", folder / "event.db"
        self.places: Sequence[Place] = places(folder, self._say_to_collector)
        now = datetime.now(UTC)
        self.courses = [Course(place, now) for place in self.places]
        self.record = watching.Record()
        self.memory: list[int] = []
        self._collector: asyncio.subprocess.Process | None = None

    @property
    def collector(self) -> asyncio.subprocess.Process:
        """Once it runs."""
        assert self._collector is not None
        return self._collector

    async def run(self, minutes: float) -> None:
        """From beginning to end."""
        until = datetime.now(UTC) + timedelta(minutes=minutes)
        async with AsyncExitStack() as stack:
            for place in self.places:
                await place.start()
                stack.push_async_callback(place.stop)
            await asyncio.to_thread(self.event.write_text, self._event_file(), "utf-8")
            self._collector = await asyncio.create_subprocess_exec(
                *(PROGRAM, "collect", str(self.event), "--store", str(self.store)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
            )
            stack.push_async_callback(_ended, self.collector)
            await self._live(until)
            await self.look()

    async def _live(self, until: datetime) -> None:
        calm = until - timedelta(seconds=REST)
        jobs = [asyncio.create_task(self._publish(place, calm)) for place in self.places]
        for number, course in enumerate(self.courses):
            chance = random.Random(f"{self.seed} {number}")  # noqa: S311  # the same hour every time
            jobs.append(asyncio.create_task(afflict(course, chance, self.quiet, calm)))
        try:
            while (left := (until - datetime.now(UTC)).total_seconds()) > 0:
                await asyncio.sleep(min(LOOK, left))
                if left > LOOK:
                    await self.look()
                broken = [job for job in jobs if job.done() and job.exception()]
                for job in broken:
                    job.result()
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)

    async def look(self) -> None:
        """Hold what is said against what is so."""
        before, began = len(self.record.wrong), datetime.now(UTC)
        self.record.look(self.courses, await watching.sources(self.event, self.store), began)
        pids = [self.collector.pid, *children(self.collector.pid)]
        self.memory.append(sum(map(resident, pids)))
        for problem in self.record.wrong[before:]:
            print(problem, flush=True)

    async def _publish(self, place: Place, until: datetime) -> None:
        chance = random.Random(f"{self.seed} {place.kind}")  # noqa: S311  # the same hour every time
        await asyncio.sleep(chance.uniform(0, SPOKEN))
        while datetime.now(UTC) < until:
            await place.publish()
            await asyncio.sleep(SPOKEN * (0.5 + chance.random()))

    async def _say_to_collector(self, words: str, at: datetime) -> None:
        stdin = self.collector.stdin
        assert stdin is not None
        stdin.write(record(words, at))
        await stdin.drain()

    def _event_file(self) -> str:
        head = f'[event]\nname = "An hour"\ntags = ["{TAG}"]\nstarts = 2020-01-01T00:00:00Z'
        return "\n\n".join([head, *(place.table() for place in self.places)])

    def health_line(self) -> str:
        """What the desk says of all sources, on a screen."""
        command = [PROGRAM, "open", str(self.event), "--store", str(self.store)]
        with Terminal(command, self.folder, variables=environment()) as terminal:
            frame = terminal.frame(lambda painted: b" well" in painted, within=20)
        said = frame.painted.decode("utf-8", "replace") if frame else ""
        end = said.find(" well")
        return said[max(0, end - 8) : end + 5].strip() if end >= 0 else "nothing"


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    await process.wait()


def report(hour: Hour, stored: int, warnings: Sequence[str]) -> bool:
    """Print what came of it; whether all is as it should be."""
    record, published = hour.record, sum(place.published() for place in hour.places)
    print(f"\n{'kind':14} {'published':>9} {'unheard':>8} {'troubles':>9}")
    for course in hour.courses:
        place = course.place
        lost = len(place.said) - place.published()
        print(f"{place.kind:14} {place.published():9} {lost:8} {course.met:9}")
    print(f"\n{record.looks:6}  looks at {len(hour.places)} sources: {dict(record.states)}")
    print(f"{record.claims:6}  claims held against the servers, {record.doubtful} in between")
    print(f"{len(record.wrong):6}  of them not true")
    print(f"{published:6}  posts published, {stored} stored")
    quarter = max(1, len(hour.memory) // 4)
    early, late = (max(part) for part in (hour.memory[quarter : 2 * quarter] or [1],
                                           hour.memory[-quarter:]))  # fmt: skip
    print(f"{late / 2**20:6.0f}  MiB of the collector and its readers at the end, "
          f"{late / early:.2f} times that of the second quarter")  # fmt: skip
    print(f"{len(warnings):6}  warnings in the log")
    for line in warnings[:10]:
        print(f"        {line}")
    print(f"        the desk says: {hour.health_line()}")
    is_small = late <= early * GROWTH
    return not record.wrong and stored == published and is_small and not warnings


async def main(minutes: float, seed: int, quiet: float, folder: Path) -> int:
    """The exit code."""
    hour = Hour(folder, seed, quiet)
    if unknown := missing(hour.places):
        print(f"no place here for: {', '.join(sorted(unknown))}")
    print(f"{len(hour.places)} sources for {minutes:g} minutes, seed {seed}", flush=True)
    await hour.run(minutes)
    stored = await watching.posts(hour.store)
    logs = await asyncio.to_thread(lambda: [each.read_text() for each in folder.rglob("*.log")])
    warnings = [
        line
        for log in logs
        for line in log.splitlines()
        if " WARNING " in line or " ERROR " in line
    ]
    is_well = await asyncio.to_thread(report, hour, stored, warnings)
    ill = [each.place.kind for each in hour.courses if each.must_be(datetime.now(UTC)) != WELL]
    return 0 if is_well and not ill and not unknown else 1


def run() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hour", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quiet", type=float, default=150.0, help="seconds between troubles")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backchannel-hour-") as folder:
        for name, place in (("STATE", "state"), ("DATA", "share"), ("CONFIG", "config")):
            os.environ[f"XDG_{name}_HOME"] = str(Path(folder) / place)
        os.environ.update(environment())
        return asyncio.run(main(options.minutes, options.seed, options.quiet, Path(folder)))


if __name__ == "__main__":
    sys.exit(run())

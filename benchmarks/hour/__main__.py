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
import re
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.harness.desk import PROGRAM
from benchmarks.harness.terminal import Terminal
from benchmarks.hour import watching, weighing
from benchmarks.hour.kinds import missing, places
from benchmarks.hour.places import TAG, Place, record
from benchmarks.hour.trouble import WELL, Course, afflict

from backchannel.demo.event import environment

LOOK: Final = 60.0
SPOKEN: Final = 20.0
"""Seconds between two posts of a place, on average, where nobody is in a hurry."""

PACE, SHORTEST = 5.0, 1.0
"""Seconds between two looks at what is polled, and the fewest there can be."""

AT_DESK: Final = 5
"""At every so many looks a desk is opened as well."""

REST: Final = 45.0
"""Seconds without a new post at the end."""

SHORT: Final = 30
"""Weighings, of which a quarter says little."""

_WELL: Final = re.compile(rb"(\d+) of (\d+) well")


class Hour:
    """The servers, the collector, and what is noted of both.

    In a `hurry` of 10, ten times as many posts are published, and looked for, in a minute.
    """

    def __init__(self, folder: Path, seed: int, quiet: float, hurry: float) -> None:
        self.folder, self.seed, self.quiet, self.hurry = folder, seed, quiet, hurry
        self.event, self.store = folder / "event.toml", folder / "event.db"
        pace = max(SHORTEST, PACE / hurry)
        self.places: Sequence[Place] = places(folder, self._say_to_collector, pace)
        now = datetime.now(UTC)
        self.courses = [Course(place, now) for place in self.places]
        self.record = watching.Record()
        self.weights: Sequence[weighing.Weight] = ()
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
            await self.look(is_at_desk=True)

    async def _live(self, until: datetime) -> None:
        calm = until - timedelta(seconds=REST)
        scales = weighing.Scales(self.collector.pid, self.published)
        self.weights = scales.weights
        jobs = [asyncio.create_task(scales.run())]
        jobs += [asyncio.create_task(self._publish(place, calm)) for place in self.places]
        for number, course in enumerate(self.courses):
            chance = random.Random(f"{self.seed} {number}")  # noqa: S311  # the same hour every time
            jobs.append(asyncio.create_task(afflict(course, chance, self.quiet, calm)))
        try:
            while (left := (until - datetime.now(UTC)).total_seconds()) > 0:
                await asyncio.sleep(min(LOOK, left))
                if left > LOOK:
                    await self.look(is_at_desk=self.record.looks % AT_DESK == 0)
                broken = [job for job in jobs if job.done() and job.exception()]
                for job in broken:
                    job.result()
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)

    async def look(self, *, is_at_desk: bool) -> None:
        """Hold what is said against what is so; also what a desk says, opened for this."""
        before, began = len(self.record.wrong), datetime.now(UTC)
        self.record.look(self.courses, await watching.sources(self.event, self.store), began)
        if is_at_desk:
            began = datetime.now(UTC)
            self.record.look_at_line(self.courses, await asyncio.to_thread(self.well), began)
        for problem in self.record.wrong[before:]:
            print(problem, flush=True)

    async def _publish(self, place: Place, until: datetime) -> None:
        chance = random.Random(f"{self.seed} {place.kind}")  # noqa: S311  # the same hour every time
        between = SPOKEN / self.hurry
        await asyncio.sleep(chance.uniform(0, between))
        while datetime.now(UTC) < until:
            await place.publish()
            await asyncio.sleep(between * (0.5 + chance.random()))

    async def _say_to_collector(self, words: str, at: datetime) -> None:
        stdin = self.collector.stdin
        assert stdin is not None
        stdin.write(record(words, at))
        await stdin.drain()

    def _event_file(self) -> str:
        head = f'[event]\nname = "An hour"\ntags = ["{TAG}"]\nstarts = 2020-01-01T00:00:00Z'
        return "\n\n".join([head, *(place.table() for place in self.places)])

    def published(self) -> int:
        """How many posts somebody who follows all places can have read."""
        return sum(place.published() for place in self.places)

    def well(self) -> tuple[int, int] | None:
        """How many of how many sources are well, as the desk has it; None if it does not say."""
        command = [PROGRAM, "open", str(self.event), "--store", str(self.store)]
        with Terminal(command, self.folder, variables=environment()) as terminal:
            frame = terminal.frame(lambda painted: _WELL.search(painted) is not None, within=30)
        said = _WELL.search(frame.painted) if frame else None
        return (int(said[1]), int(said[2])) if said else None


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    await process.wait()


def report(hour: Hour, stored: int, warnings: Sequence[str]) -> bool:
    """Print what came of it; whether all is as it should be."""
    record, published = hour.record, hour.published()
    said = (
        f"{'kind':14} {'published':>9} {'unheard':>8} {'troubles':>9} {'held: well':>11} {'ill':>5}"
    )
    print(f"\n{said}")
    for course in hour.courses:
        place = course.place
        lost = len(place.said) - place.published()
        held = record.held[place.kind, True], record.held[place.kind, False]
        print(f"{place.kind:14} {place.published():9} {lost:8} {course.met:9} "
              f"{held[0]:11} {held[1]:5}")  # fmt: skip
    print(f"\n{record.looks:6}  looks at {len(hour.places)} sources: {dict(record.states)}")
    print(f"{record.claims:6}  claims held against the servers, {record.doubtful} in between")
    print(f"{record.lines:6}  times the desk's own line of health, too")
    print(f"{len(record.wrong):6}  of them not true")
    print(f"{published:6}  posts published, {stored} stored")
    print(f"{len(warnings):6}  warnings in the log")
    for line in warnings[:10]:
        print(f"        {line}")
    return not record.wrong and stored == published and not warnings


def is_flat(weights: Sequence[weighing.Weight]) -> bool:
    """Print what the collector and its readers weighed; whether they stopped growing."""
    if len(weights) < SHORT:
        print("too short to say whether anything grows")
        return True
    print("\nMiB that are each process's alone")
    for line in weighing.table(weights):
        print(line)
    print(f"\nthe collector grew by {weighing.growth(weights):.0f} KiB for 1,000 posts "
          "in the second half")  # fmt: skip
    bounds = weighing.bounds(weights)
    for bound in bounds:
        print(bound)
    return all(bound.is_held for bound in bounds)


async def main(minutes: float, hour: Hour) -> int:
    """The exit code."""
    if unknown := missing(hour.places):
        print(f"no place here for: {', '.join(sorted(unknown))}")
    print(f"{len(hour.places)} sources for {minutes:g} minutes, seed {hour.seed}", flush=True)
    await hour.run(minutes)
    stored = await watching.posts(hour.store)
    logs = await asyncio.to_thread(
        lambda: [each.read_text() for each in hour.folder.rglob("*.log")]
    )
    warnings = [
        line
        for log in logs
        for line in log.splitlines()
        if " WARNING " in line or " ERROR " in line
    ]
    is_well, is_level = report(hour, stored, warnings), is_flat(hour.weights)
    ill = [each.place.kind for each in hour.courses if each.must_be(datetime.now(UTC)) != WELL]
    return 0 if is_well and is_level and not ill and not unknown else 1


def run() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hour", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quiet", type=float, default=150.0, help="seconds between troubles")
    parser.add_argument("--hurry", type=float, default=1.0, help="times as many posts and looks")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backchannel-hour-") as folder:
        for name, place in (("STATE", "state"), ("DATA", "share"), ("CONFIG", "config")):
            os.environ[f"XDG_{name}_HOME"] = str(Path(folder) / place)
        os.environ.update(environment())
        hour = Hour(Path(folder), options.seed, options.quiet, options.hurry)
        return asyncio.run(main(options.minutes, hour))


if __name__ == "__main__":
    sys.exit(run())

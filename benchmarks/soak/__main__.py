"""The demo's internet failing at random while collector and desk are killed; nothing is lost.

Run from the root of the project: `python -m benchmarks.soak --minutes 30 --seed 1`. At the end
everything heals, and what the world published, and what the desk said was written down, is compared
with the store. 1 means a loss.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Final

from benchmarks.soak.facilitator import PATIENCE, Facilitator
from tests.journeys.venue import Venue, venue

from backchannel.demo.event import environment
from backchannel.demo.net.faults import (
    Bomb,
    Down,
    Endless,
    Fault,
    Garbage,
    RedirectLoop,
    Slow,
    Status,
    Trickle,
    Truncated,
    WebPage,
    WrongCharset,
)
from backchannel.errors import StoreError
from backchannel.store import board

SITES: Final = (
    "toot", "civic", "harbour", "daffodil", "ledger", "planet", "marks", "lens", "reel",
)  # fmt: skip
FAULTS: Final[tuple[Fault, ...]] = (
    Down(), Slow(3), Slow(15), Status(401), Status(403), Status(404), Status(410), Status(429, "5"),
    Status(500), Status(503), Garbage(), WebPage(), Endless(), Trickle(), Bomb(), Truncated(),
    WrongCharset(), RedirectLoop(),
)  # fmt: skip
SPEED: Final = 40.0
PAUSE: Final = 15.0
"""Seconds the longest thing takes that is done at the desk."""

HEALING: Final = 300.0
"""Seconds in which everything must be there once nothing is wrong any more."""


class Soak:
    """One bad day."""

    def __init__(self, here: Venue, seed: int) -> None:
        self.here, self.chance = here, random.Random(seed)  # noqa: S311  # the same day every time
        self.done: Counter[str] = Counter()
        self.problems: set[str] = set()

    async def run(self, seconds: float) -> None:
        """Let things go wrong for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await asyncio.sleep(self.chance.uniform(0.5, 5))
            await self.act()
            with contextlib.suppress(StoreError):
                self.problems |= {each.problem for each in (await self.here.health()).values()}

    async def act(self) -> None:
        """Something goes wrong, or right again."""
        site = self.chance.choice(list(self.here.sites.values()))
        match self.chance.choices(
            ("fail", "heal", "all down", "kill", "stop", "key"), (6, 5, 1, 3, 1, 2)
        )[0]:
            case "fail":
                fault = self.chance.choice(FAULTS)
                site.fail(fault)
                self.done[f"fault {type(fault).__name__} {getattr(fault, 'code', '')}".strip()] += 1
            case "heal":
                site.fail(None)
            case "all down":
                await self.wifi_gone()
            case "kill":
                await self.end(signal.SIGKILL)
            case "stop":
                await self.end(signal.SIGTERM)
            case _:
                await self.here.fetch_now()
                self.done["fetch now"] += 1

    async def wifi_gone(self) -> None:
        """Nothing can be reached for a while."""
        before = {site: site.faults.fault for site in self.here.sites.values()}
        for site in before:
            site.fail(Down())
        await asyncio.sleep(self.chance.uniform(3, 15))
        for site, fault in before.items():
            site.fail(fault)
        self.done["Wi-Fi gone"] += 1

    async def end(self, number: signal.Signals) -> None:
        """End the collector; the desk starts another."""
        pid = await self.here.holder()
        if pid is not None and pid != os.getpid():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            self.done[number.name] += 1

    async def heal(self) -> float:
        """Nothing is wrong any more; seconds until everything is stored, or infinite."""
        self.here.world.clock.set_speed(0)
        for site in self.here.sites.values():
            site.fail(None)
        began = time.monotonic()
        while time.monotonic() - began < HEALING:
            await self.here.fetch_now()
            for _ in range(50):
                if await self.here.has_everything():
                    return time.monotonic() - began
                await asyncio.sleep(0.2)
        return float("inf")


async def work(facilitator: Facilitator) -> None:
    """Never returns; each thing that is done is done to its end."""
    while True:
        await asyncio.shield(asyncio.to_thread(facilitator.work))


async def soak(minutes: float, seed: int, folder: Path) -> int:
    """The exit code."""
    os.environ.update(environment())
    async with venue(folder, speed=SPEED, sites=SITES, interval=2) as here:
        chance = random.Random(seed)  # noqa: S311  # the same hand every time
        facilitator = Facilitator(here.file, here.store.path, chance)
        at_desk = asyncio.create_task(work(facilitator))
        day = Soak(here, seed)
        await day.run(60 * minutes)
        healed = await day.heal()
        missing, doubled = await here.missing(), await here.doubled()
        print_day(day, healed, missing, doubled)
        health = await here.health()
        for each in health.values():
            print(
                f"{each.source:18} {each.state:8} {each.given:5} posts  {each.problem or each.note}"
            )
        is_lost = await leave(at_desk, facilitator, here)
    return 1 if missing or doubled or is_lost else 0


async def leave(at_desk: asyncio.Task[None], facilitator: Facilitator, here: Venue) -> bool:
    """End the desk; whether anything that it said was written down is not."""
    at_desk.cancel()
    await asyncio.sleep(PAUSE)  # for what is being done just now
    has_quit = await asyncio.to_thread(facilitator.leave)
    kept = [note.text for note in await here.store.read(board.notes, 100_000)]
    lost = set(facilitator.noted) - set(kept)
    doubled = [text for text, number in Counter(kept).items() if number > 1 and "soak" in text]
    print(
        f"\n{len(facilitator.noted):5}  notes said to be written down, {len(lost)} of them missing,"
        f" {len(doubled)} twice; {facilitator.unsaid} not said within {PATIENCE:.0f} s\n"
        f"{facilitator.killed:5}  times the desk was killed\n"
        f"{facilitator.slowest:5.2f}  seconds until the slowest was said\n"
        f"{'':7}the desk {'ended' if has_quit else 'did NOT end'} by its own key"
    )
    for text in sorted(lost):
        print(f"missing: {text}")
    return bool(lost or doubled) or not has_quit


def print_day(day: Soak, healed: float, missing: set[str], doubled: list[str]) -> None:
    """What happened, and what came of it."""
    for what, count in sorted(day.done.items()):
        print(f"{count:5}  {what}")
    print("\nWhat was said:")
    for problem in sorted(filter(None, day.problems)):
        print(f"       {problem}")
    print(f"\n{len(day.here.published()):5}  published and still there")
    print(f"{len(missing):5}  of them missing")
    print(f"{len(doubled):5}  stored twice")
    print(f"{healed:5.0f}  seconds until everything was there\n")
    for name in sorted(missing)[:20]:
        print(f"missing: {name}")


def main() -> int:
    """Run one day."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backchannel-soak-") as folder:
        os.environ["XDG_STATE_HOME"] = os.environ["XDG_DATA_HOME"] = folder
        return asyncio.run(soak(options.minutes, options.seed, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())

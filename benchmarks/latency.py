"""From a server's socket to the stored row and to the painted line, of posts that are streamed.

The desk runs in a terminal, its collector follows the demo's servers live. A post is published on
one of them now and then; it must be stored and painted within 400 ms, 95 times in a hundred.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.harness.desk import PROGRAM
from benchmarks.harness.terminal import Terminal
from benchmarks.harness.verdict import Bound, judge, percentile

from backchannel.demo.event import environment
from backchannel.demo.story.happening import Act, Happening, Piece
from backchannel.demo.world import World
from backchannel.model.change import ChangeKind
from backchannel.model.source import State
from backchannel.store import changes, pages, sources
from backchannel.store.store import Reader

POSTS: Final = 80
CHANCE: Final = random.Random(2009)  # noqa: S311  # the same pauses every time


@dataclass(slots=True)
class Times:
    """When each post was published, stored and painted, by its marker."""

    published: dict[str, float] = field(default_factory=dict)
    stored: dict[str, float] = field(default_factory=dict)
    painted: dict[str, float] = field(default_factory=dict)

    def taken(self, seen: dict[str, float]) -> list[float]:
        """Milliseconds from being published to being seen; a post that never was counts a day."""
        lost = 86_400.0
        return [1_000 * (seen.get(marker, at + lost) - at) for marker, at in self.published.items()]


async def publish(world: World, times: Times) -> None:
    """Let one after the other write a post now and then: what one says in a burst folds."""
    site, people = world.sites["toot"], [each for each in world.story.people if not each.is_bot]
    for number in range(POSTS):
        author = people[number % len(people)]
        await asyncio.sleep(CHANCE.uniform(0.15, 0.6))
        marker = f"qz{number:05}"
        piece = Piece(marker, author, 0.0, f"{marker} Is that so? #councilsconnect")
        now = world.clock.now()
        times.published[marker] = time.perf_counter()
        site.shelf.apply(Happening(0.0, Act.PUBLISH, marker, piece), written=now, now=now)


async def follow(store: Reader, since: int, times: Times) -> None:
    """Note when each post is in the store. Never returns."""
    async for news in store.follow(since):
        at = time.perf_counter()
        new = [int(change.key) for change in news if change.kind is ChangeKind.POST_NEW]
        for post in (await store.read(pages.by_places, new)).values():
            times.stored.setdefault(post.post.text.partition(" ")[0], at)


async def until_live(store: Reader) -> None:
    """Wait for the stream to be open and all that was there before to be read."""
    async with asyncio.timeout(60):
        while True:
            health = {each.source: each for each in await store.read(sources.health)}
            if health["toot.example"].state is State.LIVE and health["toot.example"].given > 400:
                return
            await asyncio.sleep(0.2)


async def measure(folder: Path) -> Times:
    """The times of all posts."""
    times, world, file = Times(), World(speed=0), folder / "event.toml"
    async with world.serve():
        await asyncio.to_thread(file.write_text, world.event_file(), "utf-8")
        command = ["env", *(f"{name}={value}" for name, value in environment().items())]
        command += [PROGRAM, "open", str(file), "--store", str(folder / "event.db")]
        with Terminal(command, folder / "home") as desk:
            await asyncio.to_thread(desk.run, 8)
            async with Reader(folder / "event.db") as store:
                looking = asyncio.create_task(asyncio.to_thread(desk.run, POSTS * 0.7 + 15))
                await until_live(store)
                await asyncio.sleep(3)
                since = await store.read(changes.latest)
                following = asyncio.create_task(follow(store, since, times))
                await publish(world, times)
                await looking
                following.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await following
            for frame in desk.frames:
                for marker in times.published.keys() - times.painted.keys():
                    if marker.encode() in frame.painted:
                        times.painted[marker] = frame.at
    return times


def main() -> int:
    """Measure and judge."""

    def bounds() -> Sequence[Bound]:
        with tempfile.TemporaryDirectory(prefix="backchannel-latency-") as folder:
            times = asyncio.run(measure(Path(folder)))
        found = []
        for name, seen, most in (
            ("stored, and a follower knows", times.stored, 200.0),
            ("painted by the desk", times.painted, 400.0),
        ):
            taken = times.taken(seen)
            print(
                f"{name:30} p50 {percentile(taken, 50):7.1f} ms  max {max(taken):9.1f} ms  "
                f"{len(seen)} of {len(taken)}"
            )
            found.append(Bound(f"{name}, p95", percentile(taken, 95), most, "ms"))
        return found

    return judge(bounds)


if __name__ == "__main__":
    sys.exit(main())

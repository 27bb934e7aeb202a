"""What the collector and its readers take of memory, each process by itself, over time.

Readers are told apart because they come and go: the second is started when two documents are there
at once, and both end when they have had nothing to do for a minute. Two of them take more than one,
and nothing grew.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.harness.processes import children, private
from benchmarks.harness.verdict import Bound

EVERY: Final = 10.0
"""Seconds between two weighings."""

GROWTH: Final = 1.15
"""How much the collector, and a reader, may grow from the second quarter of the time to the last.

Not from the first: until then modules are imported when a kind of document is met, SQLite fills
the cache it is allowed (8 MB to write, 2 MB a reader), feeds grow from nothing to a whole page, and
each of asyncio's threads gets a heap of its own.
"""

_ROWS: Final = 20
_MIB: Final = 2**20


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes that are a process's alone, after so many `minutes` and `posts`."""

    minutes: float
    posts: int
    collector: int
    readers: tuple[int, ...]


class Scales:
    """Weighs the process `pid`, which collects, and those it started, against `posts` so far."""

    def __init__(self, pid: int, posts: Callable[[], int]) -> None:
        self._pid, self._posts = pid, posts
        self._began = time.monotonic()
        self.weights: list[Weight] = []

    async def run(self, every: float = EVERY) -> None:
        """Now and then, for good."""
        while True:
            await asyncio.sleep(every)
            self.weights.append(await asyncio.to_thread(self._weigh))

    def _weigh(self) -> Weight:
        readers = tuple(sorted(filter(None, map(private, children(self._pid))), reverse=True))
        minutes = (time.monotonic() - self._began) / 60
        return Weight(minutes, self._posts(), private(self._pid), readers)


def table(weights: Sequence[Weight]) -> Iterator[str]:
    """The weights in MiB, some twenty of them."""
    yield f"{'minute':>8} {'posts':>7} {'collector':>10}   readers"
    step = max(1, len(weights) // _ROWS)
    for each in [*weights[:-1:step], *weights[-1:]]:
        readers = " ".join(f"{one / _MIB:6.1f}" for one in each.readers) or "  none"
        yield f"{each.minutes:8.1f} {each.posts:7} {each.collector / _MIB:10.1f}   {readers}"


def bounds(weights: Sequence[Weight]) -> Sequence[Bound]:
    """What may not grow, and how many readers there may be."""
    quarter = max(1, len(weights) // 4)
    early, late = weights[quarter : 2 * quarter] or weights[:1], weights[-quarter:]
    heaviest = [max((max(each.readers, default=0) for each in part), default=0)
                for part in (early, late)]  # fmt: skip
    return (
        Bound("the collector at the end / in the second quarter",
              _middle(late) / _middle(early), GROWTH),
        Bound("the largest reader, likewise", heaviest[1] / max(heaviest[0], 1), GROWTH),
        Bound("readers at once", max(len(each.readers) for each in weights), 2),
    )  # fmt: skip


def growth(weights: Sequence[Weight]) -> float:
    """KiB that the collector grew by for 1,000 posts in the second half, by least squares."""
    half = weights[len(weights) // 2 :]
    posts, bytes_ = [each.posts for each in half], [each.collector for each in half]
    at, mean = sum(posts) / len(half), sum(bytes_) / len(half)
    spread = sum((each - at) ** 2 for each in posts)
    slope = sum((x - at) * (y - mean) for x, y in zip(posts, bytes_, strict=True)) / (spread or 1)
    return slope * 1000 / 1024


def _middle(weights: Sequence[Weight]) -> int:
    return sorted(each.collector for each in weights)[len(weights) // 2]

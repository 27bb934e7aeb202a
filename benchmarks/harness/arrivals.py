"""A stand-in for the collector, a process of its own: writes posts at a rate until it is ended."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.harness.event import SOURCES, Writers, pane_of

from backchannel.store import lease, posts
from backchannel.store.store import Store

TURN: Final = 0.1
"""Seconds between two batches."""


async def write(path: Path, rate: int, first: int) -> None:
    """Hold the lease, as a collector does, so that the desk starts none. Never returns."""
    writers, number, beat = Writers(), first, 0.0
    async with Store(path) as store:
        began = time.monotonic()
        while True:
            if time.monotonic() - beat > lease.BEAT.total_seconds():
                beat = time.monotonic()
                await store.write(lease.take, "arrivals", os.getpid(), "here")
            due = first + int((time.monotonic() - began) * rate)
            batch = [writers.post(n, datetime.now(UTC)) for n in range(number, due)]
            for pane, source in SOURCES.items():
                own = [post for n, post in enumerate(batch, number) if pane_of(n) == pane]
                if own:
                    await store.write(posts.save, source, own)
            number = due
            await asyncio.sleep(TURN)


@contextmanager
def arriving(path: Path, rate: int, first: int) -> Iterator[None]:
    """So many posts a second, numbered from `first`, while the block lasts."""
    command = [sys.executable, "-m", "benchmarks.harness.arrivals", str(path)]
    with subprocess.Popen([*command, str(rate), str(first)]) as process:  # noqa: S603  # our own
        try:
            yield
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))

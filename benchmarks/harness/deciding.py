"""A stand-in for other people at other screens, a process of its own: pins, asks, takes it back."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from backchannel.store import board, pages
from backchannel.store.roles import questions
from backchannel.store.store import Store

TURN: Final = 0.35
"""Seconds between two decisions: more often than people are."""


async def decide(path: Path) -> None:
    """Pin a post and unpin it, ask a question and take it out. Never returns."""
    async with Store(path) as store:
        view = pages.View("backchannel")
        page = await store.read(pages.around, view, None, newer=0, older=9_000, since=None)
        place = next(post.place for post in reversed(page.posts) if not post.is_pinned)
        while True:
            await store.write(board.pin, place, "somebody else")
            await asyncio.sleep(TURN)
            asked = await store.write(questions.ask_for, "Who asks?", "", "somebody else")
            await asyncio.sleep(TURN)
            await store.write(board.unpin, place, "somebody else")
            await asyncio.sleep(TURN)
            await store.write(questions.take_out, asked.id, "somebody else")
            await asyncio.sleep(TURN)


@contextmanager
def deciding(path: Path) -> Iterator[None]:
    """Somebody decides while the block lasts."""
    command = [sys.executable, "-m", "benchmarks.harness.deciding", str(path)]
    with subprocess.Popen(command) as process:  # noqa: S603  # our own
        try:
            yield
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(decide(Path(sys.argv[1])))

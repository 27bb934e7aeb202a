"""A program that writes posts as lines of JSON, few or very many a second, as it is told.

It is told on its standard input: a line with a number is the rate from then on.
"""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Final, Self

from benchmarks.harness.event import Writers, marker

TURN: Final = 0.05
"""Seconds between two writes."""


class Flood:
    """The program, while the block lasts. `pipe` is what it writes into, and another reads."""

    def __init__(self) -> None:
        self.pipe, self._end = os.pipe()

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "benchmarks.harness.flooding"]
        self._process = subprocess.Popen(  # noqa: S603  # our own
            command, stdin=subprocess.PIPE, stdout=self._end
        )
        os.close(self._end)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def go_on(self, rate: float) -> None:
        """So many posts a second from now on."""
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(f"{rate}\n".encode())
        stdin.flush()


def write() -> None:
    """Never returns by itself."""
    writers, number, rate = Writers(), 1, 0.0
    due, before = 0.0, time.monotonic()
    with selectors.DefaultSelector() as told:
        told.register(0, selectors.EVENT_READ)
        while True:
            if told.select(TURN):
                rate = float(os.read(0, 64).split()[-1])
            due, before = due + rate * (time.monotonic() - before), time.monotonic()
            while due >= 1:
                # Only the backchannel's: every post of the pane that is looked at.
                number, due = number + (2 if number % 10 == 9 else 1), due - 1
                sys.stdout.buffer.write(_line(writers, number))
            sys.stdout.buffer.flush()


def _line(writers: Writers, number: int) -> bytes:
    import msgspec

    post = writers.post(number, datetime.now(UTC))
    said = {"id": marker(number), "text": post.text, "author": post.author.name, "url": post.url}
    return msgspec.json.encode({**said, "time": post.published}) + b"\n"


if __name__ == "__main__":
    write()

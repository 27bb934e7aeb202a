"""Readers that run in a worker process and behave as badly as a document can make one behave."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable


@dataclass(frozen=True, slots=True)
class Count:
    """What a reader found: bytes, who counted them, what it saw."""

    length: int
    pid: int
    seen: tuple[str, ...] = ()
    at: datetime | None = None


def count(body: bytes, hints: Mapping[str, str]) -> Count:
    return Count(len(body), os.getpid(), tuple(hints.values()), datetime(2026, 1, 9, tzinfo=UTC))


def spin(_body: bytes, _hints: Mapping[str, str]) -> Count:
    while True:
        pass


def spin_deaf(_body: bytes, _hints: Mapping[str, str]) -> Count:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(1)


def devour(_body: bytes, _hints: Mapping[str, str]) -> Count:
    return Count(len(bytearray(4 * 1024**3)), 0)


_HOARD: list[bytes] = []


def hoard(body: bytes, hints: Mapping[str, str]) -> Count:
    """Never gives back what it took."""
    _HOARD.append(b"x" * int(hints["bytes"]))
    return count(body, {})


def recurse(body: bytes, hints: Mapping[str, str]) -> Count:
    return recurse(body, hints)


def fail(_body: bytes, _hints: Mapping[str, str]) -> Count:
    raise KeyError("\x1b]0;words of a stranger\x07")


def die(_body: bytes, _hints: Mapping[str, str]) -> Count:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def leave(_body: bytes, _hints: Mapping[str, str]) -> Count:
    sys.exit()


def refuse(_body: bytes, _hints: Mapping[str, str]) -> Count:
    raise SourceRefused("it has ended", why=Refusal.GONE)


def put_off(_body: bytes, _hints: Mapping[str, str]) -> Count:
    raise SourceUnreachable("not now", retry_after=7.5)


def chatter(body: bytes, hints: Mapping[str, str]) -> Count:
    print("not a frame" * 1000, flush=True)  # noqa: T201  # that is the point
    os.write(1, b"\xff" * 100)
    sys.stdin.read()
    return count(body, hints)


def write_file(_body: bytes, hints: Mapping[str, str]) -> Count:
    try:
        Path(hints["path"]).write_text("planted")
    except OSError as error:
        return Count(0, 0, (type(error).__name__,))
    return Count(1, 0)


def environment(_body: bytes, _hints: Mapping[str, str]) -> Count:
    return Count(0, 0, tuple(os.environ))


def nap(_body: bytes, hints: Mapping[str, str]) -> Count:
    time.sleep(float(hints["seconds"]))
    return Count(0, os.getpid())


def lie(_body: bytes, _hints: Mapping[str, str]) -> Count:
    return "no count at all"  # type: ignore[return-value]  # a reader may lie about what it returns

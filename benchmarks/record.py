"""How fast the raw record is written, and what a desk feels of it.

A hundred thousand posts as JSON Lines, against a bare SELECT of what the row of a post holds, each
row encoded by msgspec, its post passed on as it is. The record also says of each post where it was
seen and every name it is known by, and looks for its copies and its session. It must keep half of
the bare rate. Then the report of them, in seconds of the processor; and keys on a desk of as many
posts, with and without records being written.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from benchmarks.harness.desk import POST, PROGRAM, desk
from benchmarks.harness.event import stored
from benchmarks.harness.keyboard import CHANCE, Keyboard, Times, painting, painting_posts, table
from benchmarks.harness.verdict import Bound, judge
from msgspec import Raw, Struct

from backchannel.model.programme import Event
from backchannel.record.choosing import Chosen
from backchannel.record.lines.writing import write
from backchannel.record.reading import snapshot
from backchannel.record.report import report
from backchannel.store import schema, sources

COUNT: Final = 100_000
ROUNDS: Final = 5
REPORTS: Final = 2
LONGEST_REPORT: Final = 10.0
"""Seconds."""

KEYS: Final = 120
FRAME: Final = 16.0
"""Milliseconds that a key may take."""

BARE: Final = "SELECT place, number, pane, first_seen, body FROM posts ORDER BY place"
AGAIN: Final = f'while "{PROGRAM}" export jsonl - --store "$0" > "$1"; do :; done'
"""One record after the other, until it is ended."""


class Row(Struct):
    """What the row of a post holds."""

    place: int
    number: int
    pane: str
    first_seen: int
    post: Raw


def bare(path: Path, stream: BinaryIO) -> float:
    """Seconds."""
    encode = msgspec.json.Encoder().encode
    with closing(schema.open_to_read(path)) as db:
        began = time.perf_counter()
        for place, number, pane, first_seen, body in db.execute(BARE):
            stream.write(encode(Row(place, number, pane, first_seen, Raw(body))))
            stream.write(b"\n")
        return time.perf_counter() - began


def ours(path: Path, stream: BinaryIO) -> float:
    """Seconds."""
    with snapshot(path) as db:
        began = time.perf_counter()
        write(db, Chosen(), stream)
        return time.perf_counter() - began


def rates(path: Path) -> tuple[float, float]:
    """The best of some rounds in turns: posts a second, bare and ours."""
    gc.set_threshold(50_000, 20, 50)  # as `cli.main` does
    taken: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(ROUNDS):
        for name, measured in (("bare", bare), ("ours", ours)):
            with path.with_name(name).open("wb") as stream:
                taken[name].append(measured(path, stream))
    return COUNT / min(taken["bare"]), COUNT / min(taken["ours"])


def counted(path: Path) -> float:
    """Seconds of the processor that a report takes, the best of some."""
    taken = []
    for _ in range(REPORTS):
        with snapshot(path) as db:
            began = time.process_time()
            report(db, Chosen())
            taken.append(time.process_time() - began)
    return min(taken)


@contextmanager
def exporting(path: Path) -> Iterator[None]:
    """Records of the store are written while the block lasts."""
    target = str(path.with_name("while"))
    again = ["/bin/sh", "-c", AGAIN, str(path), target]
    with subprocess.Popen(again, start_new_session=True) as process:  # noqa: S603  # ours
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)  # the shell, and the record it is at


def keys(folder: Path, path: Path) -> tuple[Times, Times]:
    """A reader's keys on a held desk, in rounds without and with records being written."""
    alone, beside = Times("j k, held"), Times("j k, held, while records are written")
    with desk(folder, COUNT) as terminal:
        seen = POST.findall(terminal.shown(painting_posts).painted)
        terminal.run(1.5)
        terminal.press("j")
        keyboard = Keyboard(terminal)
        terminal.run(1.0)
        for _ in range(2):
            move(keyboard, alone, seen)
            with exporting(path):
                terminal.run(1.0)
                move(keyboard, beside, seen)
    return alone, beside


def move(keyboard: Keyboard, times: Times, seen: Sequence[bytes]) -> None:
    """The cursor goes up and down what is seen."""
    times.rounds.append([])
    at = 0
    for _ in range(KEYS // 2):
        step = 1 if at == 0 or (at < len(seen) - 2 and CHANCE.random() < 0.6) else -1
        at += step
        keyboard.press("j" if step > 0 else "k", times, painting(seen[at]))
    for _ in range(at):
        keyboard.terminal.press("k")
        keyboard.terminal.run(0.1)


def measure(folder: Path) -> Sequence[Bound]:
    """Both."""
    path = stored(folder, COUNT)
    with closing(schema.open_to_write(path)) as db, db:
        sources.plan(db, Event("Performance management plus", ("ideaperf",)), [])
    plain, record = rates(path)
    print(f"\n{'posts a second, best of ' + str(ROUNDS):40}{'bare':>12}{'record':>12}")
    print(f"{'JSON Lines of ' + format(COUNT, ','):40}{plain:12,.0f}{record:12,.0f}")
    figures = counted(path)
    print(f"{'report of ' + format(COUNT, ',') + ', seconds':40}{'':12}{figures:12.1f}")
    alone, beside = keys(folder, path)
    table([alone, beside])
    return [
        Bound("as long as a bare SELECT with msgspec", plain / record, 2.0),
        Bound("a report of as many posts", figures, LONGEST_REPORT, "s"),
        Bound("p95 of a key while records are written", beside.at(95), FRAME, "ms"),
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(judge(lambda: measure(Path(made))))

"""How much memory the desk takes: after much reading, on many posts, and while many arrive."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.harness.arrivals import arriving
from benchmarks.harness.desk import desk, newest, shows
from benchmarks.harness.event import stored
from benchmarks.harness.processes import resident
from benchmarks.harness.terminal import Terminal
from benchmarks.harness.verdict import Bound, judge

from backchannel.store import pages, schema

FEW = 10_000
SIZES = (FEW, 100_000, 1_000_000)
FIRST, ARRIVING, RATE = 100_000, 200_000, 4_000
"""Posts that arrive before the first look and until the second, and how many in a second.

What the desk keeps of the file, and the room its threads were given, is full by the first.
"""

ROUNDS = 3
PAGES = 60
DOWN, UP, OLDEST, NEWEST = "\x1b[6~", "\x1b[5~", "G", "g"
MEGABYTE = 1_000_000
MOST = 120.0
"""Megabytes that the desk may take on any number of posts."""

PATIENCE = 600.0
"""Seconds until so many must have arrived."""


def after_reading(folder: Path, count: int) -> tuple[int, int]:
    """Bytes once the first posts are painted, and after paging from both ends and filtering."""
    with desk(folder, count) as terminal:
        terminal.shown(lambda painted: shows(newest(count)).search(painted) is not None)
        terminal.run(1.5)
        opened = resident(terminal.pid)
        for keys in (DOWN, OLDEST, UP, NEWEST, DOWN):
            for _ in range(1 if keys in {OLDEST, NEWEST} else PAGES):
                terminal.press(keys)
                terminal.run(0.03)
            terminal.run(0.5)
        terminal.press("/")
        for key in "council":
            terminal.press(key)
            terminal.run(0.15)
        terminal.press("\x1b")
        terminal.run(1.5)
        read = resident(terminal.pid)
    return opened, read


def while_arriving(folder: Path) -> tuple[int, int]:
    """Bytes after the first that arrived, and after two hundred thousand more."""
    with tempfile.TemporaryDirectory(dir=folder) as made, desk(Path(made), FEW) as terminal:
        terminal.shown(lambda painted: shows(newest(FEW)).search(painted) is not None)
        store = stored(Path(made), FEW)
        with arriving(store, RATE, first=FEW):
            before = _once_stored(terminal, store, FEW + FIRST)
            after = _once_stored(terminal, store, FEW + FIRST + ARRIVING)
    return before, after


def _once_stored(terminal: Terminal, store: Path, count: int) -> int:
    until = time.monotonic() + PATIENCE
    with closing(schema.open_to_read(store)) as db:
        while pages.latest(db) < count:
            if time.monotonic() > until:
                raise TimeoutError(f"{pages.latest(db):,} posts are stored, and not {count:,}")
            terminal.run(1.0)
    return resident(terminal.pid)


def measure(folder: Path) -> Sequence[Bound]:
    """In turns; the smallest of several, because what else is in memory only adds."""
    found: dict[int, list[tuple[int, int]]] = {count: [] for count in SIZES}
    for _ in range(ROUNDS):
        for count in SIZES:
            found[count].append(after_reading(folder, count))
    print(f"\n{'megabytes of the desk':52} {'opened':>9} {'read':>9}")
    opened, read = [], []
    for count, values in found.items():
        opened.append(min(value for value, _ in values) / MEGABYTE)
        read.append(min(value for _, value in values) / MEGABYTE)
        print(f"{f'{count:,} posts':52} {opened[-1]:9.1f} {read[-1]:9.1f}")
    before, after = (value / MEGABYTE for value in while_arriving(folder))
    print(f"{f'{FIRST:,} arrived, and {ARRIVING:,} more':52} {before:9.1f} {after:9.1f}")
    return (
        Bound("opened: many posts / few posts", opened[1] / opened[0], 1.1),
        Bound("read: many posts / few posts", read[1] / read[0], 1.1),
        Bound(f"read: {SIZES[-1]:,} posts", read[-1], MOST, "MB"),
        Bound(f"{ARRIVING:,} more / {FIRST:,} arrived", after / before, 1.1),
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(judge(lambda: measure(Path(made))))

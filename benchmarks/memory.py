"""How much memory the desk takes after much reading, on few and on many posts."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.harness.desk import desk, newest, shows
from benchmarks.harness.processes import resident
from benchmarks.harness.verdict import Bound, judge

SIZES = (10_000, 100_000)
ROUNDS = 3
PAGES = 60
DOWN, UP, OLDEST, NEWEST = "\x1b[6~", "\x1b[5~", "G", "g"
MEGABYTE = 1_000_000


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
    return (
        Bound("opened: many posts / few posts", opened[1] / opened[0], 1.1),
        Bound("read: many posts / few posts", read[1] / read[0], 1.1),
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(judge(lambda: measure(Path(made))))

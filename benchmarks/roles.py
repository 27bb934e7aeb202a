"""From a key press to its painted frame, at a whole conference and at a store with hardly anything.

The desk's lists (questions, programme, pins), its stream, the operator's and the presenter's keys,
on 500 sessions, 5,000 questions and 2,000 pins, and on a handful, in turns; while posts arrive and
somebody else pins and asks, so that the lists are read again and again. A rule mutes some posts.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.harness.arrivals import arriving
from benchmarks.harness.deciding import deciding
from benchmarks.harness.desk import PROGRAM
from benchmarks.harness.keyboard import (
    CHANCE,
    Keyboard,
    Times,
    Wanted,
    cursor_of,
    painting,
    painting_posts,
    table,
)
from benchmarks.harness.terminal import Terminal
from benchmarks.harness.venue import FEW, MANY, Size, Venue, prepared
from benchmarks.harness.verdict import Bound, judge, percentile

ROUNDS: Final = 3
MOVES: Final = 40
"""Keys of each kind in a round."""

STEPS: Final = 12
"""Keys that change the stage or the question, in a round; each is written to the disk first."""

LAST: Final = 10
"""How far from where it began the cursor goes at the operator's, where so many are in view."""

RATE: Final = 20
APART: Final = 100_000

FRAME: Final = 16.0
"""Milliseconds that a key may take, 95 times in a hundred."""

WRITTEN: Final = 50.0
"""The same of one that decides something: it is on the disk before it is seen."""

TAKEN: Final = painting(b"on air", "→".encode())
"""Another row is on air, or another is next: of two rows that change places one may look alike."""

BOUNCE: Final = 0.4
"""Seconds within which a presenter's key that is pressed again is the same press."""

MARK: Final = "▌".encode()
CURSOR: Final = painting(MARK)
"""What marks the chosen row of a list; of two rows no more is painted when it moves."""


class Measured:
    """What is measured at a size, by kind of key."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.stream = Times("desk: j k in the stream")
        self.asked = Times("desk: j k in the questions")
        self.pinned = Times("desk: j k in the pins")
        self.ends = Times("desk: G g in the pins")
        self.opened = Times("desk: S, the programme")
        self.planned = Times("desk: j k in the programme")
        self.chosen = Times("operator: j k in the pins")
        self.taken = Times("operator: n N, on air")
        self.next = Times("presenter: next, answered")

    @property
    def moves(self) -> Sequence[Times]:
        """Keys that only move."""
        return self.stream, self.asked, self.pinned, self.ends, self.planned, self.chosen

    @property
    def others(self) -> Sequence[Times]:
        """A key that opens a panel, and those that decide."""
        return self.opened, self.taken, self.next

    def begin_round(self) -> None:
        """Times of one more round."""
        for each in (*self.moves, *self.others):
            each.rounds.append([])

    def at(self, percent: float) -> float:
        """Of all keys that only move."""
        every = [one for kind in self.moves for taken in kind.rounds for one in taken]
        return percentile(every, percent)


def walk(
    keyboard: Keyboard,
    times: Times,
    wanted: Wanted = CURSOR,
    last: int = 1,
    *,
    keys: tuple[str, str] = ("j", "k"),
) -> None:
    """There and back between the chosen row and one so many further, which all are in view.

    In a list that moves the mark stays in its line, and is not painted.
    """
    here = 0
    for _ in range(MOVES):
        step = 1 if here == 0 or (here < last and CHANCE.random() < 0.6) else -1
        here += step
        keyboard.press(keys[0] if step > 0 else keys[1], times, wanted)


def at_the_desk(venue: Venue, home: Path, measured: Measured) -> None:
    """The stream, each list, and the panel of the programme."""
    command = [PROGRAM, "open", str(venue.event), "--store", str(venue.store)]
    with Terminal(command, home, columns=200, lines=70) as terminal:
        terminal.shown(painting_posts)
        terminal.run(2.5)
        keyboard = Keyboard(terminal)
        terminal.press("2")
        terminal.run(0.5)
        walk(keyboard, measured.stream, painting(cursor_of(terminal)), 4)
        for key, times in (("5", measured.asked), ("4", measured.pinned)):
            terminal.press(key)
            terminal.run(0.5)
            walk(keyboard, times)
        for turn in range(STEPS):
            end = painting(MARK, venue.pinned[0 if turn % 2 else -1])  # whichever is painted anew
            keyboard.press("g" if turn % 2 else "G", measured.ends, end)
        running = len(venue.planned) // 2
        for _ in range(STEPS):
            keyboard.press("S", measured.opened, painting(venue.planned[running]))
            terminal.run(0.3)
            terminal.press("q")
            terminal.run(0.3)
        terminal.press("S")
        terminal.run(0.6)
        walk(keyboard, measured.planned, keys=("k", "j"))
        terminal.press("q")


def at_the_operator_s(venue: Venue, home: Path, measured: Measured) -> None:
    """The pins, and putting one after the other on air."""
    command = [PROGRAM, "operator", str(venue.event), "--store", str(venue.store)]
    with Terminal(command, home, columns=140, lines=45, leave="qq") as terminal:
        terminal.shown(painting(b"Pins"))
        keyboard = Keyboard(terminal)
        terminal.run(1.5)
        keyboard.type("g")  # else the cursor is at what was on air
        walk(keyboard, measured.chosen, last=LAST)
        for turn in range(STEPS):
            keyboard.press("n" if turn % 4 < 2 else "N", measured.taken, TAKEN)


def at_the_presenter_s(venue: Venue, home: Path, measured: Measured) -> None:
    """The clicker. Nothing else is painted there while nobody decides."""
    command = [PROGRAM, "presenter", str(venue.event), "--store", str(venue.store)]
    with Terminal(command, home, columns=100, lines=30, leave="qq") as terminal:
        terminal.run(2.5)
        keyboard = Keyboard(terminal)
        for turn in range(STEPS):
            terminal.run(BOUNCE)
            keyboard.press("\x1b[D" if turn % 4 == 3 else "n", measured.next, anything)


def anything(painted: bytes) -> bool:
    """Whether a frame paints at all."""
    return bool(painted)


def measure(folder: Path, rounds: int) -> Sequence[Bound]:
    """Both sizes in turns."""
    venues = {size: asyncio.run(prepared(folder, size)) for size in (FEW, MANY)}
    sizes = Measured(FEW), Measured(MANY)
    roles: Sequence[Callable[[Venue, Path, Measured], None]] = (at_the_desk, at_the_operator_s)
    for turn in range(rounds):
        for measured in sizes:
            venue = venues[measured.size]
            measured.begin_round()
            first = (turn + 1) * APART
            with arriving(venue.store, RATE, first), deciding(venue.store):
                for role in roles:
                    role(venue, folder / "home", measured)
            at_the_presenter_s(venue, folder / "home", measured)
    for measured in sizes:
        few = measured.size
        print(
            f"\n{few.name}: {few.sessions} sessions, {few.questions:,} questions, {few.pins:,} pins"
        )
        table([*measured.moves, *measured.others])
    small, large = sizes
    print(f"\np95 of the keys that move: {large.at(95):.1f} ms, {small.at(95):.1f} ms on a handful")
    return [
        *(Bound(f"p95, {each.name}", each.at(95), FRAME, "ms") for each in large.moves),
        *(Bound(f"p95, {each.name}", each.at(95), WRITTEN, "ms") for each in large.others),
        Bound("a conference / a handful", large.at(95) / small.at(95), 1.5),
    ]


def main() -> int:
    """Measure and judge. A number of rounds may be given."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS

    def bounds() -> Sequence[Bound]:
        with tempfile.TemporaryDirectory(prefix="backchannel-roles-") as made:
            return measure(Path(made), rounds)

    return judge(bounds)


if __name__ == "__main__":
    sys.exit(main())

"""Next to other programs that people read posts with in a terminal, on the same 25,000 posts.

The peers are newsboat, toot and tooi; `harness/programs.py` says how each is fed. One that is not
installed is left out. They run in turns, each in the same pseudo-terminal.

Most of them do not say where a frame ends, so here it is the same for all: what is painted until
nothing follows for 50 ms, timed at its last byte, and the post that is wanted must be in it.
*First paint* is from the start of the program to the frame with the newest post, *a row down* and
*a page down* are from the key to its frame. tooi paints a post itself a fifth of a second after its
row, and that is not counted; the others paint both within a frame.

The desk reads what it shows from a store, newsboat opens its cache of all posts. A client of
Mastodon has a page of 40 posts when it opens and reads on at its end: toot has read all 25,000
before its keys are measured. tooi has read 200: it makes five widgets of each post, a thousand take
it most of a minute, and so many are out of its reach. *Opened* is memory after first paint, *read*
after all keys, each the least of the rounds. The desk starts a collector, a process of its own that
reads from the servers; it stands in the line below. The peers start nothing.

The bounds are ratios of medians to the quickest peer, whichever are installed, for keys the
quickest that has all posts. A page may not take longer than there. A row may take twice as long:
toot draws its screen at once, the desk a row and then its preview. First paint may too: newsboat
is compiled, and toot shows 40 posts of a server that is on the same machine.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.harness.keyboard import CHANCE, PAUSE, Times
from benchmarks.harness.processes import children, resident
from benchmarks.harness.programs import Program, programs
from benchmarks.harness.terminal import Terminal
from benchmarks.harness.verdict import Bound, judge

from backchannel.demo.sites.shelf import Entry

POSTS: Final = 25_000
ROUNDS: Final = 3
STARTS: Final = 4
"""First paints in a round."""

ROWS, PAGES, GOES = 25, 4, 3
"""Keys one after the other; goes from the newest post in which pages are turned."""

NEAR: Final = 100
"""Rows among which the next key leads: more than two screens have."""

PATIENCE: Final = 120.0
"""Seconds a program may take to read all posts it is fed."""

MEGABYTE: Final = 1_000_000


@dataclass(slots=True)
class Memory:
    """Bytes of a program and of what it has started, once in each round."""

    own: list[int] = field(default_factory=list)
    started: list[int] = field(default_factory=list)

    def look(self, pid: int) -> None:
        """Look once more."""
        self.own.append(resident(pid))
        self.started.append(sum(map(resident, children(pid))))


class Measured:
    """What is measured of a program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.paint, self.row, self.page = Times("first paint"), Times("row"), Times("page")
        self.opened, self.read = Memory(), Memory()

    @property
    def times(self) -> Sequence[Times]:
        """In the order of the table."""
        return self.paint, self.row, self.page


class Reader:
    """Somebody who reads in a program that was started."""

    def __init__(self, program: Program, terminal: Terminal) -> None:
        self._program, self._terminal = program, terminal
        self._reached = 0
        """The last row that was seen."""

    def see_newest(self) -> float:
        """Milliseconds from the start to the first post."""
        frame = self._terminal.settled(painting(self._program.rows[:1]), within=60)
        if frame is None:
            raise TimeoutError(self._program.name)
        return (frame.at - self._terminal.began) * 1_000

    def read_all(self) -> None:
        """Let it read all posts it is fed, if it has not."""
        oldest = painting(self._program.rows[-1:])
        for _ in range(int(PATIENCE / 2) if self._program.oldest else 0):
            self._terminal.press(self._program.oldest)
            if self._terminal.settled(oldest, within=2) is not None:
                return
        if self._program.oldest:
            raise TimeoutError(self._program.name)

    def go_to_newest(self) -> None:
        """Choose the first row."""
        self._terminal.press(self._program.newest)
        self._terminal.run(1)
        self._reached = 0

    def go_down(self, times: Times) -> None:
        """From the first row, each next one in turn."""
        for post in self._program.rows[1 : ROWS + 1]:
            self._press("j", times, [post])

    def page_down(self, times: Times) -> None:
        """Screen by screen, each time to posts that were not seen before."""
        for _ in range(PAGES):
            self._press(self._program.page, times, self._near(self._reached + 1))

    def go_on_down(self, times: Times) -> None:
        """From wherever it is, in the middle of a screen or at its end."""
        for _ in range(ROWS):
            self._press("j", times, self._near(self._reached - NEAR))

    def _near(self, first: int) -> Sequence[Entry]:
        return self._program.rows[max(0, first) : self._reached + NEAR]

    def _press(self, keys: str, times: Times, wanted: Sequence[Entry]) -> None:
        self._terminal.run(CHANCE.uniform(*PAUSE))
        at = self._terminal.press(keys)
        frame = self._terminal.settled(painting(wanted), within=5)
        if frame is None:
            times.missed += 1
            return
        times.rounds[-1].append((frame.at - at) * 1_000)
        ahead = enumerate(self._near(self._reached + 1), self._reached + 1)
        seen = [row for row, post in ahead if painting([post])(frame.painted)]
        self._reached = max(seen, default=self._reached)


def painting(posts: Sequence[Entry]) -> Callable[[bytes], bool]:
    """Whether what was painted shows one of the posts: its first word, or that word's end and more.

    A program that paints only what differs leaves out how the word begins if it did so before.
    """
    texts = [post.piece.text for post in posts]
    parts = [part.encode() for text in texts for part in (text[:9], text[7:23])]
    return lambda painted: any(part in painted for part in parts)


def start(measured: Measured) -> None:
    """A few times, until the newest post is there."""
    for _ in range(STARTS):
        with measured.program.start() as terminal:
            taken = Reader(measured.program, terminal).see_newest()
            measured.paint.rounds[-1].append(taken)
            terminal.run(0.5)


def read(measured: Measured) -> None:
    """Once, with every key."""
    with measured.program.start() as terminal:
        reader = Reader(measured.program, terminal)
        reader.see_newest()
        terminal.run(1.5)
        measured.opened.look(terminal.pid)
        reader.read_all()
        reader.go_to_newest()
        reader.go_down(measured.row)
        for _ in range(GOES):
            reader.go_to_newest()
            reader.page_down(measured.page)
        reader.go_on_down(measured.row)
        measured.read.look(terminal.pid)


def table(found: Sequence[Measured]) -> None:
    """One line for each program, and one for what it has started."""
    groups = ("posts", "first paint, ms", "a row down, ms", "a page down, ms", "memory, MB")
    print(f"\n{f'{ROUNDS} rounds':19}" + "".join(f"{group:>17}" for group in groups))
    pairs = (("first", "then"), *[("p50", "p95")] * 3, ("opened", "read"))
    print(" " * 19 + "".join(f"{one:>9}{other:>8}" for one, other in pairs) + "  missed")
    for each in found:
        program = each.program
        figures = "".join(f"{one.at(50):9.1f}{one.at(95):8.1f}" for one in each.times)
        missed = sum(times.missed for times in each.times)
        print(f"{program.name:19}{program.first:9,}{program.held:8,}{figures}", end="")
        print(f"{_least(each.opened.own):9.1f}{_least(each.read.own):8.1f}{missed:8}")
        if any(each.read.started):
            print(f"{'  what it started':87}", end="")
            print(f"{_least(each.opened.started):9.1f}{_least(each.read.started):8.1f}")


def _least(memory: Sequence[int]) -> float:
    return min(memory) / MEGABYTE


def measure(folder: Path) -> Sequence[Bound]:
    """In turns, so that what slows this machine slows all of them."""
    with ExitStack() as stack:
        found = [Measured(program) for program in programs(folder, POSTS, stack)]
        for _ in range(ROUNDS):
            for each in found:
                for times in each.times:
                    times.rounds.append([])
                start(each)
                read(each)
    table(found)
    return list(bounds(found[0], found[1:]))


def bounds(desk: Measured, peers: Sequence[Measured]) -> Iterator[Bound]:
    """None where there is no peer to compare with."""
    whole = [each for each in peers if each.program.held == POSTS]
    if peers:
        yield Bound("first paint / that of the quickest peer", _ratio(desk, peers, 0), 2)
    if whole:
        yield Bound("a row down / the quickest with all posts", _ratio(desk, whole, 1), 2)
        yield Bound("a page down / the quickest with all posts", _ratio(desk, whole, 2), 1)


def _ratio(desk: Measured, peers: Sequence[Measured], column: int) -> float:
    return desk.times[column].at(50) / min(each.times[column].at(50) for each in peers)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(judge(lambda: measure(Path(made))))

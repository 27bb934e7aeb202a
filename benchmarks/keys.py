"""From a key press to the end of its frame, on a full store while posts arrive."""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.harness.arrivals import arriving
from benchmarks.harness.desk import POST, desk
from benchmarks.harness.event import stored
from benchmarks.harness.terminal import Terminal
from benchmarks.harness.verdict import Bound, judge, percentile

POSTS: Final = 100_000
RATE: Final = 100
ROUNDS: Final = 5
MOVES: Final = 40
"""Keys of each kind in a round."""

WORDS: Final = ("council", "target", "-people")
BACKGROUND: Final = re.compile(rb"48;2;\d+;\d+;\d+")
TOGGLE: Final = (sys.executable, "-m", "benchmarks.harness.empty")
PAGE_DOWN: Final = "\x1b[6~"
Wanted = Callable[[bytes], bool]
APART: Final = 100_000
"""Between the numbers of the posts that arrive in two rounds: more than arrive in one."""

TURNS: Final = count(1)
"""Of all rounds, also when everything is measured once more: no post arrives twice."""

CHANCE: Final = random.Random(2009)  # noqa: S311  # the same pauses every time


@dataclass(slots=True)
class Times:
    """Milliseconds of each key of a kind, by round; a key without a frame is `missed`."""

    name: str
    rounds: list[list[float]] = field(default_factory=list)
    missed: int = 0

    def at(self, percent: float) -> float:
        """What so many percent stay below: in the middle one of the rounds, none is thrown away.

        So one moment in which this machine did something else counts once.
        """
        return median(percentile(taken, percent) for taken in self.rounds if taken)

    def __str__(self) -> str:
        worst = max(max(taken) for taken in self.rounds if taken)
        figures = "".join(f"{figure:9.1f}" for figure in (self.at(50), self.at(95), worst))
        return f"{self.name:40}{figures}{sum(map(len, self.rounds)):7}{self.missed:7}"


class Keyboard:
    """Presses keys at the pace of a person: not in step with anything the program does."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    def press(self, keys: str, times: Times, wanted: Wanted) -> float:
        """Press, and wait for the first frame with what is wanted; when it was pressed."""
        self.terminal.run(CHANCE.uniform(0.08, 0.22))
        at = self.terminal.press(keys)
        self.await_frame(at, times, wanted)
        return at

    def await_frame(self, pressed: float, times: Times, wanted: Wanted) -> None:
        """Wait for one more effect of a key that was pressed."""
        frame = self.terminal.frame(wanted, since=pressed, within=1)
        if frame is None:
            times.missed += 1
        else:
            times.rounds[-1].append((frame.at - pressed) * 1_000)


def painting(word: bytes) -> Wanted:
    """Whether a frame paints a word."""
    return lambda painted: word in painted


def painting_found(painted: bytes) -> bool:
    """Whether a frame paints posts, or in one the words that were found: bold and underlined."""
    return painting_posts(painted) or b"\x1b[1;4;" in painted


def painting_posts(painted: bytes) -> bool:
    """Whether a frame paints posts of the backchannel; those of a held pane stay as they are."""
    return POST.search(painted) is not None


class Measured:
    """What is measured, by kind of key."""

    def __init__(self) -> None:
        self.floor = Times("one label, an application of one label")
        self.held = Times("j k, held")
        self.pages = Times("page down, held")
        self.following = Times("j, from following")
        self.newest = Times("g, to following again")
        self.typed = Times("a letter of a filter")
        self.found = Times("  and the posts, if others are left")

    def __iter__(self) -> Iterator[Times]:
        return iter(
            (self.floor, self.held, self.pages, self.following, self.newest, self.typed, self.found)
        )


def toggle(folder: Path, times: Times) -> None:
    """The floor."""
    with Terminal(TOGGLE, folder / "home") as terminal:
        terminal.shown(painting(b"off"))
        keyboard = Keyboard(terminal)
        for turn in range(MOVES // 2):
            keyboard.press("j", times, painting(b"off" if turn % 2 else b"on"))


def cursor_of(terminal: Terminal) -> bytes:
    """Choose the newest post while nothing arrives; the background that only its cursor has."""
    usual = {each for frame in terminal.frames for each in BACKGROUND.findall(frame.painted)}
    terminal.press("j")
    frame = terminal.shown(lambda painted: bool(set(BACKGROUND.findall(painted)) - usual))
    code: bytes = next(each for each in BACKGROUND.findall(frame.painted) if each not in usual)
    return code


def move_held(keyboard: Keyboard, measured: Measured, seen: Sequence[bytes]) -> None:
    """The topmost post is chosen and held; the cursor goes up and down what is seen."""
    at = 0
    for _ in range(MOVES):
        step = 1 if at == 0 or (at < len(seen) - 2 and CHANCE.random() < 0.6) else -1
        at += step
        keyboard.press("j" if step > 0 else "k", measured.held, painting(seen[at]))
    for _ in range(MOVES // 3):
        keyboard.press(PAGE_DOWN, measured.pages, painting_posts)


def leave_and_follow(keyboard: Keyboard, measured: Measured, cursor: bytes) -> None:
    """`g` follows again, `j` begins to read what has just arrived."""
    for _ in range(MOVES // 2):
        keyboard.press(
            "g",
            measured.newest,
            lambda painted: painting_posts(painted) and cursor not in painted,
        )
        keyboard.press("j", measured.following, painting(cursor))


def type_filters(keyboard: Keyboard, measured: Measured) -> None:
    """Held, so that only the filter changes which posts are painted."""
    for text in WORDS:
        keyboard.terminal.press("/")
        keyboard.terminal.run(0.3)
        for end in range(1, len(text) + 1):
            at = keyboard.press(text[end - 1], measured.typed, painting(text[:end].encode()))
            keyboard.await_frame(at, measured.found, painting_found)
        keyboard.terminal.press("\x1b")
        keyboard.terminal.run(0.5)


def measure(folder: Path) -> Sequence[Bound]:
    """In turns with the floor, all of it while posts arrive."""
    measured, store = Measured(), stored(folder, POSTS)
    for _ in range(ROUNDS):
        for times in measured:
            times.rounds.append([])
        with desk(folder, POSTS) as terminal:
            seen = POST.findall(terminal.shown(painting_posts).painted)
            terminal.run(1.5)
            cursor = cursor_of(terminal)
            with arriving(store, RATE, first=POSTS + next(TURNS) * APART):
                toggle(folder, measured.floor)
                keyboard = Keyboard(terminal)
                move_held(keyboard, measured, seen)
                leave_and_follow(keyboard, measured, cursor)
                type_filters(keyboard, measured)
    heads = "".join(f"{head:>9}" for head in ("p50", "p95", "worst"))
    print(f"\n{'milliseconds, median of the rounds':40}{heads}{'keys':>7}{'missed':>7}")
    for times in measured:
        print(times)
    return [
        Bound(f"p95 of {times.name}", times.at(95), 16, "ms")
        for times in measured
        if times not in (measured.floor, measured.found)
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(judge(lambda: measure(Path(made))))

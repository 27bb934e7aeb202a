"""Keys as a person presses them, and how long each took until its frame was painted."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from benchmarks.harness.desk import POST
from benchmarks.harness.terminal import Terminal
from benchmarks.harness.verdict import percentile

BACKGROUND: Final = re.compile(rb"48;2;\d+;\d+;\d+")
PAGE_DOWN: Final = "\x1b[6~"
CHANCE: Final = random.Random(2009)  # noqa: S311  # the same pauses every time
PAUSE: Final = 0.08, 0.22
"""Seconds between two keys: not in step with anything the program does."""

Wanted = Callable[[bytes], bool]


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

    @property
    def worst(self) -> float:
        """The longest of all."""
        return max(max(taken) for taken in self.rounds if taken)

    def __str__(self) -> str:
        figures = "".join(f"{each:9.1f}" for each in (self.at(50), self.at(95), self.worst))
        return f"{self.name:40}{figures}{sum(map(len, self.rounds)):7}{self.missed:7}"


def table(times: list[Times]) -> None:
    """Print what was measured."""
    heads = "".join(f"{head:>9}" for head in ("p50", "p95", "worst"))
    print(f"\n{'milliseconds, median of the rounds':40}{heads}{'keys':>7}{'missed':>7}")
    for each in times:
        print(each)


class Keyboard:
    """Presses keys in a terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    def press(self, keys: str, times: Times, wanted: Wanted) -> float:
        """Press, and wait for the first frame with what is wanted; when it was pressed."""
        self.terminal.run(CHANCE.uniform(*PAUSE))
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

    def type(self, text: str) -> None:
        """Letters that nobody measures."""
        for letter in text:
            self.terminal.press(letter)
            self.terminal.run(0.05)


def painting(*words: bytes) -> Wanted:
    """Whether a frame paints any of these words."""
    return lambda painted: any(word in painted for word in words)


def painting_found(painted: bytes) -> bool:
    """Whether a frame paints posts, or in one the words that were found: bold and underlined."""
    return painting_posts(painted) or b"\x1b[1;4;" in painted


def painting_posts(painted: bytes) -> bool:
    """Whether a frame paints posts of the backchannel; those of a held pane stay as they are."""
    return POST.search(painted) is not None


def cursor_of(terminal: Terminal) -> bytes:
    """Choose the newest post while nothing arrives; the background that only its cursor has."""
    usual = {each for frame in terminal.frames for each in BACKGROUND.findall(frame.painted)}
    terminal.press("j")
    frame = terminal.shown(lambda painted: bool(set(BACKGROUND.findall(painted)) - usual))
    code: bytes = next(each for each in BACKGROUND.findall(frame.painted) if each not in usual)
    return code

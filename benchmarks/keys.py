"""From a key press to the end of its frame, on few and on very many posts, while posts arrive."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Final

from benchmarks.harness.arrivals import arriving
from benchmarks.harness.desk import POST, desk
from benchmarks.harness.event import marker, stored
from benchmarks.harness.keyboard import (
    CHANCE,
    PAGE_DOWN,
    Keyboard,
    Times,
    cursor_of,
    painting,
    painting_found,
    painting_posts,
    table,
)
from benchmarks.harness.terminal import Terminal
from benchmarks.harness.verdict import Bound, judge, percentile

FEW, MANY = 10_000, 1_000_000
RATE: Final = 100
ROUNDS: Final = 5
MOVES: Final = 40
"""Keys of each kind in a round."""

APART: Final = 100_000
"""Between the numbers of the posts that arrive in two rounds: more than arrive in one."""

TURNS: Final = count(1)
"""Of all rounds, also when everything is measured once more: no post arrives twice."""

WORDS: Final = ("council", "-people", "from:person7", marker(101))
"""A common word, what has not another, a field, and a word of one post."""

FRAME, JUMP = 16.0, 50.0
"""Milliseconds that a key may take, and one that leads far away or to other posts."""

TOGGLE: Final = (sys.executable, "-m", "benchmarks.harness.empty")


class Measured:
    """What is measured on so many posts, by kind of key."""

    def __init__(self, posts: int) -> None:
        self.posts = posts
        self.held = Times("j k, held")
        self.pages = Times("page down, held")
        self.following = Times("j, from following")
        self.newest = Times("g, to following again")
        self.typed = Times("a letter of a filter")
        self.found = Times("  and the posts, if others are left")
        self.oldest = Times("G, to the oldest post")
        self.time = Times("@, to a time")
        self.back = Times("g, back from there")

    def __iter__(self) -> Iterator[Times]:
        return iter((*self.near, self.found, *self.far))

    @property
    def near(self) -> Sequence[Times]:
        """Keys that move or type."""
        return self.held, self.pages, self.following, self.newest, self.typed

    @property
    def far(self) -> Sequence[Times]:
        """Keys that jump."""
        return self.oldest, self.time, self.back

    def at(self, percent: float) -> float:
        """Of all keys that move or type."""
        return percentile(
            [one for kind in self.near for taken in kind.rounds for one in taken], percent
        )


def toggle(folder: Path, times: Times) -> None:
    """The floor."""
    with Terminal(TOGGLE, folder / "home") as terminal:
        terminal.shown(painting(b"off"))
        keyboard = Keyboard(terminal)
        for turn in range(MOVES // 2):
            keyboard.press("j", times, painting(b"off" if turn % 2 else b"on"))


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
    for _ in range(MOVES):
        keyboard.press(
            "g",
            measured.newest,
            lambda painted: painting_posts(painted) and cursor not in painted,
        )
        keyboard.press("j", measured.following, painting(cursor))


def jump(keyboard: Keyboard, measured: Measured, cursor: bytes) -> None:
    """To the oldest post and to a time, and back each time."""
    oldest = painting(marker(1).encode())
    for turn in range(MOVES // 4):
        keyboard.press("G", measured.oldest, oldest)
        keyboard.press("g", measured.back, painting_posts)
        keyboard.terminal.press("@")
        keyboard.terminal.run(0.3)
        keyboard.type(f"{turn + 2}h")
        keyboard.press(
            "\r", measured.time, lambda painted: painting_posts(painted) and cursor in painted
        )
        keyboard.press("g", measured.back, painting_posts)


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
    """Few posts, many posts and the floor in turns, all of it while posts arrive."""
    floor, sizes = Times("one label, an application of one label"), (Measured(FEW), Measured(MANY))
    for _ in range(ROUNDS):
        for each in (floor, *(times for measured in sizes for times in measured)):
            each.rounds.append([])
        for measured in sizes:
            store = stored(folder, measured.posts)
            with desk(folder, measured.posts) as terminal:
                seen = POST.findall(terminal.shown(painting_posts).painted)
                terminal.run(1.5)
                cursor = cursor_of(terminal)
                with arriving(store, RATE, first=MANY + next(TURNS) * APART):
                    toggle(folder, floor)
                    keyboard = Keyboard(terminal)
                    move_held(keyboard, measured, seen)
                    leave_and_follow(keyboard, measured, cursor)
                    jump(keyboard, measured, cursor)
                    terminal.press("j")
                    type_filters(keyboard, measured)
    for measured in sizes:
        print(f"\n{measured.posts:,} posts")
        table([floor, *measured])
    few, many = sizes
    return [
        *(Bound(f"p95 of {each.name}", each.at(95), FRAME, "ms") for each in many.near),
        Bound("the longest of all these", max(each.worst for each in many.near), JUMP, "ms"),
        *(
            Bound(f"p95 of {each.name.strip()}", each.at(95), JUMP, "ms")
            for each in (many.found, *many.far)
        ),
        Bound(f"p95, {MANY:,} posts / {FEW:,}", many.at(95) / few.at(95), 1.2),
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(judge(lambda: measure(Path(made))))

"""How soon the desk is on screen, next to an empty Textual application; and `--version`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.harness.desk import EMPTY, PROGRAM, desk, newest, shows
from benchmarks.harness.terminal import Terminal
from benchmarks.harness.verdict import Bound, judge

POSTS = 100_000
ROUNDS = 15
AFTER = 0.3
"""Seconds a program is left running once it has painted, so that no start meets the last end."""


def first_frame(terminal: Terminal) -> float:
    """Milliseconds from the start of the program to the end of its first frame."""
    with terminal:
        frame = terminal.shown(lambda painted: True)
        terminal.run(AFTER)
    return (frame.at - terminal.began) * 1_000


def first_posts(terminal: Terminal, count: int) -> tuple[float, float]:
    """The same, and milliseconds to the end of the frame with the newest post."""
    with terminal:
        frame = terminal.shown(lambda painted: True)
        posts = terminal.shown(lambda painted: shows(newest(count)).search(painted) is not None)
        terminal.run(AFTER)
    return (frame.at - terminal.began) * 1_000, (posts.at - terminal.began) * 1_000


def taken(command: Sequence[str]) -> float:
    """Milliseconds a command takes from start to end."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own
    return (time.perf_counter() - began) * 1_000


def measure(folder: Path) -> Sequence[Bound]:
    """Everything in turns, so that what slows this machine slows all of it."""
    first_posts(desk(folder, POSTS), POSTS)  # a store that knows its event
    empty, frames, posts, floor, version = [], [], [], [], []
    for _ in range(ROUNDS):
        empty.append(first_frame(Terminal(EMPTY, folder / "home")))
        frame, post = first_posts(desk(folder, POSTS), POSTS)
        frames.append(frame)
        posts.append(post)
        floor.append(taken([sys.executable, "-c", "pass"]))
        version.append(taken([PROGRAM, "--version"]))
    print(f"\n{f'milliseconds, {ROUNDS} times in turns':52} {'median':>9} {'best':>9}")
    for name, values in (
        ("an empty Textual application: first frame", empty),
        (f"the desk on {POSTS:,} posts: first frame", frames),
        (f"the desk on {POSTS:,} posts: first posts", posts),
        ("python -c pass", floor),
        ("backchannel --version", version),
    ):
        print(f"{name:52} {median(values):9.1f} {min(values):9.1f}")
    return (
        Bound("first frame of the desk / of an empty application", _ratio(frames, empty), 1.5),
        Bound("first posts on the desk / an empty application", _ratio(posts, empty), 1.5),
        Bound("--version, more than python alone", median(version) - median(floor), 60, "ms"),
    )


def _ratio(ours: Sequence[float], floor: Sequence[float]) -> float:
    """Of what was measured in the same turn, so that a busy moment counts on both sides."""
    return median(one / other for one, other in zip(ours, floor, strict=True))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(judge(lambda: measure(Path(made))))

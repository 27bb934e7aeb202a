"""What may be wrong with this machine: room, clock, terminal, folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from backchannel.cli.advice.advice import Advice, Weight
from backchannel.ui.health.clock_words import WRONG, clock_text
from backchannel.ui.lines.amounts import size

TIGHT: Final = 500_000_000
ENOUGH: Final = 2_000_000_000
"""Bytes. An event of a hundred thousand posts needs some three hundred million, and as much again
while its file is brought up to a new version."""

_DO: Final = {
    "terminal size": (
        "This terminal is smaller than the desk needs, 40 columns and 12 rows.",
        "Make it larger, or its letters smaller; 140 columns show everything at once.",
    ),
    "encoding": (
        "This terminal is not said to show UTF-8: names and accents will come out wrong.",
        "Set LANG to a UTF-8 locale, such as en_GB.UTF-8.",
    ),
}


def about_room(free: int) -> Iterator[Advice]:
    """The disk on which the posts are kept."""
    if free < ENOUGH:
        weight = Weight.ALL if free < TIGHT else Weight.LOSS
        what = f"Only {size(free)} are left on the disk where the posts are kept."
        yield Advice(weight, "disk", what, "Make room: when it is full, nothing can be stored.")


def about_clock(ahead: float | None) -> Iterator[Advice]:
    """How far this clock is from the servers'."""
    if ahead is not None and abs(ahead) >= WRONG:
        what = (
            f"This machine's clock is {clock_text(ahead)}: posts and notes would be filed under "
            "the wrong session."
        )
        yield Advice(Weight.PART, "clock", what, "Switch on automatic time, and look again.")


def about_terminal(unwell: Iterable[str]) -> Iterator[Advice]:
    """What `doctor` found out about the terminal and is not well, by its names."""
    for name in unwell:
        if name in _DO:
            what, do = _DO[name]
            yield Advice(Weight.PART, name, what, do)
        elif name.endswith(" directory"):
            what = f"The {name} cannot be written: nothing can be stored."
            yield Advice(Weight.ALL, name, what, "Mend its permissions; the line above names it.")

"""A terminal's cells, for terminals that believe different things of how wide a letter is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final
from unicodedata import category

from rich.cells import cell_len

from backchannel.ui.lines.widths import is_sure

JOINER: Final = "\u200d"
EMOJI_STYLE: Final = "\ufe0f"
FRAME: Final = frozenset("─│╭╮╰╯├┤")
_TOKEN: Final = re.compile(
    r"\x1b\[([0-9;?<=>]*)([ $]?[@-~])|\x1b\][^\x07]*\x07|([^\x1b])", re.DOTALL
)

Belief = Callable[[str, str], int]
"""The cells of a letter that comes after another one."""


def _counted(before: str, letter: str) -> int:
    return cell_len(before + letter) - cell_len(before) if before != JOINER else 0


def _unjoined(_: str, letter: str) -> int:
    return cell_len(letter)


def _old(before: str, letter: str) -> int:
    """Joins emoji, knows no selectors, and gives vowel signs and skin tones room, like tmux 3.3."""
    if before == JOINER or letter == EMOJI_STYLE:
        return 0
    is_tone = "\U0001f3fb" <= letter <= "\U0001f3ff"
    return 2 if is_tone else max(cell_len(letter), int(category(letter) == "Mc"))


BELIEFS: Final[Mapping[str, Belief]] = {
    "counted as we do": _counted,
    "nothing joined": _unjoined,
    "an old one": _old,
    "as wide as can be": lambda _, letter: cell_len(letter) if is_sure(letter) else 2,
    "as narrow as can be": lambda _, letter: cell_len(letter) if is_sure(letter) else 0,
    "one each": lambda _, letter: cell_len(letter) if is_sure(letter) else 1,
}


class Grid:
    """What is in each cell after so many bytes; a wide letter's second cell is empty."""

    def __init__(self, columns: int, lines: int, belief: Belief) -> None:
        self._columns, self._belief = columns, belief
        self.cells = [[" "] * columns for _ in range(lines)]
        self._x = self._y = 0
        self._before = ""
        self.wraps = True

    def feed(self, painted: str) -> None:
        """Obey what a program writes, as far as ours uses it."""
        for values, order, letter in _TOKEN.findall(painted):
            if letter:
                self._write(letter)
            elif order == "H":
                y, x = (int(value or 1) for value in (values or "1;1").split(";"))
                self._move(x - 1, y - 1)
            elif values == "?7" and order in {"h", "l"}:
                self.wraps = order == "h"

    def frame(self) -> set[tuple[int, int, str]]:
        """Where lines of frames are."""
        return {
            (x, y, cell[0])
            for y, row in enumerate(self.cells)
            for x, cell in enumerate(row)
            if cell and cell[0] in FRAME
        }

    def __str__(self) -> str:
        return "\n".join("".join(row) for row in self.cells)

    def _move(self, x: int, y: int) -> None:
        self._x = min(max(x, 0), self._columns - 1)
        self._y = min(max(y, 0), len(self.cells) - 1)

    def _write(self, letter: str) -> None:
        if letter in "\r\n":
            self._move(0, self._y + (letter == "\n"))
            return
        width = self._belief(self._before, letter)
        self._before = letter
        if not width:
            row, left = self.cells[self._y], max(self._x - 1, 0)
            row[left if row[left] or not left else left - 1] += letter
            return
        if self._x + width > self._columns:
            self._move(0, self._y + 1) if self.wraps else self._move(self._columns - width, self._y)
        for x in range(self._x, self._x + width):
            self._clear(x)
        self.cells[self._y][self._x] = letter
        self.cells[self._y][self._x + 1 : self._x + width] = [""] * (width - 1)
        self._x += width

    def _clear(self, x: int) -> None:
        """Overwriting half of a wide letter blanks its other half."""
        row = self.cells[self._y]
        if not row[x] and x:
            row[x - 1] = " "
        if x + 1 < self._columns and not row[x + 1]:
            row[x + 1] = " "
        row[x] = " "

"""A terminal that writes letters larger, or does not, by kitty's text sizing protocol.

https://sw.kovidgoyal.net/kitty/text-sizing-protocol/, with its rules for what is written over them.
"""

from __future__ import annotations

import re
import struct
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from fcntl import ioctl
from os import close as close_file
from os import kill, waitpid
from pathlib import Path
from signal import SIGKILL, SIGWINCH
from typing import Final, NamedTuple

from rich.cells import cell_len
from tests.ui.terminal.test_pty import PLAIN, Terminal

from backchannel.ui.lines.wrap import clusters

SILENT: Final[Mapping[str, str]] = {"\x1b[5n": "\x1b[0n"}
PROGRAM: Final = Path(__file__).with_name("role_program.py")
_TOKEN: Final = re.compile(
    r"\x1b\[([0-9;?<=>]*)([ $]?[@-~])|\x1b\]([^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[P_]([^\x1b]*)\x1b\\|\x1b[^\[\]P_]|([^\x1b])",
    re.DOTALL,
)


class Knows(Enum):
    """What a terminal has understood of the protocol."""

    ALL = "all of it"
    WIDTH = "the width alone, as foot does"
    NOTHING = "nothing"


class Big(NamedTuple):
    """Letters in a block of cells, and where it begins."""

    x: int
    y: int
    text: str
    scale: int
    width: int


class SizedGrid:
    """What is in each cell after so many bytes.

    `faults` are those for which the protocol has rules that nobody should need: it scrolls, or
    something was written into the lower rows of larger letters.
    """

    def __init__(
        self, columns: int, lines: int, knows: Knows = Knows.ALL, says: Mapping[str, str] = SILENT
    ) -> None:
        self.columns, self.lines, self._knows, self._says = columns, lines, knows, says
        self._x = self._y = 0
        self.faults: list[str] = []
        self.clear()

    def clear(self) -> None:
        """As it is at first."""
        self.cells: list[list[str | Big]] = [[" "] * self.columns for _ in range(self.lines)]

    def resize(self, columns: int, lines: int) -> None:
        """Another size: what was there stays where it was, as far as there is room."""
        before, self.columns, self.lines = self.cells, columns, lines
        self.clear()
        for y, row in enumerate(before[:lines]):
            for x, cell in enumerate(row[:columns]):
                if isinstance(cell, str) or (
                    cell.x + cell.width <= columns and cell.y + cell.scale <= lines
                ):
                    self.cells[y][x] = cell
        self._move(self._x, self._y)

    def feed(self, painted: str) -> tuple[int, list[str]]:
        """Obey; how many characters were whole, and what is answered."""
        answers, at = list[str](), 0
        while token := _TOKEN.match(painted, at):
            values, order, command, picture, letter = token.groups()
            if letter:
                self._write(letter)
            elif order == "n" and values == "6":
                answers.append(f"\x1b[{self._y + 1};{self._x + 1}R")
            elif token[0] in self._says:
                answers.append(self._says[token[0]])
            elif picture and "a=q" in picture and "picture" in self._says:
                number = re.findall(r"i=(\d+)", picture)[0]
                answers.append(f"\x1b_Gi={number};{self._says['picture']}\x1b\\")
            elif order:
                self._obey(values, order)
            elif command and command.startswith("66;"):
                self._enlarge(*command.split(";", 2)[1:])
            at = token.end()
        return at, answers

    def big(self) -> list[Big]:
        """Larger letters, from the top and the left."""
        found = {cell for row in self.cells for cell in row if isinstance(cell, Big)}
        return sorted(found, key=lambda each: (each.y, each.x))

    def enlarged(self) -> list[str]:
        """Lines of larger letters."""
        rows = dict.fromkeys(each.y for each in self.big())
        return ["".join(each.text for each in self.big() if each.y == y) for y in rows]

    def __str__(self) -> str:
        return "\n".join(
            "".join(cell if isinstance(cell, str) else "▒" for cell in row) for row in self.cells
        )

    def _obey(self, values: str, order: str) -> None:
        if order == "H":
            y, x = (int(value or 1) for value in f"{values or '1'};1".split(";")[:2])
            self._move(x - 1, y - 1)
        elif order == "X":
            for x in range(self._x, min(self._x + int(values or 1), self.columns)):
                self._take(x, self._y)
        elif (order, values) in {("J", "2"), ("h", "?1049")}:
            self.clear()

    def _move(self, x: int, y: int) -> None:
        self._x, self._y = min(max(x, 0), self.columns - 1), min(max(y, 0), self.lines - 1)

    def _write(self, letter: str) -> None:
        if letter in "\r\n\x07":
            self._move(self._x if letter == "\x07" else 0, self._y + (letter == "\n"))
            return
        width = cell_len(letter)
        for x in range(self._x, min(self._x + width, self.columns)):
            cell = self.cells[self._y][x]
            if isinstance(cell, Big) and cell.y != self._y:
                self.faults.append(f"{letter!r} is written into {cell}")
            self._take(x, self._y)
            self.cells[self._y][x] = letter if x == self._x else ""
        self._x += width

    def _enlarge(self, told: str, text: str) -> None:
        keys = dict(pair.split("=") for pair in told.split(":"))
        if self._knows is Knows.NOTHING:
            return
        scale = int(keys.get("s", 1)) if self._knows is Knows.ALL else 1
        if width := int(keys.get("w", 0)):
            self._put(text, width, scale)
            return
        for start, stop, _ in clusters(text, 0, len(text)):
            self._put(text[start:stop], cell_len(text[start:stop]), scale)

    def _put(self, text: str, width: int, scale: int) -> None:
        made = Big(self._x, self._y, text, scale, width * scale)
        if made.x + made.width > self.columns or made.y + scale > self.lines:
            self.faults.append(f"there is no room for {made}")
            return
        for y in range(made.y, made.y + scale):
            for x in range(made.x, made.x + made.width):
                if isinstance(self.cells[y][x], Big):
                    self.faults.append(f"{made} is written over {self.cells[y][x]}")
                self._take(x, y)
                self.cells[y][x] = made
        self._x += made.width

    def _take(self, x: int, y: int) -> None:
        """Blank a cell, and all of the larger letter that it belongs to."""
        gone = self.cells[y][x]
        self.cells[y][x] = " "
        if isinstance(gone, Big):
            for row in self.cells:
                row[:] = [" " if cell is gone else cell for cell in row]


class SizedTerminal(Terminal):
    """A program in such a terminal, which answers what it is asked."""

    def __init__(self, *command: str, grid: SizedGrid, environ: Mapping[str, str] = PLAIN) -> None:
        super().__init__(*command, size=(grid.columns, grid.lines), environ=environ)
        self.grid, self._fed = grid, 0

    def until(self, holds: Callable[[], bool], seconds: float = 60) -> bool:
        """Read and answer until something holds."""

        def answered() -> bool:
            obeyed, answers = self.grid.feed(self.painted[self._fed :])
            self._fed += obeyed
            if answers:
                self.type("".join(answers).encode())
            return holds()

        return super().until(answered, seconds)

    def resize(self, columns: int, lines: int) -> None:
        """Give it another size, and tell the program."""
        self.grid.resize(columns, lines)
        ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        kill(self.pid, SIGWINCH)


@contextmanager
def role(
    name: str,
    store: Path,
    knows: Knows = Knows.ALL,
    size: tuple[int, int] = (80, 24),
    *more: str,
    says: Mapping[str, str] = SILENT,
    environ: Mapping[str, str] = PLAIN,
) -> Iterator[SizedTerminal]:
    """The presenter's screen, a projector or a desk on a store, ended from outside.

    `says` is what the terminal answers to which other questions.
    """
    command = (sys.executable, str(PROGRAM), name, str(store), *more)
    terminal = SizedTerminal(*command, grid=SizedGrid(*size, knows, says), environ=environ)
    try:
        yield terminal
    finally:
        kill(terminal.pid, SIGKILL)
        waitpid(terminal.pid, 0)
        close_file(terminal.fd)

"""Somebody at the desk on that day: reads, filters, writes notes, and has the desk killed."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Final

from benchmarks.harness.desk import PROGRAM
from benchmarks.harness.terminal import Terminal

from backchannel.demo.event import environment

PATIENCE: Final = 10.0
"""Seconds in which a note must be said to be written down."""

READING: Final = (
    "j",
    "k",
    "n",
    "g",
    "G",
    "\x1b[6~",
    "\x1b[5~",
    " ",
    "1",
    "2",
    "3",
    "d",
    "/a\r",
    "\x1b",
)
SIZES: Final = ((160, 45), (80, 24), (60, 20), (120, 12))


class Facilitator:
    """Works in a real terminal. `noted` are the notes that the desk said were written down."""

    def __init__(self, file: Path, store: Path, chance: random.Random) -> None:
        self._file, self._store, self._chance = file, store, chance
        self._terminal: Terminal | None = None
        self.noted: list[str] = []
        self.unsaid = 0
        self.killed = 0
        self.slowest = 0.0

    def work(self) -> None:
        """Do one thing, or find the desk killed and open it again."""
        if self._terminal is None:
            self._open()
        terminal = self._terminal
        assert terminal is not None
        what = self._chance.choices(("read", "note", "kill"), (12, 3, 1))[0]
        if what == "read":
            for _ in range(self._chance.randint(1, 8)):
                terminal.press(self._chance.choice(READING))
                terminal.run(self._chance.uniform(0.05, 0.3))
        elif what == "note":
            self._note(terminal)
        else:
            # In the middle of whatever it does. In the pane of notes `e` would edit one.
            terminal.press("\x1b")
            terminal.run(0.3)
            terminal.press("2ehalf\r")
            terminal.run(self._chance.uniform(0, 0.05))
            terminal.kill()
            self._terminal, self.killed = None, self.killed + 1

    def _note(self, terminal: Terminal) -> None:
        text = f"soak{len(self.noted) + self.unsaid:05}"
        terminal.press("\x1b")
        terminal.run(0.3)  # or Esc and the next key are one
        terminal.press("2e")
        terminal.run(0.2)
        began = time.perf_counter()
        # A draft may have come back: it goes before the words are typed.
        terminal.press(f"\x15{text}\r")
        if terminal.frame(lambda painted: b"Noted" in painted, since=began, within=PATIENCE):
            self.noted.append(text)
            self.slowest = max(self.slowest, time.perf_counter() - began)
        else:
            self.unsaid += 1

    def leave(self) -> bool:
        """Quit as people do; whether the desk ended by itself."""
        terminal, self._terminal = self._terminal, None
        return terminal is None or terminal.quit()

    def _open(self) -> None:
        columns, lines = self._chance.choice(SIZES)
        command = [PROGRAM, "open", str(self._file), "--store", str(self._store)]
        home = self._file.parent / "home"
        self._terminal = Terminal(
            command, home, columns=columns, lines=lines, variables=environment()
        )
        self._terminal.__enter__()
        self._terminal.frame(lambda painted: b"backchannel" in painted.lower(), within=30)

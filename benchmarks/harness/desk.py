"""The desk in a terminal, as its users start it, on a store of any size."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from benchmarks.harness.event import EVENT_FILE, marker, pane_of, stored
from benchmarks.harness.terminal import Terminal

PROGRAM: Final = str(Path(sys.executable).with_name("backchannel"))
EMPTY: Final = (sys.executable, "-c", "from textual.app import App; App().run()")
POST: Final = re.compile(rb"nr\d{7}")
"""The first word of a post of the backchannel, as `event.marker` writes it."""


def desk(folder: Path, count: int) -> Terminal:
    """The desk on so many posts. What it writes is written in `folder`."""
    event_file = folder / "event.toml"
    event_file.write_text(EVENT_FILE, "utf-8")
    store = str(stored(folder, count))
    return Terminal([PROGRAM, "open", str(event_file), "--store", store], folder / "home")


def newest(count: int) -> int:
    """The number of the newest post of the backchannel among so many."""
    return next(n for n in range(count - 1, -1, -1) if pane_of(n) == "backchannel")


def shows(number: int) -> re.Pattern[bytes]:
    """What is found in a frame that paints a post."""
    return re.compile(re.escape(marker(number).encode()))

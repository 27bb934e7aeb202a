"""By which way a terminal draws photos, as it says when it is asked before the screen is up."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from enum import Enum
from select import select
from typing import Final

QUESTION: Final = (
    "\x1b[c"  # what are you? 4 among the numbers is sixel
    "\x1b[?1;1;0S"  # how many colours may a picture in sixel have?
    "\x1b[>q"  # your name and version?
    "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"  # would you take this picture of one point?
    "\x1b[5n"  # all well? Every terminal answers this, and has then answered all before it
)
"""https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, and the fourth of kitty's protocol,
https://sw.kovidgoyal.net/kitty/graphics-protocol/."""

MOST_COLOURS: Final = 256

_LAST: Final = "\x1b[0n"
_KINDS: Final = re.compile(r"\x1b\[\?([\d;]+)c")
_COUNTED: Final = re.compile(r"\x1b\[\?1;0;(\d+)S")
_NAMED: Final = re.compile(r"\x1bP>\|(\w+)[ (]?(\d*)\.?(\d*)")
_TAKEN: Final = "\x1b_Gi=31;OK"

_PLACES: Final = {"kitty": (0, 28), "ghostty": (0, 0)}
"""Terminals that put a picture where its placeholders are written, and since which version.

Others, and older ones, take the picture and show the placeholders as letters that they do not have.
"""


class Way(Enum):
    """How a terminal draws a picture; any can do it with half blocks."""

    SIXEL = "sixel"
    KITTY = "kitty"
    BLOCKS = "blocks"


def way_of(answer: str) -> Way:
    """The best that it has."""
    if any("4" in found.split(";") for found in _KINDS.findall(answer)):
        return Way.SIXEL
    return Way.KITTY if _TAKEN in answer and _can_place(answer) else Way.BLOCKS


def colours_of(answer: str) -> int:
    """How many colours a picture in sixel may have: more would be drawn in wrong ones."""
    found = _COUNTED.search(answer)
    return min(max(int(found[1]), 2), MOST_COLOURS) if found else MOST_COLOURS


def asked(seconds: float = 2.0) -> str:
    """What the terminal answers to all of it; nothing where there is none, or too late.

    Whatever is typed meanwhile is lost.
    """
    if sys.platform == "win32" or not (sys.__stdin__ and sys.__stdout__):
        return ""
    if not (sys.__stdin__.isatty() and sys.__stdout__.isatty()):
        return ""
    import termios
    import tty

    heard, answer = sys.__stdin__.fileno(), b""
    before, end = termios.tcgetattr(heard), time.monotonic() + seconds
    with contextlib.suppress(OSError):
        tty.setcbreak(heard, termios.TCSANOW)
        try:
            os.write(sys.__stdout__.fileno(), QUESTION.encode())
            while _LAST.encode() not in answer and _comes(heard, end - time.monotonic()):
                answer += os.read(heard, 1024)
        finally:
            termios.tcsetattr(heard, termios.TCSANOW, before)
    return answer.decode(errors="replace")


def _comes(file: int, seconds: float) -> bool:
    return bool(select([file], [], [], max(seconds, 0))[0])


def _can_place(answer: str) -> bool:
    found = _NAMED.search(answer)
    if found is None or found[1] not in _PLACES:
        return False
    return (int(found[2] or 0), int(found[3] or 0)) >= _PLACES[found[1]]

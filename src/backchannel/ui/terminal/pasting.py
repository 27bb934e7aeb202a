"""What is pasted, told from what is typed: it is text, whatever bytes are in it.

Terminals put `ESC [200~` before what is pasted and `ESC [201~` behind it (xterm's bracketed paste).
Textual's parser looks for keys between the two as well, and finds some behind any other ESC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from textual._xterm_parser import XTermParser
from textual.events import Paste
from textual.message import Message

BEGIN: Final = "\x1b[200~"
END: Final = "\x1b[201~"
_OPEN: Final = len(END) - 1
"""Characters that may be the beginning of a mark, whose rest comes with the next read."""

LONGEST: Final = 1_000_000
"""Characters of one paste that are kept, more than any line takes."""

QUIET: Final = 10
"""Looks in vain, a tenth of a second each, after which a key may be one that was pressed."""

_KEY: Final = re.compile(r"[^\x1b]|\x1b(?:\[[0-9;:<]*[A-Za-z~]|O[A-Za-z])?")
_INTERRUPT: Final = re.compile(r"\x03|\x1b\[99;5(?::1)?u")
"""Ctrl+C, of common keyboards and of those that say more."""


class Pasted(NamedTuple):
    """What stood between two marks."""

    text: str


class Pasting:
    """Tells the two apart over any number of reads.

    A paste whose end got lost ends with Ctrl+C, or with a key that comes alone, a second after
    anything else came: the rest of a paste that a slow line held up comes with its end.
    """

    def __init__(self) -> None:
        self._is_pasting = False
        self._before = ""
        self._pieces: list[str] = []
        self._length = self._quiet = 0
        self._key = ""

    def split(self, text: str) -> Iterator[str | Pasted]:
        """What one read brought; an empty text when nothing came for a tenth of a second.

        What is typed is given as it is, and the marks with it, for whoever heard half of one.
        """
        waiting = self._key
        if self._is_pasting and (pressed := self._pressed(text)):
            self._keep(self._before)
            yield from self._end(pressed)
            return
        text = "" if self._key else waiting + text
        while text:
            if not self._is_pasting:
                typed, text = self._until_begin(text)
                yield typed
                continue
            whole = self._before + text
            piece, end, text = whole.partition(END)
            if not end:
                self._keep(whole[:-_OPEN])
                self._before = whole[-_OPEN:]
                return
            self._keep(piece)
            yield from self._end()

    def _until_begin(self, text: str) -> tuple[str, str]:
        """What is typed, with the mark if there is one; what comes behind it."""
        whole = self._before + text
        _, begin, rest = whole.partition(BEGIN)
        self._is_pasting, self._quiet = bool(begin), 0
        self._before = "" if begin else whole[-_OPEN:]
        return text.removesuffix(rest) if rest else text, rest

    def _pressed(self, text: str) -> str:
        """Keys, when there is reason to believe that the end of the paste got lost."""
        if not text:
            self._quiet += 1
            return self._key
        is_alone = self._quiet >= QUIET and not self._key and _KEY.fullmatch(text)
        self._quiet = 0
        if _INTERRUPT.fullmatch(text):
            return self._key + text
        self._key = text if is_alone else ""
        return ""

    def _keep(self, piece: str) -> None:
        piece = piece[: LONGEST - self._length]
        self._pieces.append(piece)
        self._length += len(piece)

    def _end(self, pressed: str = "") -> Iterator[str | Pasted]:
        """The paste; its mark, which may be ours; and what ended it otherwise."""
        yield Pasted("".join(self._pieces))
        self._is_pasting, self._before, self._key = False, "", ""
        self._pieces, self._length = [], 0
        yield END + pressed


class Keyboard:
    """What a terminal sends, as Textual's messages."""

    def __init__(self, parser: XTermParser) -> None:
        self._parser, self._pasting = parser, Pasting()

    def heard(self, text: str) -> Iterator[Message]:
        """What one read brought, or, with no text, what is over as nothing came."""
        for piece in self._pasting.split(text):
            if isinstance(piece, Pasted):
                yield Paste(piece.text)
            else:  # the parser sees the marks, and so believes that nothing was pasted
                yield from (each for each in self._parser.feed(piece) if type(each) is not Paste)
        yield from self._parser.tick()

"""Letters as rows of points; those with marks are put together from both."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

Glyph = tuple[str, ...]
"""Rows of equal width, `#` is a point; as many as the font is high."""

Mark = tuple[str, ...]

_WRITTEN_OTHERWISE: Final = str.maketrans(
    {"’": "'", "‘": "'", "‚": ",", "“": '"', "”": '"', "„": '"', "…": "...", "—": "–", "•": "-"}
    | {"\u2010": "-", "\u2011": "-", "\u2212": "-", "\u200c": "", "\u200d": "", "´": "'"}
)
_LEFT_OUT: Final = ("So", "Sk", "Mn", "Cf")
"""Categories of signs without which a sentence still says what it says: emoji and their joints."""


class Font:
    """Letters drawn in lines: the sign, then its rows from the top of a letter.

    `top` rows above a letter are for marks on high ones, `foot` rows are above the foot of a line.
    """

    def __init__(
        self,
        drawn: str,
        *,
        above: Mapping[str, Mark],
        below: Mapping[str, Mark],
        top: int,
        foot: int,
        height: int,
        is_capital: bool = False,
    ) -> None:
        self.top, self.foot, self.height = top, foot, height
        self._above, self._below, self._is_capital = above, below, is_capital
        self._lines = drawn.strip().splitlines()
        self._drawn: dict[str, Mark] = {}
        self._made: dict[str, Glyph | None] = {}

    def plain(self, text: str) -> str | None:
        """The text in letters that there are, without its emoji; None when it needs others."""
        kept: list[str] = []
        text = text.upper() if self._is_capital else text
        for sign in unicodedata.normalize("NFC", text.translate(_WRITTEN_OTHERWISE)):
            if sign.isspace():
                kept.append(" ")
            elif self._glyph(sign) is not None:
                kept.append(sign)
            elif unicodedata.category(sign) not in _LEFT_OUT:
                return None
        return " ".join("".join(kept).split()) or None

    def glyph(self, sign: str) -> Glyph:
        """The drawing of a sign that `plain` let through."""
        return self._glyph(sign) or self._placed(("",))

    def _glyph(self, sign: str) -> Glyph | None:
        if sign not in self._made:
            if not self._drawn:
                lines = (line.split(" ") for line in self._lines)
                self._drawn = {sign: tuple(rows) for sign, *rows in lines}
            self._made[sign] = self._make(sign)
        return self._made[sign]

    def _make(self, sign: str) -> Glyph | None:
        base, *marks = list(unicodedata.normalize("NFD", sign))
        above = [self._above[mark] for mark in marks if mark in self._above]
        below = [self._below[mark] for mark in marks if mark in self._below]
        drawn = self._drawn.get("ı" if base == "i" and above else base)
        if drawn is None or len(above) > 1 or len(above) + len(below) < len(marks):
            return None
        rows = self._placed(drawn)
        for mark in above:
            first = self.top + len(mark)
            is_low = not any("#" in row for row in rows[self.top : first])
            rows = _with(rows, mark, self.top if is_low else self.top - len(mark))
        for mark in below:
            rows = _with(rows, mark, self.top + self.foot)
        return rows

    def _placed(self, rows: Mark) -> Glyph:
        empty = "." * max(map(len, rows))
        below = self.height - self.top - len(rows)
        return (empty,) * self.top + rows + (empty,) * below


def _with(rows: Glyph, mark: Mark, at: int) -> Glyph:
    """A glyph with a mark in its middle; it grows where the mark is wider."""
    width = max(len(rows[0]), len(mark[0]))
    found = [row.center(width, ".") for row in rows]
    for y, row in enumerate(mark, at):
        line = row.center(width, ".")
        found[y] = "".join("#" if "#" in pair else "." for pair in zip(found[y], line, strict=True))
    return tuple(found)

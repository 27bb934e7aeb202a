"""A sentence in letters as large as there is room for: of blocks, or the terminal's own. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from backchannel.ui.lines.wrap import widest_word, wrap
from backchannel.ui.presenter.font import Font
from backchannel.ui.presenter.large import LARGE
from backchannel.ui.presenter.small import SMALL
from backchannel.ui.terminal.runs import extent, is_from_right

_HALVES: Final = " ▀▄█"
_QUARTERS: Final = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By which quarters are full: upper left 1, upper right 2, lower left 4, lower right 8."""

_SPACE: Final = 3
"""Points between two words; one stands between two letters."""

_SIZES: Final[tuple[tuple[Font | None, int], ...]] = (
    *((LARGE, 4), (LARGE, 3), (LARGE, 2), (None, 7), (None, 6), (None, 5), (LARGE, 1), (None, 4)),
    *((LARGE, 0), (SMALL, 0), (None, 3), (None, 2)),
)
"""From the largest, as high as a capital is: letters, and how many cells wide each of their points
is; 0 is half a cell. None are the terminal's own, so many times as large."""


class Enlarged(NamedTuple):
    """A line in the terminal's own letters, so many times as large, and the column it begins in."""

    text: str
    scale: int
    x: int = 0


class Written(NamedTuple):
    """Rows of signs. In plain ones the terminal's own letters stand, which may be of any width.

    Where those are `enlarged`, by the first row of each line, the rows are blanks of their width.
    """

    rows: tuple[str, ...]
    is_plain: bool = False
    enlarged: Mapping[int, Enlarged] = {}


@lru_cache(maxsize=8)
def written(
    text: str, width: int, height: int, largest: int = 1, *, has_blocks: bool = True
) -> Written:
    """The text in at most so many cells and rows, in the largest letters.

    `largest` is by how much the terminal can enlarge its own; `has_blocks` is whether others will
    do. Where there is no room for the smallest, or there are no such letters, as the terminal
    writes them; what does not fit even so ends in an ellipsis.
    """
    for font, size in _SIZES:
        if font is None:
            found = _enlarged(text, size, width, height) if size <= largest else None
        else:
            found = _in_blocks(font, size, text, width, height) if has_blocks else None
        if found is not None:
            return found
    return Written(tuple(_typed(text, width, height)), is_plain=True)


def _enlarged(text: str, scale: int, width: int, height: int) -> Written | None:
    room = width // scale
    if not text.strip() or widest_word(text) > room:
        return None
    lines = [text[start:end].strip() for start, end in wrap(text, room)]
    widths = [extent(line) * scale for line in lines]
    if len(lines) * scale > height or max(widths) > width:
        return None
    rows = (" " * max(widths),) * (len(lines) * scale)
    begun = {
        n * scale: Enlarged(line, scale, max(widths) - width if is_from_right(text) else 0)
        for n, (line, width) in enumerate(zip(lines, widths, strict=True))
        if line
    }
    return Written(rows, enlarged=begun)


def _in_blocks(font: Font, size: int, text: str, width: int, height: int) -> Written | None:
    lines = _lines(font, text, width * 2 if size == 0 else width // size)
    if not lines:
        return None
    points = _drawn(font, lines)
    rows = _in_halves(points, size) if size else _in_quarters(points)
    return Written(tuple(rows)) if len(rows) <= height else None


def _lines(font: Font, text: str, width: int) -> list[str]:
    """Words in lines of so many points; none when there are no such letters, or is no room."""
    lines: list[str] = []
    room = 0
    for word in (font.plain(text) or "").split():
        wide = sum(len(font.glyph(sign)[0]) + 1 for sign in word) - 1
        if wide > width:
            return []
        if lines and wide + _SPACE <= room:
            lines[-1] += f" {word}"
            room -= wide + _SPACE
        else:
            lines.append(word)
            room = width - wide
    return lines


def _drawn(font: Font, lines: Sequence[str]) -> list[str]:
    """All lines as rows of points, as near to each other as what is above and below allows."""
    rows: list[str] = []
    for line in lines:
        drawn, foot = _drawn_line(font, line), font.top + font.foot
        first = 0 if any("#" in row for row in drawn[: font.top]) else font.top
        last = font.height if any("#" in row for row in drawn[foot:]) else foot
        rows += ["", *drawn[first:last]] if rows else drawn[first:last]
    return rows


def _drawn_line(font: Font, line: str) -> list[str]:
    words = [
        [".".join(row) for row in zip(*map(font.glyph, word), strict=True)] for word in line.split()
    ]
    return [("." * _SPACE).join(row) for row in zip(*words, strict=True)]


def _in_halves(points: Sequence[str], size: int) -> list[str]:
    """Two points above each other in a cell; each `size` times as wide and as high."""
    large = ["".join(sign * size for sign in row) for row in points for _ in range(size)]
    return ["".join(_HALVES[a + 2 * b] for a, b in _pairs(*two)) for two in _by_twos(large)]


def _in_quarters(points: Sequence[str]) -> list[str]:
    """Four points in a cell."""
    rows = []
    for two in _by_twos(points):
        cells = [*_pairs(*two), (0, 0)]
        halves = zip(cells[::2], cells[1::2], strict=False)
        rows.append("".join(_QUARTERS[a + 2 * c + 4 * b + 8 * d] for (a, b), (c, d) in halves))
    return rows


def _by_twos(rows: Sequence[str]) -> Iterator[tuple[str, str]]:
    padded = [*rows, ""]
    yield from zip(padded[::2], padded[1::2], strict=False)


def _pairs(upper: str, lower: str) -> Iterator[tuple[int, int]]:
    width = max(len(upper), len(lower))
    two = zip(upper.ljust(width, "."), lower.ljust(width, "."), strict=True)
    return ((int(a == "#"), int(b == "#")) for a, b in two)


def _typed(text: str, width: int, height: int) -> list[str]:
    """As the terminal writes it, with room between the lines where there is any."""
    lines = [text[start:end].strip() for start, end in wrap(text, max(width, 1))]
    if len(lines) > height > 0:
        lines = lines[:height]
        lines[-1] = f"{lines[-1][: max(width - 2, 0)]}…"
    if 2 * len(lines) - 1 <= height:
        return [part for line in lines for part in (line, "")][:-1]
    return lines

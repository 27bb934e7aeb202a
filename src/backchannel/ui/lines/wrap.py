"""Breaking text into lines of terminal cells, quickly.

A line has room for what the least favourable terminal makes of it: nothing of it is ever cut off
there, and where terminals agree nothing is given away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from rich.cells import cell_len

from backchannel.model.patterns import LatePattern
from backchannel.ui.lines.widths import is_narrow, most_cells

_WORD = re.compile(" +|[^ ]+")
_FLAG = LatePattern("[\U0001f1e6-\U0001f1ff]{2}")
_JOINER = "\u200d"
_SPACELESS = LatePattern(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u31a0-\u9fff\ua960-\ua97f"
    "\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
"""Scripts written without spaces: Thai, Lao, Burmese, Khmer, Chinese, Japanese."""
_KEPT_BEFORE = frozenset("、。，．！？：；）」』】〉》…ー")
"""What a line of Chinese or Japanese does not begin with."""

Extent = tuple[int, int]

_LONG: Final = 4_000
"""Characters of a text from which it is kept how it was wrapped: it is asked with every letter."""


def cells(text: str) -> int:
    """How many cells a text is counted as; a terminal may disagree, see `most_cells`."""
    return len(text) if is_narrow(text) else cell_len(text)


def clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(start, end, most cells) of what may not be torn: letters with marks, joined emoji, flags."""
    at = start
    while at < end:
        stop = at + 1 + (_FLAG.made.match(text, at, end) is not None)
        while stop < end and (text[stop - 1] == _JOINER or cell_len(text[stop]) == 0):
            stop += 1
        yield at, stop, most_cells(text[at:stop])
        at = stop


def crop(text: str, width: int) -> str:
    """The text if it fits into `width` cells, else its beginning and an ellipsis."""
    if most_cells(text) <= width:
        return text
    if width < 1:
        return ""
    used = 0
    for start, _, size in clusters(text, 0, len(text)):
        if used + size > width - 1:
            return text[:start].rstrip() + "…"
        used += size
    return text


def widest_word(text: str) -> int:
    """The cells that a line must have so that no word is broken that should not be."""
    return max(
        (2 if _SPACELESS.made.search(word) else most_cells(word) for word in text.split()),
        default=0,
    )


def wrap(text: str, width: int) -> list[Extent]:
    """Extents of `text` that fit into `width` cells, in order, one for each line.

    Breaks at line feeds, then at spaces and between the letters of scripts that have none, and
    anywhere in a word that is longer than a line. Spaces at a break belong to no line.
    """
    return [*_kept(text, width)] if len(text) > _LONG else _wrapped(text, width)


@lru_cache(maxsize=8)
def _kept(text: str, width: int) -> tuple[Extent, ...]:
    return tuple(_wrapped(text, width))


def _wrapped(text: str, width: int) -> list[Extent]:
    lines: list[Extent] = []
    start = 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        if is_narrow(paragraph):
            _wrap_narrow(text, start, end, width, lines)
        else:
            _wrap_wide(text, start, end, width, lines)
        start = end + 1
    return lines


def _wrap_narrow(text: str, start: int, end: int, width: int, lines: list[Extent]) -> None:
    while end - start > width:
        cut = text.rfind(" ", start, start + width + 1)
        if cut <= start:
            lines.append((start, start + width))
            start += width
        else:
            stop = cut
            while stop > start + 1 and text[stop - 1] == " ":
                stop -= 1
            lines.append((start, stop))
            start = cut + 1
    lines.append((start, end))


def _wrap_wide(text: str, start: int, end: int, width: int, lines: list[Extent]) -> None:
    used, stop = 0, start  # cells of the line so far; where its last word ends
    for word in _WORD.finditer(text, start, end):
        at, after = word.span()
        size = most_cells(word[0])
        if text[at] == " ":
            used += size
        elif used + size <= width:
            used, stop = used + size, after
        elif size <= width and not _SPACELESS.made.search(word[0]):
            lines.append((start, stop))
            start, used, stop = at, size, after
        else:
            start, used = _break_word(text, (at, after), (start, stop, used), width, lines)
            stop = after
    lines.append((start, stop))


def _break_word(
    text: str, word: Extent, line: tuple[int, int, int], width: int, lines: list[Extent]
) -> tuple[int, int]:
    """Fill lines with a word, character by character; where the last line starts, and its cells."""
    (at, end), (start, stop, used) = word, line
    before = stop
    held = at, 0  # the last character and its cells, which may have to move along to the next line
    for first, after, size in clusters(text, at, end):
        if used + size > width and stop > start:
            is_kept = text[first] in _KEPT_BEFORE and held[1] + size <= width
            moves = is_kept and (held[0] if held[0] > at else before) > start
            begin, carried = held if moves else (first, 0)
            lines.append((start, begin if begin > at else before))
            start, used = begin, carried
        elif used + size > width:
            start, used = first, 0
        used, stop, held = used + size, after, (first, size)
    return start, used

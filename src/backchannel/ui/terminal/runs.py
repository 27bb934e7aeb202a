"""A line of text in runs, each of which a terminal writes in a column of its own. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from itertools import groupby
from typing import Final, NamedTuple
from unicodedata import bidirectional

from backchannel.model.patterns import LatePattern
from backchannel.ui.lines.widths import is_sure, most_cells
from backchannel.ui.lines.wrap import cells
from backchannel.ui.terminal.scripts.indic import is_indic, syllables, tenths

WIDEST: Final = 7
"""The most cells that a terminal can be told that a run takes."""

_LONGEST: Final = 500
"""Characters of a run: kitty's protocol allows 4,096 bytes."""

_LONGEST_TOLD: Final = 20
"""Characters of a run whose width is told: kitty cuts off what is in one cell after 24."""

_FROM_RIGHT: Final = LatePattern("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
_SPACE, _SLACK = 7, 3
"""Tenths of a cell: between two words whose width is told, and behind one without a space."""

_WORDS: Final = re.compile(r"(\s+)")


class Kind(Enum):
    """With what else a letter is written."""

    SURE = "with all others of which terminals agree"
    WORD = "with its word"
    ALONE = "with nothing"


_MOST: Final = {
    Kind.SURE: (_LONGEST, 2 * _LONGEST),
    Kind.WORD: (_LONGEST_TOLD, WIDEST),
    Kind.ALONE: (_LONGEST_TOLD, WIDEST),
}
"""Characters and cells of a run."""


class Run(NamedTuple):
    """A part of a line, its cells, and whether all terminals agree on those."""

    text: str
    width: int
    is_sure: bool


def extent(line: str) -> int:
    """The cells of a line."""
    return sum(run.width for run in runs(line))


def is_from_right(line: str) -> bool:
    """Whether a line begins at the right, as its first letter says."""
    return _FROM_RIGHT.made.search(line) is not None and _direction(line, "L") == "R"


def runs(line: str) -> Iterator[Run]:
    """From left to right, but within a word as it is written: terminals turn round its letters."""
    for part in _in_order(line):
        yield from _runs(part)


def _in_order(line: str) -> Iterator[str]:
    """Word by word where some run from the right: few terminals put those in order.

    Of Unicode's algorithm for both directions (UAX 9) what concerns the order of words.
    """
    if _FROM_RIGHT.made.search(line) is None:
        yield line
        return
    base, parts = _direction(line, "L"), _WORDS.split(line)
    ways = [_direction(part, base) for part in parts]
    for n in range(1, len(parts) - 1, 2):  # gaps between words
        ways[n] = ways[n - 1] if ways[n - 1] == ways[n + 1] else base
    told = [[*group] for _, group in groupby(zip(parts, ways, strict=True), lambda each: each[1])]
    turned = [group[::-1] if group[0][1] == "R" else group for group in told]
    for group in turned[::-1] if base == "R" else turned:
        yield from (part for part, _ in group)


def _direction(word: str, otherwise: str) -> str:
    """That of its first letter; of a number and a sign it is that of what is around."""
    for letter in word:
        kind = bidirectional(letter)
        if kind in {"L", "R", "AL"}:
            return "L" if kind == "L" else "R"
    return otherwise


def _runs(part: str) -> Iterator[Run]:
    """As few as can be, for letters of one run are shaped together."""
    text, takes, kind = "", 0, Kind.SURE
    for cluster in syllables(part):
        its, more = _kind(cluster)
        longest, widest = _MOST[kind]
        wide = _SPACE if kind is Kind.WORD and cluster == " " else more
        is_full = len(text) + len(cluster) > longest or takes + wide > 10 * widest
        if text and (is_full or not _goes_on(text, kind, its)):
            ends = not (kind is its is Kind.WORD)
            yield Run(text, _in_cells(text, takes, kind, ends=ends), kind is Kind.SURE)
            text, takes, wide = "", 0, more
        if not text:
            kind, wide = its, more
        if more or its is Kind.SURE:
            text, takes = text + cluster[:_LONGEST], takes + wide
    if text:
        yield Run(text, _in_cells(text, takes, kind), kind is Kind.SURE)


def _in_cells(text: str, takes: int, kind: Kind, *, ends: bool = True) -> int:
    """Whole ones, for no others can be told; a little more where a word ends without a space."""
    if kind is not Kind.WORD:
        return takes // 10
    return min(-(-(takes + _SLACK * (ends and not text.endswith(" "))) // 10), WIDEST)


def _goes_on(text: str, kind: Kind, its: Kind) -> bool:
    """Whether a run goes on: a word with its signs and one space, whose room it may need."""
    if kind is Kind.WORD:
        return its is not Kind.ALONE and not text.endswith(" ")
    return kind is its is Kind.SURE


def _kind(cluster: str) -> tuple[Kind, int]:
    """With which others it is written, and its width in tenths of a cell."""
    if is_sure(cluster):
        return Kind.SURE, 10 * cells(cluster)
    if is_indic(cluster):
        return Kind.WORD, min(tenths(cluster), 10 * WIDEST)
    is_letter = cluster[0].isalpha()
    counted = cells(cluster) or max(map(cells, cluster))  # behind a stray joiner none is counted
    return Kind.ALONE, 10 * min(most_cells(cluster) if is_letter else counted, WIDEST)

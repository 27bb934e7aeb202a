"""Which letters every terminal gives the same room, and how much the others take at most."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from unicodedata import category

from rich.cells import cell_len

from backchannel.model.patterns import LatePattern

_ONE_CELL: Final = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u0384-\u0482"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2500-\u25fc]*"
).fullmatch
_PLAIN: Final = re.compile(
    "[\x00-\x7f\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2500-\u25fc]*"
).fullmatch
"""What is sure and usual: before the first posts nothing else is painted."""

_SURE: Final = (
    # One: letters of Latin, Greek, Cyrillic, Hebrew, Arabic, Georgian; signs, lines, braille.
    "\x00-\x7f\xa0-\xac\xae-\u02ff\u0370-\u0377\u0384-\u038a\u038e-\u03a1\u03a3-\u0482"
    "\u048a-\u052f\u05d0-\u05ea"
    "\u0620-\u064a\u0660-\u066f\u0671-\u06d3\u10d0-\u10ff\u1e00-\u1f15\u2010-\u2027\u2030-\u205e"
    "\u20a0-\u20bf\u2100-\u214f\u2190-\u2319\u2400-\u2426\u2460-\u25fc\u25ff-\u2613\u2616-\u262f\u2638-\u2647"
    "\u2654-\u267e\u2680-\u2689\u2690-\u2692\u2694-\u26a0\u2701-\u2704\u2706-\u2709\u270c-\u2727\u2729-\u274b"
    "\u2800-\u28ff\uff61-\uff9d"
    # None: the accents of Europe, on the letter before them.
    "\u0300-\u034e\u0350-\u036f\u0483-\u0487"
    # Two: Chinese, Japanese, Korean.
    "\u3000-\u3029\u3031-\u303c\u3041-\u3096\u309b-\u30ff\u3131-\u3163\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufa6d\uff01-\uff60\uffe0-\uffe6\U00020000-\U0002a6d6"
    # Two: emoji that have been so since Unicode 9, alone.
    "\U0001f300-\U0001f320\U0001f32d-\U0001f335\U0001f337-\U0001f37c\U0001f37e-\U0001f393"
    "\U0001f3a0-\U0001f3ca\U0001f3cf-\U0001f3d3\U0001f3e0-\U0001f3f0\U0001f3f8-\U0001f3fa"
    "\U0001f400-\U0001f43e\U0001f442-\U0001f4fc\U0001f4ff-\U0001f53d\U0001f550-\U0001f567"
    "\U0001f5fb-\U0001f64f\U0001f680-\U0001f6c5\U0001f910-\U0001f91e\U0001f920-\U0001f927"
    "\U0001f933-\U0001f93e\U0001f950-\U0001f95e\U0001f980-\U0001f991"
)

_UNSURE: Final = LatePattern(f"[^{_SURE}]")
_REGIONAL: Final = "\U0001f1e6", "\U0001f1ff"
_EMOJI_STYLE: Final = "\ufe0f"


def is_narrow(text: str) -> bool:
    """Whether every character is known to take one cell, so that length is width."""
    return _ONE_CELL(text) is not None


def is_sure(text: str) -> bool:
    """Whether all terminals agree on the cells of a text; nearly free for ASCII."""
    return text.isascii() or _PLAIN(text) is not None or _UNSURE.made.search(text) is None


def most_cells(text: str) -> int:
    """The most cells that a text takes in any terminal; never fewer than Textual counts.

    Terminals differ in whether they join emoji, pair regional letters to flags, widen a sign that
    is followed by a variation selector, and give the vowel signs of Indic scripts room.
    """
    if is_narrow(text):
        return len(text)
    return cell_len(text) if is_sure(text) else sum(map(_most, text))


@lru_cache(4096)
def _most(letter: str) -> int:
    if letter == _EMOJI_STYLE:
        return 1  # what it widens is one cell so far
    if _REGIONAL[0] <= letter <= _REGIONAL[1]:
        return 2
    return max(cell_len(letter), int(category(letter) == "Mc"))

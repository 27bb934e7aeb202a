"""Characters that join what stands before them: how many may, and where a text may be cut.

Graphemes follow Unicode Standard Annex 29 closely enough to cut between them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from backchannel.model.patterns import LatePattern

_MOST = 4  # marks on one letter; more is a flood
_MOST_POINTED = 6  # Hebrew and Arabic with vowels and cantillation
_MOST_TIBETAN = 10  # stacks of subjoined letters
_LOOK_BACK = 64  # how far to look for a place to cut

_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_JAMO = "\u1161-\u11ff\ud7b0-\ud7c6\ud7cb-\ud7fb"  # vowels and finals take no room of their own

# A quick look: every mark and joiner is here, punctuation, ideographs and most emoji are not.
MAY_JOIN_IN_PLANE = (
    f"\u0300-\u1fff{_JOINERS}\u20d0-\u20ff\u2c00-\u2fff\u302a-\u302f\u3099\u309a\ua66f-\uabff"
    "\ud7b0-\ud7ff\ufb1e\ufe00-\ufe2f"
)
"""Those of the basic plane, to be put into a set of characters."""

MAY_JOIN = LatePattern(f"[{MAY_JOIN_IN_PLANE}\U00010000-\U0001efff\U000e0100-\U000e01ef]")
# Joiners shape Arabic and Indic letters and build emoji; after ASCII or each other they only hide.
_IDLE_JOINERS = LatePattern(rf"(?<![^\x00-\x7f\s{_JOINERS}])[{_JOINERS}]++")
_SELECTOR_RUN = LatePattern(f"([{_SELECTORS}])[{_SELECTORS}]++")
_EXTENDS = LatePattern(f"[{_JOINERS}{_JAMO}{_SELECTORS}\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_TAG = LatePattern("[\U000e0020-\U000e007f]")
_REGIONAL = LatePattern("[\U0001f1e6-\U0001f1ff]*\\Z")
_VIRAMA = 9  # canonical combining class


def thin(text: str) -> str:
    """The text without floods of marks, idle joiners, and marks that have no letter."""
    text = _IDLE_JOINERS.made.sub("", text)
    text = _SELECTOR_RUN.made.sub(r"\1", text)
    flood, orphans, _ = _patterns()
    text = flood.sub(_capped, text)
    return orphans.sub("", text)


def bare_start(text: str) -> str:
    """The text without marks and white space at its beginning, where they would mark a frame."""
    if text[:1].isascii() or not MAY_JOIN.made.match(text):
        return text
    return _patterns()[2].sub("", text)


def boundary(text: str, at: int) -> int:
    """The nearest place at or before `at` where a text may be cut; 0 if its start is one grapheme.

    A grapheme longer than 64 characters is cut through.
    """
    floor = max(at - _LOOK_BACK, 0)
    for place in range(at, floor, -1):
        if _may_cut(text, place):
            return place
    if floor == 0:
        return 0
    while _TAG.made.match(text, at):
        at -= 1
    return at


def _may_cut(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii():
        return True
    if before == "\u200d" or _EXTENDS.made.match(after) or unicodedata.category(after)[0] == "M":
        return False
    if unicodedata.combining(before) == _VIRAMA and after.isalpha():
        return False
    if "\U0001f1e6" <= after <= "\U0001f1ff":
        regional = _REGIONAL.made.search(text, max(at - 2 * _LOOK_BACK, 0), at)
        return regional is None or len(regional[0]) % 2 == 0
    return True


def _capped(flood: re.Match[str]) -> str:
    return "".join(mark for place, mark in enumerate(flood[0]) if place < _cap(mark))


def _cap(mark: str) -> int:
    if "\u0f18" <= mark <= "\u0fc6":
        return _MOST_TIBETAN
    if "\u0591" <= mark <= "\u06ed" or "\u0898" <= mark <= "\u08ff" or mark == "\ufb1e":
        return _MOST_POINTED
    return _MOST


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A flood of marks, marks that begin a line, marks that begin a text.

    Made when first needed: about 10 ms, from the Unicode tables that Python carries.
    """
    low = _JOINERS + _JAMO + _ranges(0x300, 0x10000)
    high = _ranges(0x10000, 0x1F000) + _ranges(0xE0100, 0xE01F0)
    # Two sets, because a set with characters beyond U+FFFF is not looked up in a table.
    mark = f"(?:[{low}]|(?=[\U00010000-\U0010ffff])[{high}])"
    return (
        re.compile(f"{mark}{{{_MOST + 1},}}+"),
        re.compile(f"(?:(?<=\\n)|\\A){mark}++"),
        re.compile(f"\\A(?:\\s|{mark})++"),
    )


def _ranges(first: int, end: int) -> str:
    found: list[str] = []
    start = -1
    for code in range(first, end + 1):
        is_mark = code < end and unicodedata.category(chr(code)) in {"Mn", "Me"}
        if is_mark and start < 0:
            start = code
        elif not is_mark and start >= 0:
            found.append(f"{chr(start)}-{chr(code - 1)}")
            start = -1
    return "".join(found)

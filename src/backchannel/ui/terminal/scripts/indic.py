"""How wide letters of Indian scripts are where they are shaped: no terminal says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from unicodedata import combining

from backchannel.model.patterns import LatePattern
from backchannel.ui.lines.wrap import clusters

_FIRST, _LAST = "\u0900", "\u0dff"

_WIDTHS: Final = (
    "0005eej99aefdaaaajjjjefabccdeee9aaadbc9caaaeadbb77ceeadbda050955"  # Devanagari
    "5000000005555055h0000000efaeaaebfd007baaaaaaaaaa86eejjeeaebae9aa"
    "a077aglacdfgbaadfaadgedcbdacheiabdabccbbbadfbdbbbadaaacbcaaa0a55"  # Bengali
    "50000aa77aacc0aaaaaaaaa5aaaadaabgb00aabbbbbbbbbbbbabacd6c8c5a80a"
    "a008aeiffccaaaaaeaacebbeebccbaaacbcbabbbcabbbbbdbaccaababaaa0a45"  # Gurmukhi
    "500aaaa00aa000aaa0aaaaaaabebaabaaaaaaaaaaaaaaaaa00acq05aaaaaaaaa"
    "a005aglbbbgfdgagglall9ecb9cdfdd8999fbc9baaa9debb8acdaadadbaa0955"  # Gujarati
    "500000a005a550aahaaaaaaaaaaaaaaagd00aaaaaaaaaaaa7eaaaaaaaf000000"
    "a068adheeegfaaacgaadhdddddcddcecdddddddddadgdfdedafeadddcdaa0740"  # Oriya
    "60000aaaaaaee0aaaaaaal04aaaaddaffa00aaaaaaaaaaaadd59c9bcaaaaaaaa"
    "aa0hakoleisaaaffjajjzfaaakeajandaaavfaaafneaaaghcgjkgjmqouaaaac5"  # Tamil
    "05aaaahdmaspz0aalaaaaaakaaaaaaaaaaaaaabfiiikjfknggiinzjozkmaaaaa"
    "06960ffdifkpgaddeadddaebjdeedmhebeeffddddaddeejmbfdcfdbddjaaab60"  # Telugu
    "06c8ca000a5550aaaaaaa00aeddaaaaavm07aacceacdcbecaaaaaaajb59dbaad"
    "a0a6jggeimtleaeefafffbgciffgfoifceegceeedafffflnchedafcfdfaa0990"  # Kannada
    "86e39a083aem86aaaaaaa83aaaaaaagate11aaccccccccccaafaaaaaaaaaaaaa"
    "0096bsvivdrhmanozaeosjjgpkhphvracmppjhchhjglocejedgdcijlmmd009a5"  # Malayalam
    "56655adbqanlr0anaaaacjeemlkiszpphp00aaahgkfimeiljhqehnpwzlskenjn"
    "a096adjiiecdmnvjtffpffpaaaiggfgjfeepnlhefffliheafgadeefhffecafaa"  # Sinhala
    "egefgefaaa0aaaa666000a0a8bbnhhlaaaaaaa7flqeag7claagamaaaaaaaaaaa"
)
"""Of each letter from the first to the last, tenths of a cell, in base 36.

As they are in Noto Sans Bold of that script beside DejaVu Sans Mono: wider than in most fonts. A
sign above or below its letter takes none.
"""

_VIRAMA: Final = 9
"""The class of the signs that join a letter to the next one, in Unicode."""

_JOINERS: Final = "\u200c\u200d"
_LONGEST: Final = 20
_JOINING: Final = LatePattern("[\u0900-\u0b7f\u0c00-\u0d7f]")
"""Scripts in which a letter that is joined to the next is narrower, and a few tenths remain of it.

In Tamil and in Sinhala both stay as they are.
"""

_RA: Final = frozenset("\u0930\u09b0\u0a30\u0ab0\u0b30")
"""Joined to another letter, this one is a stroke above or below it."""


def is_indic(letter: str) -> bool:
    """Whether it is of such a script, whose letters change with those beside them."""
    return _FIRST <= letter[:1] <= _LAST


def syllables(text: str) -> Iterator[str]:
    """What cannot be parted without changing how it looks: clusters, joined ones together."""
    kept = ""
    for start, stop, _ in clusters(text, 0, len(text)):
        cluster = text[start:stop]
        is_joined = _is_open(kept) and is_indic(cluster)
        if kept and not (is_joined and len(kept) + len(cluster) <= _LONGEST):
            yield kept
            kept = ""
        kept += cluster
    if kept:
        yield kept


def tenths(syllable: str) -> int:
    """Tenths of a cell that one takes, rather more than too few."""
    letters = [letter for letter in syllable if letter not in _JOINERS]
    total = 0
    for n, letter in enumerate(letters):
        takes = int(_WIDTHS[ord(letter) - ord(_FIRST)], 36) if is_indic(letter) else 10
        if letter in _RA and _is_beside_virama(letters, n):
            takes = 0
        elif _JOINING.made.match(letter) and _is_virama("".join(letters[n + 1 : n + 2])):
            takes = takes * 6 // 10 if n + 2 < len(letters) else takes
        total += takes
    return total


def _is_open(text: str) -> bool:
    return bool(text) and is_indic(text) and _is_virama(text.rstrip(_JOINERS)[-1:])


def _is_virama(letter: str) -> bool:
    return bool(letter) and combining(letter) == _VIRAMA


def _is_beside_virama(letters: list[str], n: int) -> bool:
    before, after = letters[n - 1] if n else "", "".join(letters[n + 1 : n + 2])
    return _is_virama(before) or (_is_virama(after) and n + 2 < len(letters))

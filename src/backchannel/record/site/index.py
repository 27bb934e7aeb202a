"""What the search of the site looks in: words and what they are found in, in files of their own.

A page that was opened from the disk may not fetch a file, but may run a script of its own folder,
so every file is a script that hands over one piece. `all.js` says how many pieces there are and
with which word each piece of words begins; a search loads those that its words are in, and the
entries that it shows.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from backchannel.model import folding

FOLDER: Final = "search"
ENTRIES: Final = 200
"""Entries in a piece."""

_PIECE: Final = 150_000
"""Characters of a piece of words, about; all those of a post's longest words are beyond use."""

_TOGETHER: Final = 20_000
"""Entries of one word that are in one piece; those of a word that all use are in several."""

_LONGEST: Final = 40
_encode = msgspec.json.Encoder().encode


class Entry(Struct, frozen=True, array_like=True):
    """What a search shows: where it leads, whose it is, when it was and how it begins."""

    href: str
    who: str
    when: str
    begins: str


class Index:
    """Takes entries in order, and writes the files into a folder of the site."""

    def __init__(self, site: Path) -> None:
        self._folder = site / FOLDER
        self._folder.mkdir()
        self._count = 0
        self._held: list[Entry] = []
        self._found: dict[str, array[int]] = {}

    def add(self, entry: Entry, *texts: str) -> None:
        """An entry that is found by the words of these texts."""
        words = {word[:_LONGEST] for text in texts for word in folding.words(text)}
        for word in words:
            numbers = self._found.get(word)
            if numbers is None:
                self._found[word] = array("I", (self._count,))
            else:
                numbers.append(self._count)
        self._count += 1
        self._held.append(entry)
        if len(self._held) == ENTRIES:
            self._write_entries()

    def finish(self) -> None:
        """Write what is left, and what there is."""
        if self._held:
            self._write_entries()
        firsts = []
        for number, piece in enumerate(_pieces(self._words())):
            firsts.append(piece[0][0])
            told = b",".join(_encode(word) + b":" + _encode(gaps) for word, gaps in piece)
            self._write("w", number, b"{" + told + b"}")
        self._found.clear()
        told = _encode({"count": self._count, "each": ENTRIES, "words": firsts})
        (self._folder / "all.js").write_bytes(b"found.all(" + told + b");\n")

    def _words(self) -> Iterator[tuple[str, list[int]]]:
        """In the order in which a script compares words, with the steps from entry to entry."""
        for word in sorted(self._found, key=lambda each: each.encode("utf-16-be")):
            numbers = self._found[word]
            for start in range(0, len(numbers), _TOGETHER):
                part = numbers[start : start + _TOGETHER]
                yield word, [part[0], *(after - before for before, after in pairwise(part))]

    def _write_entries(self) -> None:
        self._write("e", (self._count - 1) // ENTRIES, _encode(self._held))
        self._held = []

    def _write(self, kind: str, number: int, told: bytes) -> None:
        made = b'found.piece("%s%d",%s);\n' % (kind.encode(), number, told)
        (self._folder / f"{kind}{number}.js").write_bytes(made)


def _pieces(words: Iterable[tuple[str, list[int]]]) -> Iterator[list[tuple[str, list[int]]]]:
    """A word is in one piece once; where it goes on, it goes on in the next."""
    held: list[tuple[str, list[int]]] = []
    size = 0
    for word, gaps in words:
        takes = len(word) + 3 * len(gaps)
        if held and (size + takes > _PIECE or held[-1][0] == word):
            yield held
            held, size = [], 0
        held.append((word, gaps))
        size += takes
    if held:
        yield held

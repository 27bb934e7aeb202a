"""Which lines of the whole network are worth decoding.

Tens of posts come every second, and few bear the tag. A line is looked at as bytes first: in small
letters and without `_` and `-`, as the spelling of a tag has it. Only where a tag may be written in
other letters (`#Ideaperf` in full width, `#idéaperf`) are its hashtags spelled out. Rather too many
lines pass than too few: whether a post bears the tag is decided later, for all sources alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from backchannel.model.tags import canonical

_LOWER = bytes(range(256)).lower()
_LEFT_OUT = b"_-"
# Quotes within a text are escaped, so these are keys and values of a message itself.
_NEW = '"operation":"create"'
_HEAD = 300  # characters in which it stands, as messages are written today
_NEWS = ('"delete"', '"update"', '"account"', '"identity"')
_LINKED = "facet#link"  # the one mark in half of all posts
_LISTED = re.compile(r'"tags":\s*\[([^\]]*)')
_END = re.compile(r'[\s"\\]')
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


class Sieve:
    """Lets through what may bear one of the tags, and what is no new post at all."""

    def __init__(self, tags: Iterable[str]) -> None:
        self._wanted = tuple(filter(None, map(canonical, tags)))
        self._needles = tuple(tag.encode() for tag in self._wanted)
        self._may_be_ours = lru_cache(maxsize=4_096)(self._spells_ours)

    def passes(self, line: str) -> bool:
        """Whether the line has to be decoded."""
        if line.find(_NEW, 0, _HEAD) < 0 and any(map(line.__contains__, _NEWS)):
            return True
        if "\\" in line and "\\u" in line:
            line = _paired(_ESCAPED.sub(_letter, line))
        is_ascii = line.isascii()
        marks = line.count("#")
        if marks and marks == line.count(_LINKED):
            marks = 0
        if not marks and '"tags"' not in line and (is_ascii or "＃" not in line):
            return False
        folded = line.encode("utf-8", "replace").translate(_LOWER, _LEFT_OUT)
        if any(map(folded.__contains__, self._needles)):
            return True
        return not is_ascii and self._is_otherwise_spelled(line)

    def _is_otherwise_spelled(self, line: str) -> bool:
        marked = line.replace("＃", "#").split("#")[1:]
        marked += (piece.lstrip(' "') for piece in line.split('"tag":')[1:])
        named = [piece[: _end(piece)] for piece in marked]
        if '"tags"' in line:
            named += _LISTED.findall(line)
        return any(self._may_be_ours(each) for each in named if not each.isascii())

    def _spells_ours(self, named: str) -> bool:
        spelled = canonical(named)
        return any(tag in spelled for tag in self._wanted)


def _end(piece: str) -> int:
    found = _END.search(piece)
    return found.start() if found else len(piece)


def _paired(text: str) -> str:
    """What was escaped in two halves is one letter."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _letter(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16))

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
_NEWS = ('"delete"', '"update"', '"account"', '"identity"')
_TOKENS = re.compile(r'(?:[#＃]|"tag":\s*")([^\s"\\#＃]+)')
_LISTED = re.compile(r'"tags":\s*\[([^\]]*)\]')
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


class Sieve:
    """Lets through what may bear one of the tags, and what is no new post at all."""

    def __init__(self, tags: Iterable[str]) -> None:
        self._wanted = tuple(filter(None, map(canonical, tags)))
        self._needles = tuple(tag.encode() for tag in self._wanted)
        self._may_be_ours = lru_cache(maxsize=4_096)(self._spells_ours)

    def passes(self, line: str) -> bool:
        """Whether the line has to be decoded."""
        if self._is_plainly_there(line):
            return True
        if any(map(line.__contains__, _NEWS)):
            return True
        if "\\u" in line:
            spelled = _ESCAPED.sub(_letter, line)
            return self._is_plainly_there(spelled) or self._is_otherwise_spelled(spelled)
        return not line.isascii() and self._is_otherwise_spelled(line)

    def _is_plainly_there(self, line: str) -> bool:
        folded = line.encode("utf-8", "replace").translate(_LOWER, _LEFT_OUT)
        return any(map(folded.__contains__, self._needles))

    def _is_otherwise_spelled(self, line: str) -> bool:
        if "#" not in line and "＃" not in line and '"tags"' not in line:
            return False
        named = (*_TOKENS.findall(line), *_LISTED.findall(line))
        return any(self._may_be_ours(each) for each in named if not each.isascii())

    def _spells_ours(self, named: str) -> bool:
        spelled = canonical(named)
        return any(tag in spelled for tag in self._wanted)


def _letter(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16))

"""How many posts a minute, as a small picture and a number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_BARS: Final = "▁▂▃▄▅▆▇█"
"""The lowest is for nothing; one post is always higher."""


def rate_text(counts: Sequence[int]) -> str:
    """`▂▅█▇▃▁ 4/min`: a bar for each minute, the number for the last; empty when all are zero."""
    most = max(counts, default=0)
    if not most:
        return ""
    return f"{''.join(_bar(count, most) for count in counts)} {counts[-1]:,}/min"


def _bar(count: int, most: int) -> str:
    """The full one is for the most alone."""
    return _BARS[1 + count * (len(_BARS) - 2) // most] if count else _BARS[0]

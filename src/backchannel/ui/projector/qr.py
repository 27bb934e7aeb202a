"""A QR code as lines of half blocks, dark on light whatever the theme: that is how it is read."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from msgspec import Struct

_QUIET: Final = 3
"""Modules left free around it; the standard wants four, and every reader does with less."""

_HALVES: Final = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
LONGEST: Final = 300
"""Characters of an address; the code of a longer one is too fine to be read from a seat."""


class QrLines(Struct, frozen=True):
    """Rows of the same width, in cells."""

    rows: tuple[str, ...]
    width: int


@lru_cache(maxsize=4)
def qr_lines(text: str) -> QrLines:
    """The code of a text; no rows for one that is too long."""
    if not text or len(text) > LONGEST:
        return QrLines((), 0)
    import segno

    # As much as can be corrected in the smallest code that will do.
    code = segno.make(text, error="l", micro=False)
    modules = [tuple(row) for row in code.matrix_iter(border=_QUIET)]
    blank = (0,) * len(modules[0])
    if len(modules) % 2:
        modules.append(blank)
    rows = tuple(
        "".join(_HALVES[int(bool(a)), int(bool(b))] for a, b in zip(above, below, strict=True))
        for above, below in zip(modules[::2], modules[1::2], strict=True)
    )
    return QrLines(rows, len(modules[0]))

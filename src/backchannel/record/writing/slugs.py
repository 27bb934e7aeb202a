"""Names of files that come from titles: plain letters, on every system, each its own."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 60

_OTHER: Final = re.compile(r"[^a-z0-9]+")
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|conin|conout)\Z")
"""What Windows takes for a device, with any ending."""


def slug(title: str, usual: str = "part") -> str:
    """A title as the name of a file: `a-z`, `0-9` and `-`, at most `LONGEST` of them.

    `usual` where nothing of it is left, as of one in Greek.
    """
    plain = unicodedata.normalize("NFKD", title).casefold().replace("ß", "ss")
    name = _OTHER.sub("-", plain.encode("ascii", "ignore").decode()).strip("-")
    name = name[:LONGEST].rstrip("-") or usual
    return f"{name}-{usual}" if _RESERVED.match(name) else name


class Slugs:
    """Gives each title another name; the second of two that are alike ends in `-2`."""

    def __init__(self, taken: tuple[str, ...] = ()) -> None:
        self._taken = {name.casefold() for name in taken}

    def of(self, title: str, usual: str = "part") -> str:
        """The name of the next title."""
        name = base = slug(title, usual)
        turn = 1
        while name in self._taken:
            turn += 1
            name = f"{base}-{turn}"
        self._taken.add(name)
        return name

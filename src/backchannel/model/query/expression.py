"""Regular expressions in filters: RE2's, which take time in proportion to the text and no more."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from backchannel.model.patterns import LatePattern

if TYPE_CHECKING:
    from backchannel.model.folding import Placed

LARGEST: Final = 1 << 22
"""Bytes that RE2 may use for one expression."""

WORK: Final = 10_000_000
"""Steps of an expression times characters: what is spent on one text."""

_WRITTEN_CAPITALS: Final = LatePattern(
    r"\\[pP]\{[^}]*\}|\\[pP].|\\x\{[^}]*\}|\\x..|\\.|\[:[^]]*:\]|\(\?P?<[^>]*>|\(\?[a-zA-Z-]+[:)]"
)
"""What is no letter to look for, capital or not."""


_BY_LINE: Final = "(?m)"


class Expression(Struct, frozen=True):
    """What stands between two slashes. With a capital in it, it insists on case.

    Dots match no line break; `^` and `$` match at each line.
    """

    written: str

    def problem(self) -> tuple[str, str]:
        """Why it cannot be understood and the part that is wrong; two empty texts when it can."""
        wrong = _compiled(self.written)
        if not isinstance(wrong, str):
            return "", ""
        reason, _, part = wrong.partition(": ")
        return reason, part.removeprefix(_BY_LINE)

    def is_in(self, text: str) -> bool:
        """Whether it matches anywhere in a text; a large one looks only where a long one begins."""
        found = _compiled(self.written)
        if isinstance(found, str):
            return False
        pattern, reach = found
        return pattern.search(text[:reach]) is not None

    def found_in(self, text: Placed) -> Iterator[tuple[int, int]]:
        """Where it matches more than nothing."""
        found = _compiled(self.written)
        if isinstance(found, str):
            return
        pattern, reach = found
        for each in pattern.finditer(text.text[:reach]):
            start, end = each.span()
            if start < end:
                yield start, end


@lru_cache(maxsize=64)
def _compiled(written: str) -> tuple[Any, int] | str:  # Any: RE2 has no types
    """A pattern and how many characters it looks through; or what is wrong with it."""
    import re2

    options = re2.Options()
    options.log_errors = False  # it would write on the terminal
    options.max_mem = LARGEST
    letters = _WRITTEN_CAPITALS.made.sub("", written)
    options.case_sensitive = any(letter.isupper() for letter in letters)
    try:
        pattern = re2.compile(_BY_LINE + written, options)
    except UnicodeEncodeError:
        return "half a character"
    except re2.error as error:
        said = error.args[0] if error.args else ""
        return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return pattern, max(WORK // max(pattern._regexp.ProgramSize(), 1), 1)  # noqa: SLF001  # its own size is nowhere else

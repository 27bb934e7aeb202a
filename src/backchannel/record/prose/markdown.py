"""Words in Markdown so that they show as they were written (spec.commonmark.org, 0.31.2).

Whatever CommonMark would take for a sign of its own has a backslash before it (section 2.4), so no
HTML, link, picture, heading or list ever comes from what somebody posted. So have `$`, `~` and `|`,
which others give a meaning to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from backchannel.clean.emphasis import emphasised, stretches

_SIGNS: Final = re.compile(r"[\\`*_\[\]<>$~|]|&(?=[#A-Za-z])")
_BEGINNING: Final = re.compile(r"[-+=]|#{1,6}(?:\s|\Z)")
_NUMBER: Final = re.compile(r"\d{1,9}[.)]")
_BLANK: Final = re.compile(r"[^\S\n]+")
_IN_ADDRESS: Final = {
    **{ord(each): f"%{ord(each):02X}" for each in '<>\\"` '},
    ord("&"): "\\&",
}
"""An address stands in angles; there `&amp;` would be a sign of its own (section 6.3)."""


def line(words: str) -> str:
    """Words on one line, wherever they stand in it."""
    return _escaped(" ".join(words.split()))


def lines(words: str) -> Iterator[str]:
    """The lines of a text, each to be put behind a mark; empty ones are between paragraphs.

    A line that is followed by another of its paragraph ends in a backslash, a break (section 6.7).
    """
    return _lines(words, _escaped)


def note_lines(words: str) -> Iterator[str]:
    """The lines of what a person of ours wrote down, with its emphasis."""
    return _lines(words, _stressed)


def _lines(words: str, told_as: Callable[[str], str]) -> Iterator[str]:
    told = [_BLANK.sub(" ", each).strip() for each in words.strip().split("\n")]
    for each, then in zip(told, [*told[1:], ""], strict=True):
        yield f"{told_as(each)}\\" if each and then else told_as(each)


def quote(words: str) -> str:
    """A text as a block quote, without the last line's end."""
    return "\n".join(f"> {each}".rstrip(" ") for each in lines(words))


def link(address: str, shown: str = "") -> str:
    """A link to a page of the web, under its address or other words; words alone for others."""
    if not address.startswith(("https://", "http://")):
        return line(shown or address)
    return f"[{line(shown or address)}](<{''.join(address.split()).translate(_IN_ADDRESS)}>)"


def _stressed(words: str) -> str:
    told, stressed = emphasised(words)
    parts = stretches(0, len(told), stressed)
    return "".join(f"{mark or ''}{_escaped(told[part])}{mark or ''}" for part, mark in parts)


def _escaped(words: str) -> str:
    escaped = _SIGNS.sub(r"\\\g<0>", words)
    if _BEGINNING.match(escaped):
        return f"\\{escaped}"
    if number := _NUMBER.match(escaped):
        at = number.end() - 1
        return f"{escaped[:at]}\\{escaped[at:]}"
    return escaped

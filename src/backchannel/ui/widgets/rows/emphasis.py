"""What stands out in a note: Markdown's emphasis, and the signs that people put into notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_EMPHASIS: Final = re.compile(
    r"(?<![\w*])\*\*(?=\S)(.+?)(?<=\S)\*\*(?![\w*])|(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)"
    r"|(?<![\w*])\*(?=[^\s*])(.+?)(?<=\S)\*(?![\w*])|(?<!\w)_(?=[^\s_])(.+?)(?<=\S)_(?!\w)"
    r"|(?<!\w)~~(?=\S)(.+?)(?<=\S)~~(?!\w)"
)
"""Only around whole words: `2 * 3`, `snake_case` and `5**2` stay as they are."""

_STYLES: Final = ("bold", "bold", "italic", "italic", "strike")
_SIGNS: Final = re.compile(
    r"\A\s*[?!]+(?=\s|\w)|(?<![\w&])#action(?:s|items?)?(?!\w)", re.IGNORECASE
)
"""An open question and what is important, at the beginning; what is to be done, anywhere."""


class Stress(NamedTuple):
    """From which letter to which a text stands out, and how (a style as Rich names them)."""

    start: int
    end: int
    style: str


def emphasised(text: str) -> tuple[str, tuple[Stress, ...]]:
    """The words without the marks around them, and what of them stands out, in order."""
    parts, stressed, at, length = [], list[Stress](), 0, 0
    for found in _EMPHASIS.finditer(text):
        which = next(n for n, words in enumerate(found.groups()) if words is not None)
        words = found[which + 1]
        length += found.start() - at
        parts += [text[at : found.start()], words]
        stressed.append(Stress(length, length + len(words), _STYLES[which]))
        length, at = length + len(words), found.end()
    told = "".join([*parts, text[at:]])
    signs = (Stress(*sign.span(), "bold") for sign in _SIGNS.finditer(told))
    free = [sign for sign in signs if not any(_meet(sign, each) for each in stressed)]
    return told, tuple(sorted([*stressed, *free]))


def stretches(start: int, end: int, stressed: tuple[Stress, ...]) -> Iterator[Stress]:
    """A line of the text, cut where what stands out begins and ends; style is empty elsewhere."""
    for each in stressed:
        if max(start, each.start) >= min(end, each.end):
            continue
        if start < each.start:
            yield Stress(start, each.start, "")
        yield Stress(max(start, each.start), min(end, each.end), each.style)
        start = min(end, each.end)
    if start < end:
        yield Stress(start, end, "")


def _meet(one: Stress, other: Stress) -> bool:
    return one.start < other.end and other.start < one.end

"""What stands out in a note: Markdown's emphasis, and the signs that people put into notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_EMPHASIS: Final = re.compile(
    r"(?<![\w*])(\*\*)(?=\S)(.+?)(?<=\S)\*\*(?![\w*])|(?<!\w)(__)(?=\S)(.+?)(?<=\S)__(?!\w)"
    r"|(?<![\w*])(\*)(?=[^\s*])(.+?)(?<=\S)\*(?![\w*])|(?<!\w)(_)(?=[^\s_])(.+?)(?<=\S)_(?!\w)"
    r"|(?<!\w)(~~)(?=\S)(.+?)(?<=\S)~~(?!\w)"
)
"""Only around whole words of a line: `2 * 3`, `snake_case` and `5**2` stay as they are."""

_SIGNS: Final = re.compile(
    r"\A\s*[?!]+(?=\s|\w)|(?<![\w&])#action(?:s|items?)?(?!\w)", re.IGNORECASE
)
"""An open question and what is important, at the beginning; what is to be done, anywhere."""


class Stress(NamedTuple):
    """From which letter to which a text stands out, and the mark that was around it.

    Two asterisks or low lines are strong, one is emphasis, two tildes are struck out; without a
    mark it is a sign.
    """

    start: int
    end: int
    mark: str


def emphasised(text: str) -> tuple[str, tuple[Stress, ...]]:
    """The words without the marks around them, and what of them those were around, in order."""
    parts, stressed, at, length = [], list[Stress](), 0, 0
    for found in _EMPHASIS.finditer(text):
        mark, words = (each for each in found.groups() if each is not None)
        length += found.start() - at
        parts += [text[at : found.start()], words]
        stressed.append(Stress(length, length + len(words), mark))
        length, at = length + len(words), found.end()
    return "".join([*parts, text[at:]]), tuple(stressed)


def outstanding(text: str) -> tuple[str, tuple[Stress, ...]]:
    """What is `emphasised`, and signs outside of that."""
    told, stressed = emphasised(text)
    signs = (Stress(*sign.span(), "") for sign in _SIGNS.finditer(told))
    free = [sign for sign in signs if not any(_meet(sign, each) for each in stressed)]
    return told, tuple(sorted([*stressed, *free]))


def stretches(
    start: int, end: int, stressed: tuple[Stress, ...]
) -> Iterator[tuple[slice, str | None]]:
    """A line of the text, cut where what stands out begins and ends, with the mark of each part.

    What does not stand out has None.
    """
    for each in stressed:
        if max(start, each.start) >= min(end, each.end):
            continue
        if start < each.start:
            yield slice(start, each.start), None
        yield slice(max(start, each.start), min(end, each.end)), each.mark
        start = min(end, each.end)
    if start < end:
        yield slice(start, end), None


def _meet(one: Stress, other: Stress) -> bool:
    return one.start < other.end and other.start < one.end

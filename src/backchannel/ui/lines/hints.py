"""What keys do and what is wrong, as much of it as a line has room for; no word is ever cut."""

from __future__ import annotations

import re
from typing import Final

from backchannel.ui.lines.widths import most_cells
from backchannel.ui.lines.wrap import cells, wrap

BETWEEN: Final = " · "
_A_LIST: Final = 30
"""Cells that a list needs so that it helps when it is cut."""

_PART: Final = re.compile(r'"[^"]*"|\S+')


def hints(text: str, width: int) -> str:
    """`Enter goes to it · b best first · Esc goes back`: what comes first is most important.

    The last is the way out, and stays, in fewer words (`Esc back`) if that makes room for more.
    """
    *parts, out = text.split(BETWEEN)
    if most_cells(text) <= width:
        return text
    out = out.replace(" goes back", " back")
    kept: list[str] = []
    for part in parts:
        if most_cells(BETWEEN.join((*kept, part, out))) <= width:
            kept.append(part)
    return BETWEEN.join((*kept, out))


def helpful(text: str, width: int) -> str:
    """`no field x; did you mean y?`, or, where that is too long, what helps: all after the `;`."""
    text = text if most_cells(text) <= width else text.removesuffix(", for example")
    if most_cells(text) <= width:
        return text
    wrong, _, helps = text.rpartition("; ")
    is_list = helps.startswith("there are ")
    if is_list and most_cells(helps) > width and 0 < most_cells(wrong) <= width < _A_LIST:
        return wrong  # no more than a word of the list would be left
    return whole_words(helps, width)


def with_tail(text: str, tail: str, width: int) -> str:
    """A text and what can be done about it, of which the text is cut where there is no room."""
    room = width - cells(tail) - len(BETWEEN)
    return f"{whole_words(text, max(room, 0))}{BETWEEN}{tail}"


def whole_parts(text: str, width: int) -> str:
    """As much as fits of `words  "a phrase"  -not`: nothing in quotes is cut, nor is a word."""
    ends = (part.end() for part in _PART.finditer(text))
    fitting = [end for end in ends if most_cells(text[:end]) <= width]
    return text[: fitting[-1]] if fitting else ""


def whole_words(text: str, width: int) -> str:
    """The text if it fits into `width` cells, else as many of its words as do, and an ellipsis."""
    if most_cells(text) <= width:
        return text
    if width < 2:
        return ""
    start, end = wrap(text, width - 1)[0]
    return text[start:end].rstrip(" ·;,:") + "…"

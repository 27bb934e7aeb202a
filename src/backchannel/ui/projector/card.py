"""The card between posts: the event, its tag, and a code that leads to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from backchannel.clean.terminal import clean_line
from backchannel.model.programme import Event
from backchannel.model.roles.stage import Shown, Size
from backchannel.ui.lines.wrap import cells, crop, wrap
from backchannel.ui.presenter.letters import written
from backchannel.ui.projector.large import lines_of
from backchannel.ui.projector.qr import qr_lines
from backchannel.ui.projector.words import Line

MUTED: Final = "$text-muted"
STRONG: Final = "bold $text-accent"
CODE: Final = "#000000 on #ffffff"

SAID: Final = "Write with this tag, wherever you publish, and you are part of it."
_LOW: Final = 9
_OF_TAG: Final = 6
"""Rows that a tag in large letters may take, and below which it stays small."""

_OF_NAME: Final = 3
"""Lines that the event's name may take."""

_EACH: Final = 3.5
"""Cells that a letter of the tag must have to be read from far away."""

_BESIDE: Final = 4
"""Cells between the words and a code beside them."""

_LEAST: Final = 12
"""Cells that the words need beside a code."""

_EMPTY: Final[Line] = (("", ""),)


def named(event: Event) -> tuple[str, str]:
    """The event's name, if it is not its tag, and the tags as people write them."""
    tag = " ".join(f"#{clean_line(each)}" for each in event.hashtags[:2])
    name: str = clean_line(event.name)
    return ("" if name.lstrip("#") in event.hashtags else name), tag


def card(shown: Shown, width: int, height: int, largest: int = 1) -> list[Line]:
    """How to take part, in at most so many rows; the code is below the words, or beside them.

    `largest` is by how much the terminal can enlarge its letters.
    """
    if shown.event is None:
        return []
    code, address = qr_lines(shown.address), shown.address
    told = clean_line(address.removeprefix("https://").removesuffix("/"))
    rows: list[Line] = [((row, CODE),) for row in code.rows]
    if not rows:
        return _words(shown, width, height, largest)
    rows.append(((crop(told, code.width), MUTED),))
    below = _words(shown, width, height - len(rows) - 2, largest)
    if code.width <= width and len(below) + len(rows) + 1 <= height and height > len(rows) + _LOW:
        return [*below, _EMPTY, *rows]
    left = width - code.width - _BESIDE
    if left >= _LEAST and len(rows) <= height + 1:
        rows = rows[:height]  # the address goes first
        return _beside(_words(shown, left, height, largest), rows, left, code.width)
    return _words(shown, width, height, largest)


def _words(shown: Shown, width: int, height: int, largest: int) -> list[Line]:
    if shown.event is None:
        return []
    name, tag = named(shown.event)
    lines = [*_name(name, width, height), _EMPTY] if name else []
    lines += _tag(tag, shown.look.size, width, height - len(lines), largest)
    if height >= _LOW:
        lines += [_EMPTY, *[((SAID[a:b], MUTED),) for a, b in wrap(SAID, width)]]
    return lines[: max(height, 1)]


def _name(name: str, width: int, height: int) -> list[Line]:
    """The name in a few lines; in one where there is little room."""
    most = _OF_NAME if height >= _LOW else 1
    starts = [start for start, _ in wrap(name, width)][:most]
    ends = [*starts[1:], len(name)]
    return [
        ((crop(name[start:end].rstrip(), width), "bold"),)
        for start, end in zip(starts, ends, strict=True)
    ]


def _tag(tag: str, size: Size, width: int, height: int, largest: int) -> list[Line]:
    has_room = len(tag) * _EACH <= width and height >= 2 * _OF_TAG
    made = written(tag, width, _OF_TAG, largest) if has_room and size is not Size.SMALL else None
    if made is None or made.is_plain:
        return [((tag[a:b], STRONG),) for a, b in wrap(tag, width)]
    return lines_of(made, STRONG)


def _beside(words: Sequence[Line], rows: Sequence[Line], left: int, width: int) -> list[Line]:
    """Two columns, each in the middle of the other's height."""
    height = max(len(words), len(rows))
    both: list[Line] = []
    for y in range(height):
        word = _at(words, y, height)
        used = sum(cells(piece[0]) for piece in word)
        pad = left - used
        row = _at(rows, y, height)
        rest = width - sum(cells(piece[0]) for piece in row)
        both.append(
            (
                (" " * (pad // 2), ""),
                *word,
                (" " * (pad - pad // 2 + _BESIDE + rest // 2), ""),
                *row,
                (" " * (rest - rest // 2), ""),
            )
        )
    return both


def _at(lines: Sequence[Line], y: int, height: int) -> Line:
    first = (height - len(lines)) // 2
    return lines[y - first] if first <= y < first + len(lines) else _EMPTY

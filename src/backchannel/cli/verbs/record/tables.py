"""Figures as tables of a terminal of any width, and as plain lines for whoever reads a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from backchannel.ui.lines.wrap import cells, crop

LONGEST_NAME: Final = 44
SHORTEST_BAR: Final = 6
"""Cells; with less room there is no bar."""

_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"


class Line(Struct, frozen=True):
    """Something, its number, and a few words more."""

    name: str
    number: int
    more: str = ""


def table(title: str, lines: Sequence[Line], width: int | None) -> Iterator[str]:
    """A heading and its lines, with bars where there is room; nothing where there are none.

    Without a width nothing is cut and nothing drawn.
    """
    if not lines:
        return
    yield ""
    yield title if width is None else crop(title, width)
    digits = max(len(f"{each.number:,}") for each in lines)
    if width is None:
        for each in lines:
            yield f"  {each.number:>{digits},}  {each.name}{f' ({each.more})' if each.more else ''}"
        return
    name = min(max(cells(each.name) for each in lines), LONGEST_NAME, max(8, width // 2))
    more = max(cells(each.more) for each in lines)
    room = width - digits - name - 6
    has_more = bool(more) and room - more - 2 >= SHORTEST_BAR
    room -= more + 2 if has_more else 0
    most = max(*(each.number for each in lines), 1)
    for each in lines:
        shown = crop(each.name, name)
        padded = f"{shown}{' ' * (name - cells(shown))}"
        drawn = bar(each.number, most, room) if room >= SHORTEST_BAR else ""
        tail = f"  {each.more}" if has_more and each.more else ""
        said = f"  {each.number:>{digits},}  {padded}  "
        yield f"{said}{drawn.ljust(room) if tail else drawn}{tail}".rstrip()


def bar(number: int, most: int, room: int) -> str:
    """As long as the number is large; `most` fills the room."""
    eighths = round(max(number, 0) * room * 8 / most)
    whole, rest = divmod(eighths, 8)
    return f"{_EIGHTHS[8] * whole}{_EIGHTHS[rest] if rest else ''}"

"""A row of a list, and its lines as they are drawn."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from backchannel.clean.emphasis import Stress, stretches
from backchannel.clean.terminal import clean_line, clean_text
from backchannel.ui.lines.wrap import cells, crop, wrap

_BOLD: Final = Style(bold=True)
_LOOKS: Final = {
    "": _BOLD, "**": _BOLD, "__": _BOLD,
    "*": Style(italic=True), "_": Style(italic=True), "~~": Style(strike=True),
}  # fmt: skip


class Row(Struct, frozen=True):
    """One thing: what names it for good, a lead in its own column, text, an aside below.

    `more` are further asides, as long as they need to be. `stressed` is what of the text stands
    out; such a text is clean.
    """

    key: str
    lead: str
    text: str
    aside: str = ""
    is_loud: bool = False
    more: tuple[str, ...] = ()
    stressed: tuple[Stress, ...] = ()


class Looks(Struct, frozen=True):
    """In what styles, and in how much room."""

    text: Style
    lead: Style
    aside: Style
    mark: Style
    aside_lines: int
    is_compact: bool


def indent_of(rows: Iterable[Row], width: int) -> int:
    """Where the texts begin: after the widest lead, or a third of the way."""
    widest = max(map(_room_of, {row.lead for row in rows}), default=0)
    return 1 + min(widest + 1, max(width // 3, 8)) if widest else 1


@lru_cache(maxsize=4_096)
def _room_of(lead: str) -> int:
    return cells(clean_line(lead))


def drawn(row: Row, width: int, indent: int, looks: Looks) -> list[Strip]:
    """A row as lines of exactly `width`: a column of leads, the text beside it, an aside below.

    When it is compact the aside stands behind the text if there is room. What another desk or a
    script wrote is shown here, so it is cleaned where it is drawn.
    """
    indent = indent if row.lead else 1
    lead = crop(clean_line(row.lead), indent - 2) if row.lead else ""
    head = f" {lead}".ljust(indent + len(lead) - cells(lead))
    room = max(width - indent - 1, 1)
    text = clean_text(row.text)
    style = looks.mark if row.is_loud else looks.text
    extents = wrap(text, room) if text else [(0, 0)]
    lines = [_segments(text, extent, style, row.stressed) for extent in extents]
    if row.aside:
        aside = clean_line(row.aside)
        behind = f" · {aside}"
        if looks.is_compact and cells(text[slice(*extents[-1])]) + cells(behind) <= room:
            lines[-1].append(Segment(behind, looks.aside))
        else:
            *first, (last, _) = wrap(aside, room)[: looks.aside_lines]
            lines += [[Segment(aside[start:end], looks.aside)] for start, end in first]
            lines.append([Segment(crop(aside[last:], room), looks.aside)])
    for more in map(clean_line, row.more):
        lines += [[Segment(more[start:end], looks.aside)] for start, end in wrap(more, room)]
    return [
        Strip([Segment(" " * indent if number else head, looks.lead), *line]).adjust_cell_length(
            width, looks.text
        )
        for number, line in enumerate(lines)
    ]


def _segments(
    text: str, extent: tuple[int, int], style: Style, stressed: tuple[Stress, ...]
) -> list[Segment]:
    """A line of a text; where nothing of it stands out, in one."""
    if not stressed:
        return [Segment(text[slice(*extent)], style)]
    return [
        Segment(text[part], style if mark is None else style + _LOOKS[mark])
        for part, mark in stretches(*extent, stressed)
    ]

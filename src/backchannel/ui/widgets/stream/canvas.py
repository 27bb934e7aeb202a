"""The rows on screen as strips, and which of them changed since they were last painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.geometry import Region

from backchannel.ui.lines.drawing import Drawn
from backchannel.ui.widgets.stream.paint import (
    Look,
    Palette,
    blank_strip,
    centred_strip,
    marker_strip,
    strips,
)
from backchannel.ui.widgets.stream.reader import Reader
from backchannel.ui.widgets.stream.viewport import Row

if TYPE_CHECKING:
    from textual.strip import Strip

_KEPT = 500
"""Painted posts kept; a screen shows far fewer."""


class Canvas:
    """Paints rows of a sheet. A row that stays the same stays the very same strip."""

    def __init__(self, width: int, palette: Palette) -> None:
        self.width = width
        self._palette = palette
        self._blank = blank_strip(width, palette)
        self._marker = marker_strip(width, palette)
        self._painted: dict[tuple[int, Look], tuple[Drawn, tuple[Strip, ...]]] = {}
        self._empty: tuple[str, tuple[Strip, ...]] | None = None
        self.strips: list[Strip] = []

    def strip(self, y: int) -> Strip:
        """What is drawn at a row of the pane."""
        return self.strips[y] if y < len(self.strips) else self._blank

    def paint(self, reader: Reader, empty: str) -> list[Region]:
        """Take over what the reader sees; the regions that differ, each as narrow as can be.

        `empty` is said in the middle of a pane without posts.
        """
        before = self.strips
        rows = reader.view.rows()
        self.strips = [self._blank if row is None else self._row(row, reader) for row in rows]
        if reader.is_ready and not reader.view.window.posts:
            for y, strip in enumerate(self._said(empty), len(rows) // 3):
                self.strips[min(y, len(rows) - 1)] = strip
        changed: list[Region] = []
        for y, strip in enumerate(self.strips):
            if y >= len(before):
                changed.append(Region(0, y, self.width, 1))
            elif before[y] is not strip and before[y] != strip:
                start, end = _differing(before[y], strip)
                changed.append(Region(start, y, end - start, 1))
        return _joined(changed)

    def _row(self, row: Row, reader: Reader) -> Strip:
        place = row.post.place
        drawn = reader.sheet.drawn(row.post)
        if row.line >= len(drawn.lines):
            return self._marker if place == reader.sheet.marker else self._blank
        look = Look(
            is_chosen=place == reader.view.cursor,
            is_new=place in reader.arrivals.unseen,
            is_context=place in reader.page.context,
            is_highlight=place in reader.page.highlights,
            is_marked=place in reader.marks.places,
        )
        kept = self._painted.get((place, look))
        if kept is None or kept[0] is not drawn:
            if len(self._painted) >= _KEPT:
                self._painted.clear()
            kept = drawn, strips(drawn.lines, self.width, self._palette, look)
            self._painted[place, look] = kept
        return kept[1][row.line]

    def _said(self, text: str) -> tuple[Strip, ...]:
        if self._empty is None or self._empty[0] != text:
            lines = text.split("\n")
            said = tuple(centred_strip(line, self.width, self._palette) for line in lines)
            self._empty = text, said
        return self._empty[1]


def _differing(before: Strip, after: Strip) -> tuple[int, int]:
    """From which cell to which a row differs: over a slow line each of them is waited for."""
    old, new = list(before), list(after)
    most = min(len(old), len(new))
    first = next((n for n in range(most) if old[n] != new[n]), most)
    most -= first
    last = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    start = sum(piece.cell_length for piece in new[:first])
    return start, after.cell_length - sum(piece.cell_length for piece in new[len(new) - last :])


def _joined(rows: Sequence[Region]) -> list[Region]:
    """Rows below each other that differ in the same cells, as one."""
    regions: list[Region] = []
    for row in rows:
        above = regions[-1] if regions else None
        if above and (above.bottom, above.x, above.width) == (row.y, row.x, row.width):
            regions[-1] = above.grow((0, 0, 1, 0))
        else:
            regions.append(row)
    return regions

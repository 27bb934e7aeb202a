"""The rows on screen as strips, and which of them changed since they were last painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.geometry import Region

from backchannel.ui.lines.drawing import Drawn
from backchannel.ui.lines.wrap import wrap
from backchannel.ui.terminal.compositor import runs
from backchannel.ui.widgets.stream.paint import (
    Look,
    Palette,
    blank_strip,
    centred_strip,
    line_strip,
    margins,
    marker_strip,
)
from backchannel.ui.widgets.stream.reader import Reader
from backchannel.ui.widgets.stream.viewport import Row, Spot

if TYPE_CHECKING:
    from textual.strip import Strip

_KEPT = 200
"""Painted posts kept before the older half is dropped; a screen shows far fewer.

A row is some two kilobytes, most of it what Textual makes room for in each strip.
"""


class Canvas:
    """Paints rows of a sheet. A row that stays the same stays the very same strip."""

    def __init__(self, width: int, palette: Palette) -> None:
        self.width = width
        self._palette = palette
        self._blank = blank_strip(width, palette)
        self._marker = marker_strip(width, palette)
        self._painted: dict[tuple[int, Look], tuple[Drawn, dict[int, Strip]]] = {}
        self._empty: tuple[str, tuple[Strip, ...]] | None = None
        self.strips: list[Strip] = []

    def takes(self, width: int, palette: Palette) -> bool:
        """Whether it can go on so, as when only the chosen post has other colours."""
        was, self._palette = self._palette, palette
        if was.cursor != palette.cursor:
            chosen = [key for key in self._painted if key[1].is_chosen]
            for key in chosen:
                del self._painted[key]
        return self.width == width and replace(was, cursor=palette.cursor) == palette

    def strip(self, y: int) -> Strip:
        """What is drawn at a row of the pane."""
        return self.strips[y] if y < len(self.strips) else self._blank

    def paint(self, reader: Reader, empty: str) -> list[Region]:
        """Take over what the reader sees; the rows that differ, as regions.

        `empty` is said in the middle of a pane without posts.
        """
        before = self.strips
        rows = reader.view.rows()
        self.strips = [self._blank if row is None else self._row(row, reader) for row in rows]
        if reader.is_ready and not reader.view.window.posts:
            for y, strip in enumerate(self._said(empty), len(rows) // 3):
                self.strips[min(y, len(rows) - 1)] = strip
        changed = [
            y
            for y, strip in enumerate(self.strips)
            if y >= len(before) or (before[y] is not strip and before[y] != strip)
        ]
        return [Region(0, y, self.width, height) for y, height in runs(changed)]

    def draw_ahead(self, reader: Reader) -> None:
        """Have ready what the next key may ask for, where somebody reads: below, and the newest.

        Each is a screen full, seen by then.
        """
        view = reader.view
        ahead = view.rows(view.down(view.top(), view.height))
        if not view.window.newer:
            ahead += view.rows(Spot(0, 0, 0))
        for row in ahead:
            if row is not None:
                self._row(row, reader, is_seen=True)

    def _row(self, row: Row, reader: Reader, *, is_seen: bool = False) -> Strip:
        place = row.post.place
        drawn = reader.sheet.drawn(row.post)
        if row.line >= len(drawn.lines):
            return self._marker if place == reader.sheet.marker else self._blank
        look = Look(
            is_chosen=place == reader.view.cursor,
            is_new=not is_seen and place in reader.arrivals.unseen,
            is_context=place in reader.page.context,
            level=pointed.level if (pointed := reader.page.pointed.get(place)) else None,
            is_marked=place in reader.marks.places,
        )
        kept = self._painted.get((place, look))
        if kept is None or kept[0] is not drawn:
            if len(self._painted) >= _KEPT:
                self._painted = dict(list(self._painted.items())[_KEPT // 2 :])
            kept = self._painted[place, look] = drawn, {}
        strip = kept[1].get(row.line)
        if strip is None:
            line = drawn.lines[row.line]
            strip = line_strip(line, self.width, self._palette, look, number=row.line)
            kept[1][row.line] = strip
        return strip

    def _said(self, text: str) -> tuple[Strip, ...]:
        if self._empty is None or self._empty[0] != text:
            room = max(self.width - sum(margins(self.width)), 1)
            lines = (text[start:end] for start, end in wrap(text, room))
            said = tuple(centred_strip(line, self.width, self._palette) for line in lines)
            self._empty = text, said
        return self._empty[1]

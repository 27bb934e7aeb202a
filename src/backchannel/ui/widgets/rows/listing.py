"""Rows, the one that is chosen, and the lines of those that are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from textual.strip import Strip

from backchannel.ui.widgets.rows.row import Looks, Row, drawn, indent_of
from backchannel.ui.widgets.rows.scroll import Line, Scroll

Draw = Callable[[Row, int, int, Looks], list[Strip]]
"""A row as lines, for a width, where its text begins, and looks."""

_KEPT: Final = 500
"""Rows whose lines are kept; a screen shows far fewer."""


class Listing:
    """A list of any length, of which no more is drawn than what is seen."""

    def __init__(self, draw: Draw = drawn) -> None:
        self._draw = draw
        self.rows: tuple[Row, ...] = ()
        self.cursor: str | None = None
        self.indent = 1
        self.scroll = Scroll(self._height_of)
        self._places: dict[str, int] = {}
        self._made: dict[str, tuple[Row, list[Strip]]] = {}
        self._fit: tuple[int, Looks] | None = None

    @property
    def at(self) -> int | None:
        """The number of the chosen row; None when none is, or it is not there."""
        return None if self.cursor is None else self._places.get(self.cursor)

    @property
    def chosen(self) -> Row | None:
        """The row under the cursor."""
        return None if (at := self.at) is None else self.rows[at]

    @property
    def seen(self) -> Sequence[Line | None]:
        """Every line in view, from the upper edge to the lower; none before it has a size."""
        return () if self._fit is None else self.scroll.seen()

    def lines(self, index: int) -> Sequence[Strip]:
        """A row as it is drawn; the same strips for as long as it looks the same."""
        row = self.rows[index]
        kept = self._made.get(row.key)
        if kept is None or (kept[0] is not row and kept[0] != row):
            if self._fit is None:
                return ()
            if len(self._made) >= _KEPT:
                self._made.clear()
            width, looks = self._fit
            kept = self._made[row.key] = row, self._draw(row, width, self.indent, looks)
        return kept[1]

    def fit(self, width: int, height: int, looks: Looks) -> None:
        """Draw for a size and in a manner; the chosen row keeps its line on the screen."""
        at, line, was_fit = self.at, self._line(), self._fit is not None
        if (width, looks) != self._fit:
            self._fit = width, looks
            self.indent = indent_of(self.rows, width)
            self._made.clear()
        self.scroll.height = max(height, 1)
        if at is not None and line is not None:
            self.scroll.put(at, line)
        else:
            self.scroll.go(self.scroll.top)
        self._settle(is_led=line is not None or not was_fit)

    def take(self, rows: tuple[Row, ...], *, is_still: bool = False) -> None:
        """List these; the chosen row keeps its line, and where it is not seen the first one does.

        `is_still`: also where that leaves empty lines at an end of the list.
        """
        before, at, line = self.rows, self.at, self._line()
        self.rows, self.scroll.count = rows, len(rows)
        self._places = {rows[n].key: n for n in range(len(rows) - 1, -1, -1)}
        if self.cursor is not None and self.cursor not in self._places:
            self.cursor = rows[min(at or 0, len(rows) - 1)].key if rows else None
        if self._fit is None:
            return
        if (indent := indent_of(rows, self._fit[0])) != self.indent:
            self.indent = indent
            self._made.clear()
        if self.at is not None and line is not None:
            self.scroll.put(self.at, line)
        elif self.cursor is not None or self.scroll.top > (0, 0):
            self._keep_first(before)
        if not is_still:
            self._settle(is_led=line is not None or at is None)

    def choose(self, key: str) -> None:
        """Put the cursor on a row, and show it."""
        self.cursor = key
        self._settle(is_led=True)

    def _settle(self, *, is_led: bool) -> None:
        """No empty lines; where it `is_led` by the cursor, that is seen."""
        if self._fit is None:
            return
        if is_led and (at := self.at) is not None:
            self.scroll.bring(at)
        else:
            self.scroll.settle()

    def _keep_first(self, before: Sequence[Row]) -> None:
        """The row that was seen first is so still, or the first of those below it that is left."""
        first, line = self.scroll.top
        for row in before[first:]:
            if (now := self._places.get(row.key)) is not None:
                self.scroll.go((now, line if row is before[first] else 0))
                return
        self.scroll.go((min(first, max(len(self.rows) - 1, 0)), 0))

    def _line(self) -> int | None:
        """At which line of the screen the chosen row begins, if it is seen."""
        at = self.at
        return self.scroll.line_of(at) if at is not None and self._fit is not None else None

    def _height_of(self, index: int) -> int:
        return len(self.lines(index))

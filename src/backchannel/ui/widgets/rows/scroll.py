"""Which lines of a list are seen: only rows in view are asked how high they are."""

from __future__ import annotations

from collections.abc import Callable

Line = tuple[int, int]
"""The number of a row in the list, and of a line in that row."""


class Scroll:
    """A view of `height` lines on `count` rows; `height_of` is asked of those in view, or near it.

    `top` is the first line that is seen. A line below zero of the first row, or one beyond the last
    of the last row, is an empty one there.
    """

    def __init__(self, height_of: Callable[[int], int]) -> None:
        self._height_of = height_of
        self.count, self.height = 0, 1
        self.top: Line = 0, 0

    def seen(self) -> list[Line | None]:
        """Every line in view, from the upper edge to the lower; None where there is no row."""
        index, line = self.top
        found: list[Line | None] = [None] * -line
        line = max(line, 0)
        while index < self.count and len(found) < self.height:
            found += [(index, number) for number in range(line, self._height_of(index))]
            index, line = index + 1, 0
        return [*found, *[None] * self.height][: self.height]

    def line_of(self, index: int) -> int | None:
        """At which line of the view a row begins; below zero when that is above, None if unseen."""
        first, line = self.top
        # A row has a line at least: of one that is as many rows away none needs to be asked.
        if not first <= index < min(self.count, first + line + self.height):
            return None
        at = -line
        for above in range(first, index):
            at += self._height_of(above)
            if at >= self.height:
                return None
        return at if -self._height_of(index) < at < self.height else None

    def go(self, top: Line) -> None:
        """Begin with a line, even if that leaves empty ones."""
        self.top = self._beside(top, 0)

    def put(self, index: int, at: int) -> None:
        """Let a row begin at a line of the view, even if that leaves empty ones."""
        self.top = self._beside((index, 0), -at)

    def move(self, by: int) -> None:
        """So many lines further down, up if negative, and not beyond an end."""
        self.top = self._beside(self.top, by)
        self.settle()

    def bring(self, index: int) -> None:
        """Show all of a row, or as much of it as there is room for from its beginning."""
        at, lines = self.line_of(index), self._height_of(index)
        if index < self.top[0] or (at is not None and at < 0):
            self.put(index, 0)
        elif at is None or at + lines > self.height:
            self.put(index, max(self.height - lines, 0))
        self.settle()

    def settle(self) -> None:
        """Leave no line empty for which there is a row."""
        if self.count:
            index, line = self._beside(self.top, self.height - 1)
            if (beyond := line + 1 - self._height_of(index)) > 0:
                self.top = self._beside(self.top, -beyond)
        if self.top[1] < 0 or not self.count:
            self.top = 0, 0

    def _beside(self, at: Line, by: int) -> Line:
        """The line so many below another, above it if negative."""
        index, line = at[0], at[1] + by
        while line < 0 and index > 0:
            index -= 1
            line += self._height_of(index)
        while index < self.count - 1 and line >= (lines := self._height_of(index)):
            index, line = index + 1, line - lines
        return index, line

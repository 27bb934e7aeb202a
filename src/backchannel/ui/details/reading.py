"""Where one is in the lines of a post: the line under the cursor, and which line is on top."""

from __future__ import annotations

from collections.abc import Sequence

from backchannel.ui.details.paper import Mark, Row, found_again


class Reading:
    """A cursor over lines. Whatever becomes of the lines, the cursor's one keeps its row.

    Without a cursor (`is_still`) the uppermost line is the one that is kept.
    """

    def __init__(self, *, is_still: bool) -> None:
        self._is_still = is_still
        self.rows: Sequence[Row] = ()
        self.cursor = self.top = 0
        self.height = 1

    @property
    def here(self) -> Row | None:
        """The line that is read."""
        at = self.top if self._is_still else self.cursor
        return self.rows[at] if at < len(self.rows) else None

    def begin(self) -> None:
        """Go to the beginning of something else."""
        self.rows, self.cursor, self.top = (), 0, 0

    def take(self, rows: Sequence[Row], at: Mark | None = None) -> None:
        """Other lines: stay at the one that is read, or go to the one called `at`."""
        here, row = self.here, 0 if self._is_still else self.cursor - self.top
        mark = at or (here.mark if here else None)
        self.rows = rows
        if mark is not None:
            self.cursor = found_again(rows, mark)
            self.top = self.cursor - row
        self._hold()

    def resize(self, height: int) -> None:
        """So many lines are seen."""
        self.height = max(height, 1)
        self._hold()

    def go(self, by: int) -> None:
        """Move the cursor by lines."""
        self.cursor += by
        self._hold()

    def scroll(self, by: int) -> None:
        """Move what is seen, and the cursor with it; at the end, the cursor alone."""
        top = max(0, min(self.top + by, len(self.rows) - self.height))
        self.cursor += top - self.top or by
        self.top = top
        self._hold()

    def page(self, direction: int) -> None:
        """Scroll by what is seen, less a line to hold on to."""
        self.scroll(direction * max(1, self.height - 1))

    def part(self, direction: int) -> None:
        """Below the next heading, or the one before; the heading is seen."""
        below = [n + 1 for n, row in enumerate(self.rows[:-1]) if row.mark.number == -1]
        if direction > 0:
            self.cursor = next((n for n in below if n > self.cursor), len(self.rows) - 1)
        else:
            self.cursor = next((n for n in reversed(below) if n < self.cursor), 0)
        self.top = min(self.top, max(0, self.cursor - 2))
        self._hold()

    def _hold(self) -> None:
        self.cursor = max(0, min(self.cursor, len(self.rows) - 1))
        if not self._is_still:
            self.top = min(max(self.top, self.cursor - self.height + 1), self.cursor)
        self.top = max(0, min(self.top, len(self.rows) - self.height))

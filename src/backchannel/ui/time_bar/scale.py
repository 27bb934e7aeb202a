"""Which time every sign of the bar stands for. All moments in microseconds since 1970."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.store.activity.over_time import MINUTE

HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

STEPS: Final = (
    *(MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE),
    *(HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 28 * DAY, 364 * DAY),
)
"""What one sign may stand for."""


class Scale(Struct, frozen=True):
    """`cells` signs of `step` each, the first from `origin` on.

    `offset` is by how much the event's clocks are before UTC, so that hours and days begin there.
    """

    origin: int
    step: int
    cells: int
    offset: int = 0

    @property
    def end(self) -> int:
        """The moment after the last sign."""
        return self.origin + self.cells * self.step

    def cell_of(self, moment: int) -> int:
        """The sign that stands for it; below 0 or from `cells` on if it is not on the bar."""
        return (moment - self.origin) // self.step

    def begin_of(self, moment: int) -> int:
        """From when on its sign stands."""
        return floored(moment, self.step, self.offset)

    def is_shown(self, moment: int) -> bool:
        """Whether it is on the bar."""
        return 0 <= self.cell_of(moment) < self.cells

    def showing(self, moment: int) -> Scale:
        """The same, moved as far as is needed for it to be on the bar, with some room beside."""
        cell, room = self.cell_of(moment), self.cells // 4
        by = cell - room if cell < 0 else cell - (self.cells - 1 - room)
        return self if self.is_shown(moment) else self._moved(by)

    def zoomed(self, moment: int, by: int) -> Scale:
        """With the next longer or shorter step; the moment stays where it is."""
        at = STEPS.index(self.step) + by
        if not 0 <= at < len(STEPS):
            return self
        cell = min(max(0, self.cell_of(moment)), self.cells - 1)
        begin = floored(moment, STEPS[at], self.offset)
        return replace(self, step=STEPS[at], origin=begin - cell * STEPS[at])

    def wide(self, cells: int, moment: int) -> Scale:
        """With so many signs, the moment still among them."""
        return replace(self, cells=max(1, cells)).showing(moment)

    def _moved(self, cells: int) -> Scale:
        return replace(self, origin=self.origin + cells * self.step)


def fitting(begin: int, end: int, cells: int, offset: int) -> Scale:
    """The shortest steps with which all from `begin` to `end` has room, in the middle."""
    cells = max(1, cells)
    has_room = (step for step in STEPS if _used(begin, end, step, offset) <= cells)
    step = next(has_room, STEPS[-1])
    free = max(0, cells - _used(begin, end, step, offset))
    return Scale(floored(begin, step, offset) - free // 2 * step, step, cells, offset)


def _used(begin: int, end: int, step: int, offset: int) -> int:
    return (end - floored(begin, step, offset)) // step + 1


def floored(moment: int, step: int, offset: int) -> int:
    """The whole hour, or whatever the step is, in which a moment is, by the event's clocks."""
    return (moment + offset) // step * step - offset

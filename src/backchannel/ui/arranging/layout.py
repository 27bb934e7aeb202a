"""Which panes are seen at a size, and where. Pure.

Panes stand in columns; notes, pins and questions share one. What the reader made of that is a
`DeskLayout`, and any of them, from whatever file, is a layout that can be drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from backchannel.model.preferences import AS_MADE, DeskLayout

FEEDS: Final = 1
BACKCHANNEL: Final = 2
NOTES: Final = 3
PINS: Final = 4
QUESTIONS: Final = 5
PANES: Final = (FEEDS, BACKCHANNEL, NOTES, PINS, QUESTIONS)

WIDE: Final = 120
NARROW: Final = 80

LEAST_WIDTH: Final = 24
LEAST_HEIGHT: Final = 4
"""What a pane needs to be of use, its frame included."""

COLUMNS: Final = ((FEEDS,), (BACKCHANNEL,), (NOTES, PINS, QUESTIONS))
"""A column is named by its first pane."""

_WIDTHS: Final = {FEEDS: 4_000, BACKCHANNEL: 6_000, NOTES: 4_000}
_HEIGHTS: Final = {FEEDS: 6_000, BACKCHANNEL: 6_000, NOTES: 6_000, PINS: 4_000, QUESTIONS: 6_000}
"""Shares of the width and of the height of a column, until somebody changes them."""


class Place(NamedTuple):
    """Where a pane is, its frame included, in cells."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first cell beside it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.y + self.height


class Scene(NamedTuple):
    """The panes to be shown and the room for them; `front` are those that matter most."""

    seen: tuple[int, ...]
    width: int
    height: int
    front: tuple[int, ...] = ()


def seen_panes(
    width: int, active: int, beside: int, layout: DeskLayout = AS_MADE
) -> tuple[int, ...]:
    """All panes from 120 columns, two from 80, one below; none that is hidden, but `active` always.

    With two, the backchannel stays and the other place is for `active`, or for `beside`, which was
    there last.
    """
    shown = tuple(n for n in PANES if n == active or n not in layout.hidden)
    if width >= WIDE:
        return shown
    if width < NARROW or len(shown) == 1:
        return (active,)
    first = BACKCHANNEL if BACKCHANNEL in shown else shown[0]
    if active != first:
        return (first, active)
    others = [n for n in shown if n != first]
    return (first, beside if beside in others else others[0])


def columns(layout: DeskLayout, seen: Sequence[int] = PANES) -> list[tuple[int, ...]]:
    """The columns that hold panes which are seen, from the left, with these."""
    known = {column[0]: column for column in COLUMNS}
    order = dict.fromkeys([*(n for n in layout.order if n in known), *known])
    found = (tuple(n for n in known[name] if n in seen) for name in order)
    return [column for column in found if column]


def column_of(number: int) -> int:
    """The name of the column where a pane stands."""
    return next(column[0] for column in COLUMNS if number in column)


def places(scene: Scene, layout: DeskLayout = AS_MADE) -> Mapping[int, Place]:
    """Panes side by side, each cell given to one of them.

    A column that is too low for all of its panes shows those in front, else the first ones.
    """
    found: dict[int, Place] = {}
    x = 0
    standing = columns(layout, scene.seen)
    for column, wide in zip(standing, widths(scene, layout), strict=True):
        y = 0
        stacked = _stacked(column, scene)
        for number, high in zip(stacked, heights(stacked, scene.height, layout), strict=True):
            found[number] = Place(x, y, wide, high)
            y += high
        x += wide
    return found


def widths(scene: Scene, layout: DeskLayout) -> list[int]:
    """Cells of each column that is seen."""
    names = [column_of(column[0]) for column in columns(layout, scene.seen)]
    return shared(scene.width, width_weights(layout, names), LEAST_WIDTH)


def width_weights(layout: DeskLayout, names: Sequence[int]) -> list[int]:
    """What columns, by name, get beside each other."""
    return [layout.widths.get(name, _WIDTHS[name]) for name in names]


def heights(column: Sequence[int], whole: int, layout: DeskLayout) -> list[int]:
    """Rows of each pane of a column."""
    weights = [layout.heights.get(number, _HEIGHTS[number]) for number in column]
    return shared(whole, weights, LEAST_HEIGHT)


def _stacked(column: Sequence[int], scene: Scene) -> list[int]:
    room = max(1, scene.height // LEAST_HEIGHT)
    kept = sorted(column, key=lambda number: number not in scene.front[:1])
    kept = sorted(kept, key=lambda number: number not in scene.front)[:room]
    return [number for number in column if number in kept]


def shared(whole: int, weights: Sequence[int], least: int) -> list[int]:
    """How much each gets of a whole: its share, but `least` if there is as much for everybody."""
    lengths = _proportional(whole, weights)
    small = {index for index, length in enumerate(lengths) if length < least}
    if not small or whole < least * len(weights):
        return lengths
    others = [index for index in range(len(weights)) if index not in small]
    rest = shared(whole - least * len(small), [weights[index] for index in others], least)
    given = dict(zip(others, rest, strict=True))
    return [given.get(index, least) for index in range(len(weights))]


def _proportional(whole: int, weights: Sequence[int]) -> list[int]:
    total, given, start = sum(weights), 0, 0
    lengths = []
    for weight in weights:
        given += weight
        end = (2 * whole * given + total) // (2 * total)  # to the nearest cell
        lengths.append(end - start)
        start = end
    return lengths

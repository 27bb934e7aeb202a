"""What somebody does to a layout: each act gives another one, or the same when it cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from backchannel.model.preferences import DeskLayout
from backchannel.ui.arranging.layout import (
    COLUMNS,
    LEAST_HEIGHT,
    LEAST_WIDTH,
    PANES,
    Place,
    Scene,
    column_of,
    columns,
    heights,
    places,
    width_weights,
    widths,
)

WHOLE: Final = 12_000
"""Shares are of this; fine enough to give back every cell that was dragged."""


class Divider(NamedTuple):
    """The line between two panes that stand beside each other, or one above the other."""

    first: int
    second: int
    is_upright: bool


def widened(layout: DeskLayout, scene: Scene, number: int, by: int) -> DeskLayout:
    """A pane's column wider by so many cells, or narrower, at the expense of those around it."""
    standing = columns(layout, scene.seen)
    index = next((n for n, column in enumerate(standing) if number in column), None)
    if index is None:
        return layout
    lengths = _traded(widths(scene, layout), index, by, LEAST_WIDTH)
    return _with_widths(layout, scene, lengths)


def heightened(layout: DeskLayout, scene: Scene, number: int, by: int) -> DeskLayout:
    """A pane higher by so many rows, or lower, at the expense of those in its column."""
    column = stacked_with(layout, scene, number)
    if number not in column:
        return layout
    lengths = heights(column, scene.height, layout)
    return _with_heights(layout, column, _traded(lengths, column.index(number), by, LEAST_HEIGHT))


def moved(layout: DeskLayout, scene: Scene, number: int, by: int) -> DeskLayout:
    """A pane's column one place further to the right, or to the left, past those that are seen."""
    standing = [column_of(column[0]) for column in columns(layout, scene.seen)]
    everyone = [column_of(column[0]) for column in columns(layout)]
    name = column_of(number)
    goal = standing.index(name) + by if name in standing else -1
    if not 0 <= goal < len(standing):
        return layout
    one, other = everyone.index(name), everyone.index(standing[goal])
    everyone.insert(other, everyone.pop(one))
    return replace(layout, order=tuple(everyone))


def without(layout: DeskLayout, number: int) -> DeskLayout:
    """A pane out of the way; the last one stays."""
    hidden = layout.hidden | {number}
    return layout if set(PANES) <= hidden else replace(layout, hidden=hidden)


def with_pane(layout: DeskLayout, number: int) -> DeskLayout:
    """A pane that was out of the way is back."""
    return replace(layout, hidden=layout.hidden - {number})


def with_all(layout: DeskLayout) -> DeskLayout:
    """No pane is out of the way."""
    return replace(layout, hidden=frozenset())


def divider_at(
    found: Mapping[int, Place], x: int, y: int, *, has_floor: bool = True
) -> Divider | None:
    """The line between two panes at a cell: the edges of both. `has_floor`: they have lower ones.

    Where an upright one meets a level one, it is the upright one.
    """
    for first, one in found.items():
        for second, other in found.items():
            is_between = one.right == other.x and other.y <= y < other.bottom
            if is_between and x in {other.x - 1, other.x} and one.y <= y < one.bottom:
                return Divider(first, second, is_upright=True)
    for first, one in found.items():
        for second, other in found.items():
            is_between = one.bottom == other.y and one.x == other.x and one.x <= x < one.right
            if is_between and (y == other.y or (has_floor and y == other.y - 1)):
                return Divider(first, second, is_upright=False)
    return None


def dragged(layout: DeskLayout, scene: Scene, divider: Divider, to: int) -> DeskLayout:
    """The second pane begins there, as far as the panes on both sides stay of use."""
    found = places(scene, layout)
    if divider.first not in found or divider.second not in found:
        return layout
    one, other = found[divider.first], found[divider.second]
    if divider.is_upright:
        standing = columns(layout, scene.seen)
        index = next(n for n, column in enumerate(standing) if divider.first in column)
        by = _within(to - other.x, one.width, other.width, LEAST_WIDTH)
        return _with_widths(layout, scene, _shifted(widths(scene, layout), index, by))
    column = stacked_with(layout, scene, divider.first)
    by = _within(to - other.y, one.height, other.height, LEAST_HEIGHT)
    lengths = [found[number].height for number in column]
    return _with_heights(layout, column, _shifted(lengths, column.index(divider.first), by))


def _within(by: int, one: int, other: int, least: int) -> int:
    """As much of a move as leaves enough on both sides."""
    return min(max(by, min(0, least - one)), max(0, other - least))


def _shifted(lengths: Sequence[int], index: int, by: int) -> list[int]:
    one, other = lengths[index] + by, lengths[index + 1] - by
    return [*lengths[:index], one, other, *lengths[index + 2 :]]


def _traded(lengths: Sequence[int], index: int, by: int, least: int) -> list[int]:
    """One gets more from the others, the next ones first, then those before; or gives it to one."""
    lengths = list(lengths)
    others = [*range(index + 1, len(lengths)), *reversed(range(index))]
    if by < 0 and others:
        given = min(-by, max(0, lengths[index] - least))
        lengths[index] -= given
        lengths[others[0]] += given
        return lengths
    for other in others:
        taken = min(by, max(0, lengths[other] - least))
        lengths[index] += taken
        lengths[other] -= taken
        by -= taken
    return lengths


def _with_widths(layout: DeskLayout, scene: Scene, lengths: Sequence[int]) -> DeskLayout:
    """So many cells; columns that are not seen keep their share beside those that are."""
    if list(lengths) == widths(scene, layout):
        return layout
    everyone = [column[0] for column in COLUMNS]
    shares = dict(zip(everyone, _shares(width_weights(layout, everyone), WHOLE), strict=True))
    names = [column_of(column[0]) for column in columns(layout, scene.seen)]
    given = _shares(lengths, max(sum(shares[name] for name in names), WHOLE // 3))
    return replace(layout, widths={**shares, **dict(zip(names, given, strict=True))})


def _with_heights(layout: DeskLayout, column: Sequence[int], lengths: Sequence[int]) -> DeskLayout:
    if list(lengths) == heights(column, sum(lengths), layout):
        return layout
    given = _shares(lengths, WHOLE)
    return replace(layout, heights={**layout.heights, **dict(zip(column, given, strict=True))})


def _shares(lengths: Sequence[int], whole: int) -> list[int]:
    total = max(1, sum(lengths))
    return [max(1, (2 * whole * length + total) // (2 * total)) for length in lengths]


def stacked_with(layout: DeskLayout, scene: Scene, number: int) -> list[int]:
    """The panes that are seen in the column of one, itself included."""
    found = places(scene, layout)
    return [other for other in found if column_of(other) == column_of(number)]

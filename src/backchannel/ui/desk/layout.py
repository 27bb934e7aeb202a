"""Which panes are seen at a size, and where. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

FEEDS: Final = 1
BACKCHANNEL: Final = 2
NOTES: Final = 3
PINS: Final = 4
PANES: Final = (FEEDS, BACKCHANNEL, NOTES, PINS)

WIDE: Final = 120
NARROW: Final = 80


def seen_panes(width: int, active: int, beside: int) -> tuple[int, ...]:
    """All panes from 120 columns, two from 80, one below.

    With two, the backchannel stays and the other place is for `active`, or for `beside`, which was
    there last.
    """
    if width >= WIDE:
        return PANES
    if width >= NARROW:
        return (BACKCHANNEL, beside if active == BACKCHANNEL else active)
    return (active,)


_COLUMNS: Final = ((FEEDS,), (BACKCHANNEL,), (NOTES, PINS))
_WIDTHS: Final = {FEEDS: 4, BACKCHANNEL: 6, NOTES: 4, PINS: 4}
_HEIGHTS: Final = {FEEDS: 1, BACKCHANNEL: 1, NOTES: 3, PINS: 2}
"""Shares of the width and of the height of a column."""


class Place(NamedTuple):
    """Where a pane is, its frame included, in cells."""

    x: int
    y: int
    width: int
    height: int


def places(seen: Iterable[int], width: int, height: int) -> Mapping[int, Place]:
    """The panes that are seen, side by side, each cell given to one of them."""
    is_seen = frozenset(seen)
    columns = [here for column in _COLUMNS if (here := [n for n in column if n in is_seen])]
    found: dict[int, Place] = {}
    for column, (x, wide) in zip(
        columns, _shared(width, [_WIDTHS[column[0]] for column in columns]), strict=True
    ):
        shares = _shared(height, [_HEIGHTS[number] for number in column])
        for number, (y, high) in zip(column, shares, strict=True):
            found[number] = Place(x, y, wide, high)
    return found


def _shared(whole: int, shares: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(start, length) of each share; nothing is left over."""
    total, given, start = sum(shares), 0, 0
    for share in shares:
        given += share
        end = whole * given // total
        yield start, end - start
        start = end

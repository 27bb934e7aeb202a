"""Puts every widget of a container where it is told, without containers in between.

Textual draws every container whole, and then what is on top of it: two frames and a row of columns
were half of the cells of a first frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget


class Arrangement(Layout):
    """`where` answers, for the size of the container, the region of each widget that is seen."""

    name = "arrangement"

    def __init__(self, where: Callable[[Size], Mapping[Widget, Region]]) -> None:
        self._where = where

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """Textual asks."""
        regions = self._where(size)
        return [
            WidgetPlacement(regions[child], NULL_OFFSET, NULL_SPACING, child)
            for child in children
            if child in regions
        ]

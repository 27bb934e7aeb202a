"""What is painted anew, and no more: Textual asks every widget for all of its rows.

And it keeps in each row what the row is divided into, also when that is the row itself. Such a
circle is freed only by a search for garbage: a third of what a desk holds after much reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar, cast

from textual import events
from textual._compositor import Compositor
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.strip import Strip

Answer = TypeVar("Answer")


class RowCompositor(Compositor):
    """Asks only the widgets on the rows that changed, and for those rows.

    A row that a key changes is painted in a third of the time; the whole screen in the same.
    """

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        rows: list[dict[int, Strip | None]] = [dict.fromkeys(cuts[:-1]) for cuts in self.cuts]
        for region, clip, strips in self._get_renders(crop):
            seen = region.intersection(clip)
            for y, strip in zip(seen.line_range, strips, strict=False):
                if is_rendered_line(y):
                    self._lay(strip, rows[y], seen.x, y)
        return cast("Sequence[Mapping[int, Strip]]", rows)  # what is missing is not painted

    def _lay(self, strip: Strip, row: dict[int, Strip | None], x: int, y: int) -> None:
        """Put what a widget paints in a row below what others put there before."""
        right = x + strip.cell_length
        cuts = [cut for cut in self.cuts[y] if x <= cut <= right]
        is_one = len(cuts) == 2 and cuts[1] == right
        parts = (strip,) if is_one else strip.divide([cut - x for cut in cuts[1:]])
        for cut, part in zip(cuts, parts, strict=False):
            if row.get(cut) is None:
                row[cut] = part

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


class RowScreen(Screen[Answer]):
    """A screen that paints so."""

    def __init__(
        self,
        name: str | None = None,
        id: str | None = None,  # noqa: A002  # Textual's name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(name, id, classes)
        self._compositor = RowCompositor()
        self._was_seen = False

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """The first time, all widgets have just been given their styles."""
        event.refresh_styles = event.refresh_styles and self._was_seen
        self._was_seen = True


class RowModalScreen(ModalScreen[Answer], RowScreen[Answer]):
    """One that lies over another. Textual takes the styles of the base that is named first."""

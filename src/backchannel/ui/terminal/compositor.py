"""What is painted anew, and no more: Textual asks every widget for all of its rows.

And it keeps in each row what the row is divided into, also when that is the row itself. Such a
circle is freed only by a search for garbage: a third of what a desk holds after much reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, cast

from textual._compositor import ChopsUpdate, Compositor, CompositorMap, ReflowResult
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from textual.color import Color

Frame = tuple[Strip, Strip]
"""What stands left and right of a row."""

_NO_FRAME: Frame = Strip([], 0), Strip([], 0)

_UNSEEN = Size(0, 0)

_KEPT = 500
"""Framed rows kept; a screen shows far fewer."""


class RowCompositor(Compositor):
    """Asks each widget for the rows in which something of it changed, and for no others.

    A row that a key changes is painted in a third of the time; the whole screen in the same.
    """

    def __init__(self) -> None:
        super().__init__()
        self._told: CompositorMap = {}

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lay everything out; who is hidden, shown and resized since it was done last.

        A widget that asks for its size right after it was mounted makes Textual arrange them all,
        and forget that it has still to be told its size.
        """
        self._full_map = self._told
        found = super().reflow(parent, size)
        self._told = self._full_map
        return found

    def clear(self) -> None:
        """Let go of all widgets, as the screen closes."""
        super().clear()
        self._told = {}

    def rows(self, numbers: Iterable[int]) -> Mapping[int, Strip]:
        """These rows of the screen, as far as it has them; the others are not asked for."""
        width, height = self.size
        asked = [y for y in numbers if y < height]
        chops = self._chops({y: [(0, width)] for y in asked})
        return {y: Strip.join(chops[y].values()) for y in asked}

    def take_dirty(self) -> set[Region]:
        """What is to be painted, which somebody else sees to from here."""
        dirty, self._dirty_regions = self._dirty_regions, set()
        return dirty

    def confine(self, regions: set[Region]) -> None:
        """Paint next what is there, and nothing else of what is to be painted."""
        self._dirty_regions = regions

    def render_partial_update(self) -> ChopsUpdate | None:
        """What changed, if anything did."""
        dirty = self.take_dirty()
        if not dirty:
            return None
        spans = [*self._regions_to_spans(dirty)]
        changed: dict[int, list[tuple[int, int]]] = {}
        for y, left, right in spans:
            changed.setdefault(y, []).append((left, right))
        return ChopsUpdate(self._chops(changed), spans, [cuts[1:] for cuts in self.cuts])

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        return self._chops({y: [crop.column_span] for y in crop.line_range if is_rendered_line(y)})

    def _chops(
        self, changed: Mapping[int, Sequence[tuple[int, int]]]
    ) -> Sequence[Mapping[int, Strip]]:
        """By row and column what is painted there; what is missing is not painted.

        `changed` says from which column to which, by row.
        """
        rows: list[dict[int, Strip | None]] = [dict.fromkeys(cuts[:-1]) for cuts in self.cuts]
        lacking = {y: self._within(y, changed[y]) for y in changed}
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            first, end = seen.column_span
            asked = [
                y
                for y in seen.line_range
                if lacking.get(y)
                and any(left < end and right > first for left, right in changed[y])
            ]
            for y, height in runs(asked):
                part = Region(seen.x - region.x, y - region.y, seen.width, height)
                for at, strip in enumerate(widget.render_lines(part), y):
                    lacking[at].difference_update(self._lay(strip, rows[at], seen.x, at))
        return cast("Sequence[Mapping[int, Strip]]", rows)

    def _within(self, y: int, spans: Sequence[tuple[int, int]]) -> set[int]:
        """Where the parts of a row begin of which something is to be painted."""
        return {
            cut
            for cut, end in pairwise(self.cuts[y])
            if any(left < end and right > cut for left, right in spans)
        }

    def _lay(self, strip: Strip, row: dict[int, Strip | None], x: int, y: int) -> Sequence[int]:
        """Put what a widget paints in a row below what others put there before; all its columns."""
        right = x + strip.cell_length
        cuts = [cut for cut in self.cuts[y] if x <= cut <= right]
        is_one = len(cuts) == 2 and cuts[1] == right
        parts = (strip,) if is_one else strip.divide([cut - x for cut in cuts[1:]])
        for cut, part in zip(cuts, parts, strict=False):
            if row.get(cut) is None:
                row[cut] = part
        return cuts[:-1]


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Growing numbers as runs: where each begins, and how many it has."""
    first = count = 0
    for number in numbers:
        if count and number != first + count:
            yield first, count
            count = 0
        if not count:
            first = number
        count += 1
    if count:
        yield first, count


class RowWidget(Widget):
    """A widget whose rows stay the same strips for as long as they look the same.

    Textual makes another strip of every row it paints, with the border around it, and writes each
    out anew. Here a row is framed and written out once, however often it moves.
    """

    def __init__(
        self,
        *children: Widget,
        id: str | None = None,  # noqa: A002  # Textual's name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(*children, id=id, classes=classes)
        self._framed: dict[int, tuple[Strip, Frame, Strip]] = {}
        self._frame_kept: tuple[object, Frame] = None, _NO_FRAME
        self._fitted = _UNSEEN

    def lay_out(self) -> None:
        """Make what is painted for the size and the manner that there are now."""

    def fit(self) -> None:
        """Lay out now if it is seen, else in the frame in which it will be."""
        if self.is_mounted:
            self._fitted = self.size
            if self._fitted:
                self.lay_out()

    def unfit(self) -> None:
        """What will be seen of it differs from what is laid out."""
        self._fitted = _UNSEEN

    def on_resize(self) -> None:
        """The first time this comes before it is mounted, and later after the new size is told."""
        self._fit_if_needed()

    def _fit_if_needed(self) -> None:
        if self.size != self._fitted:
            self.fit()

    def _size_updated(
        self,
        size: Size,
        virtual_size: Size,
        container_size: Size,
        layout: bool = True,
    ) -> bool:
        """Fit before the frame that has the new size: its message comes after that was painted."""
        is_new = super()._size_updated(size, virtual_size, container_size, layout)
        self._fit_if_needed()
        return is_new

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows as Textual would paint them."""
        if self.opacity < 1:
            return super().render_lines(crop)
        inside = self.content_region.translate(-self.region.offset)
        first, last = max(crop.y, inside.y), min(crop.bottom, inside.bottom)
        if first >= last:
            return super().render_lines(crop)
        rows = super().render_lines(crop._replace(height=first - crop.y)) if crop.y < first else []
        background = self.background_colors
        lines = [self._line(y - inside.y, inside.width) for y in range(first, last)]
        framed = self._in_frame(lines, self._frame(inside, first, background), background[1])
        rows += [row.crop(*crop.column_span) for row in framed]
        if last < crop.bottom:
            rows += super().render_lines(crop._replace(y=last, height=crop.bottom - last))
        return rows

    def notify_style_update(self) -> None:
        """Frame every row anew."""
        super().notify_style_update()
        self._framed.clear()
        self._frame_kept = None, _NO_FRAME

    def _line(self, y: int, width: int) -> Strip:
        row = self.render_line(y)
        is_whole = row.cell_length == width
        return row if is_whole else row.adjust_cell_length(width, self.rich_style)

    def _frame(self, inside: Region, y: int, background: tuple[Color, Color]) -> Frame:
        """What stands left and right of every row; painted once for as long as it looks so."""
        if inside.width == self.region.width:
            return _NO_FRAME
        look = self.styles._cache_key, inside, self.region.width, background  # noqa: SLF001  # tells of all its styles
        if self._frame_kept[0] != look:
            row = super().render_lines(Region(0, y, self.region.width, 1))[0]
            self._frame_kept = look, (row.crop(0, inside.x), row.crop(inside.right))
        return self._frame_kept[1]

    def _in_frame(self, lines: Iterable[Strip], frame: Frame, background: Color) -> Iterator[Strip]:
        left, right = frame
        width = self.region.width
        filters = self.get_line_filters()
        for line in lines:
            kept = self._framed.get(id(line))
            if kept is None or kept[0] is not line or kept[1] != frame:
                inner = [*line]
                for each in filters:
                    inner = each.apply(inner, background)
                if len(self._framed) >= _KEPT:
                    self._framed.clear()
                kept = line, frame, Strip([*left, *inner, *right], width)
                self._framed[id(line)] = kept
            yield kept[2]

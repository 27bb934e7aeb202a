"""Screens that paint what is new, and such as lie over others, which are seen through them.

Those are fainter then, so that it does not look as if their keys were heard.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Final, Self, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual._context import visible_screen_stack
from textual.geometry import Region
from textual.reactive import Reactive
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widget import Widget

from backchannel.ui.terminal.compositor import RowCompositor
from backchannel.ui.terminal.larger import Block

if TYPE_CHECKING:
    from textual.color import Color

Answer = TypeVar("Answer")

_FAINT = Style(dim=True, bold=False)

HOLD: Final = 0.03
"""Seconds for which what is to be painted waits for what a key has asked for, at most."""

_FAINTER_AFTER: Final = 0.1
"""Seconds after which what is behind something that has opened grows fainter."""

_LOOK_BEHIND: Final = 1.0
"""Seconds between two looks at what changes behind what is open, at least."""


class _Faint(BackgroundScreen):
    """A screen in no colours, dim."""

    @classmethod
    def process_segments(cls, segments: Iterable[Segment], color: Color) -> Iterable[Segment]:
        """Tint them, as far as their colours have names."""
        for text, style, control in super().process_segments(segments, color):
            faint = _FAINT if style is None else style.without_color + _FAINT
            yield Segment(text, None if control else faint, control)


class RowScreen(Screen[Answer]):
    """A screen that paints so. It is not painted anew because another widget has the keyboard."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(
        self,
        name: str | None = None,
        id: str | None = None,  # noqa: A002  # Textual's name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(name, id, classes)
        self._compositor = self._painter = RowCompositor()
        self._was_seen = False
        self._held_until = 0.0
        self._released = asyncio.Event()
        self._released.set()

    def hold(self) -> None:
        """Paint nothing until what a key has asked for is there, so that it is one frame with it.

        A pane that gets the keyboard would be painted first, and it later.
        """
        self._held_until = monotonic() + HOLD
        self._released.clear()

    def release(self) -> None:
        """It is there."""
        self._released.set()

    async def released(self) -> None:
        """What can wait comes after what is held; at once if nothing is."""
        with suppress(TimeoutError):
            async with asyncio.timeout(HOLD):
                await self._released.wait()

    def seen_rows(self, numbers: Iterable[int]) -> Mapping[int, Strip]:
        """Rows of what it shows, for what lies over it."""
        return self._painter.rows(numbers)

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """The first time, all widgets have just been given their styles, and are painted by this.

        Each has asked to be painted as it was told its size, and the screen asks for all of it.
        """
        event.refresh_styles = event.refresh_styles and self._was_seen
        if not self._was_seen:
            self.call_next(self._be_painted)
        self._was_seen = True

    def _be_painted(self) -> None:
        for widget in self.walk_children(Widget, with_self=True):
            widget._repaint_required = False  # noqa: SLF001  # as where it is painted
            widget._exchange_repaint_regions()  # noqa: SLF001  # the same

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Where it is to be laid out again, what becomes another by that is painted, and no more.

        Textual paints all of it then: whenever something opens over it, and when that closes.
        """
        is_whole = repaint and not (layout and self._was_seen and not regions)
        return super().refresh(*regions, repaint=is_whole, layout=layout, recompose=recompose)

    def _on_timer_update(self) -> None:
        """Paint what its widgets asked for, also where it is to be painted itself.

        Textual forgets them then, as if it were always painted whole: what a key has changed in a
        panel would be seen when something else is painted there.
        """
        is_seen = self.is_current and not self.app._batch_count  # noqa: SLF001  # as Textual asks
        if self._is_holding:
            self._update_timer.resume()
            return
        if self._repaint_required and is_seen:
            self._repaint_required = False
            self._dirty_widgets.add(self)
        super()._on_timer_update()

    @property
    def _is_holding(self) -> bool:
        return not self._released.is_set() and monotonic() < self._held_until

    def _compositor_refresh(self) -> None:
        """Paint; where it lies behind others, tell the uppermost what is to be seen through it.

        Textual tells that to both, so that everything that ever changed is painted each time.
        """
        stack = self.app.screen_stack
        if self not in stack[:-1]:
            super()._compositor_refresh()
            return
        regions = self._painter.take_dirty()
        self._dirty_widgets.clear()
        if regions and self.is_current:
            *between, uppermost = stack[stack.index(self) + 1 :]
            for each in between:
                each._set_dirty(*regions)  # noqa: SLF001  # it is not painted now
            if isinstance(uppermost, RowModalScreen):
                uppermost.changed_behind(regions)

    def enlarged(self) -> Sequence[Block]:
        """What it shows in larger letters, where its widgets paint blanks."""
        return ()

    def enlarge(self) -> None:
        """Lay out again: the terminal has answered how large its letters can be."""


class RowModalScreen(ModalScreen[Answer], RowScreen[Answer]):
    """One that lies over another, of which it paints anew the rows that have changed, fainter.

    Textual paints all of them for each letter. It takes the styles of the base that is named first.
    What opens is painted first, and what is behind it fainter when that has what it shows: it is
    most of the work, and whoever pressed the key waits for the other.
    """

    _is_over = False
    _is_to_look = False
    _looked_at = 0.0

    def changed_behind(self, regions: Iterable[Region]) -> None:
        """There, what is seen through it is another.

        It is not painted more than once in a second: with posts arriving it is more work than all
        that the keys ask for here, which would have to wait for it.
        """
        self._stale |= set(regions)
        if self._is_to_look:
            return
        self._is_to_look = True
        wait = self._looked_at + _LOOK_BEHIND - monotonic()
        if wait > 0:
            self.set_timer(wait, self._look_behind)
        else:
            self._look_behind()

    def _look_behind(self) -> None:
        self._is_to_look, self._looked_at = False, monotonic()
        changed = tuple(self._stale)
        self._stale.clear()
        self.refresh(*changed)

    @cached_property
    def _stale(self) -> set[Region]:
        """Where what is behind is another than what is seen of it."""
        return set()

    def _compositor_refresh(self) -> None:
        """Paint; the first time only what has just opened, if it leaves anything to be seen."""
        if not self._is_over and self.app.screen is self:
            self._is_over = True
            self._painter.confine({each.region for each in self.children if each.display})
            self.set_timer(_FAINTER_AFTER, self._grow_fainter)
        super()._compositor_refresh()

    def _grow_fainter(self) -> None:
        opened = [each.region for each in self.children if each.display]
        around = _around(self.region, opened[0]) if len(opened) == 1 else [self.region]
        if around:
            self.refresh(*around)

    @cached_property
    def _behind(self) -> dict[int, Strip]:
        """Rows of the other as they look from here, by their numbers."""
        return {}

    def render_lines(self, crop: Region) -> list[Strip]:
        """What is seen of the other, fainter in any colours."""
        below = self._below()
        if below is None or self.opacity < 1:
            return super().render_lines(crop)
        width = self.size.width
        kept = {y for y, row in self._behind.items() if row.cell_length == width}
        self._see(below, [y for y in crop.line_range if y not in kept])
        return [self._behind[y].crop(*crop.column_span) for y in crop.line_range]

    def notify_style_update(self) -> None:
        """See it in the new colours."""
        super().notify_style_update()
        self._behind.clear()

    def _set_dirty(self, *regions: Region) -> None:
        """What is there is to be seen anew: all, or the rows of some regions."""
        super()._set_dirty(*regions)
        if not regions:
            self._behind.clear()
        for y in {y for region in regions for y in region.line_range}:
            self._behind.pop(y, None)

    def _below(self) -> RowScreen[object] | None:
        """The screen that is seen through this one."""
        stack = self.app.screen_stack
        at = stack.index(self) if self in stack else 0
        below = stack[at - 1] if at and self.styles.background.a < 1 else None
        return below if isinstance(below, RowScreen) else None

    def _see(self, below: RowScreen[object], numbers: list[int]) -> None:
        """Keep these rows of it as they look from here."""
        outer = visible_screen_stack.set([])  # it knows itself what is below
        try:
            rows = below.seen_rows(numbers)
        finally:
            visible_screen_stack.reset(outer)
        self._dirty_regions.clear()  # as where all of it is rendered
        width, tint, own = self.size.width, self.styles.background, self.background_colors[1]
        kind = _Faint if self.app.native_ansi_color else BackgroundScreen
        under = self.visual_style.rich_style
        filters = self.get_line_filters()
        for y in numbers:
            row = rows.get(y, Strip([])).adjust_cell_length(width, self.rich_style)
            seen = [Segment(text, under + _tinted(style, tint, kind)) for text, style, _ in row]
            for each in filters:
                seen = each.apply(seen, own)
            self._behind[y] = Strip(seen, width)


def _around(whole: Region, inner: Region) -> list[Region]:
    """What is above, left, right and below of a part of it."""
    x, y, width, height = inner
    parts = (
        Region(0, 0, whole.width, y),
        Region(0, y, x, height),
        Region(x + width, y, whole.width - x - width, height),
        Region(0, y + height, whole.width, whole.height - y - height),
    )
    return [part for part in parts if part.width > 0 and part.height > 0]


@lru_cache(maxsize=4_096)
def _tinted(style: Style | None, tint: Color, kind: type[BackgroundScreen]) -> Style | None:
    """A style as it is seen through a screen."""
    (segment,) = kind.process_segments([Segment(" ", style)], tint)
    return segment.style

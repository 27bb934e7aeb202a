"""The widget of a list: its keys, the mouse over it, and what of it is painted anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events, on  # Textual looks at a method's annotations
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from backchannel.ui.commands import Where, bindings
from backchannel.ui.keymap import with_keys
from backchannel.ui.lines.drawing import Density, Role
from backchannel.ui.lines.wrap import wrap
from backchannel.ui.selecting.marked import with_marks
from backchannel.ui.terminal.compositor import RowWidget
from backchannel.ui.widgets.colours import LEAD, MARK, cursor_in, role_in, style_in
from backchannel.ui.widgets.rows.listing import Listing
from backchannel.ui.widgets.rows.row import Looks, Row
from backchannel.ui.widgets.rows.scroll import Line


class Rows(RowWidget, can_focus=True):
    """Rows with a cursor that stays on its row, whatever comes or goes around it."""

    ALLOW_SELECT = False
    HEARS_AT_ONCE: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.ROWS)]
    DEFAULT_CSS = "Rows { height: 1fr; }"

    empty: reactive[str] = reactive("")
    density: reactive[Density] = reactive(Density.COMFORTABLE)

    class Opened(Message):
        """The reader wants to go on with a row."""

        def __init__(self, rows: Rows, row: Row) -> None:
            self.rows, self.row = rows, row
            super().__init__()

        @property
        def control(self) -> Rows:
            """Who says it."""
            return self.rows

    def __init__(
        self,
        *,
        empty: str = "",
        aside_lines: int = 1,
        id: str | None = None,  # noqa: A002  # Textual's name for it
    ) -> None:
        super().__init__(id=id)
        self.aside_lines = aside_lines
        self.set_reactive(Rows.empty, empty)
        self.listing = Listing()
        self._seen: Sequence[Line | None] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All that are listed."""
        return self.listing.rows

    @property
    def chosen(self) -> Row | None:
        """The row under the cursor."""
        return self.listing.chosen

    def show(self, rows: Sequence[Row], *, is_still: bool = False) -> None:
        """Show these rows; the cursor's row keeps its line on the screen.

        `is_still`: also where that leaves empty lines at an end of the list.
        """
        if (wanted := tuple(rows)) == self.rows:
            return
        if self.is_attached and self.text_selection:
            self.screen.clear_selection()  # it was of lines that may be others now
        if not self.size.width:
            self.unfit()
        self.listing.take(wanted, is_still=is_still)
        if self.listing.cursor is None and wanted and self.has_focus:
            self.listing.choose(wanted[0].key)
        self._draw()

    def line_at(self, y: int) -> Line | None:
        """The line at a row of the view, or the last one above; None in an empty list."""
        lines = [line for line in self._seen if line is not None]
        above = [line for line in self._seen[: y + 1] if line is not None]
        return above[-1] if above else lines[0] if lines else None

    def choose(self, key: str) -> None:
        """Put the cursor on a row."""
        before, top = self.listing.at, self.listing.scroll.top
        self.listing.choose(key)
        if self.listing.scroll.top != top:
            self._draw()
        else:
            self._draw_row(before)
            self._draw_row(self.listing.at)

    def action_go(self, by: int) -> None:
        """Move the cursor by rows."""
        if not self.rows:
            return
        index = self.listing.at
        goal = (0 if by > 0 else len(self.rows) - 1) if index is None and abs(by) == 1 else by
        if index is not None:
            goal = index + by
        self.choose(self.rows[min(max(goal, 0), len(self.rows) - 1)].key)

    def action_go_page(self, direction: int) -> None:
        """Move the cursor by as many rows as are seen."""
        seen = {line[0] for line in self._seen if line is not None}
        self.action_go(direction * max(1, len(seen) - 1))

    def action_open(self) -> None:
        """Go on with the chosen row."""
        if self.chosen is not None:
            self.post_message(self.Opened(self, self.chosen))

    def on_focus(self) -> None:
        """Entering a list shows where one is."""
        if self.listing.cursor is None and self.rows:
            self.choose(self.rows[0].key)
        self.refresh()

    def on_blur(self) -> None:
        """The chosen row stays, less loud."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose a row; go on with it on the second click."""
        if (at := event.get_content_offset(self)) is None or self.text_selection:
            return
        line = self._seen[at.y] if at.y < len(self._seen) else None
        if line is not None:
            self.choose(self.rows[line[0]].key)
            if event.chain == 2:
                self.action_open()

    @on(events.MouseScrollDown)
    @on(events.MouseScrollUp)
    def _wheel(self, event: events.MouseEvent) -> None:
        """Without the cursor."""
        event.stop()
        self.listing.scroll.move(3 if isinstance(event, events.MouseScrollDown) else -3)
        self._draw()

    def lay_out(self) -> None:
        """Wrap for the width, and with more or less room; see `Listing.fit`."""
        if not self.size.width:
            self.unfit()
            return
        text, lead, mark = (style_in(self, look) for look in ("", LEAD, MARK))
        looks = Looks(
            text=text,
            lead=lead,
            aside=role_in(self, Role.ASIDE),
            mark=mark,
            aside_lines=self.aside_lines,
            is_compact=self.density is Density.COMPACT,
        )
        self.listing.fit(self.size.width, self.size.height, looks)
        self._draw()

    watch_density = lay_out

    def notify_style_update(self) -> None:
        """Draw in the new colours."""
        super().notify_style_update()
        self.call_later(self.lay_out)

    def render_line(self, y: int) -> Strip:
        """A line of the list, or the words for an empty one."""
        if not self.rows:
            return self._said_if_empty(y, self.size.width)
        at = self._seen[y] if y < len(self._seen) else None
        if at is None:
            return Strip.blank(self.size.width, self.visual_style.rich_style)
        strip = self.listing.lines(at[0])[at[1]]
        if at[0] != self.listing.at:
            return with_marks(self, y, strip)
        bar = Segment("▌", style_in(self, MARK))
        chosen = Strip([bar, *strip.crop(1)]).apply_style(cursor_in(self))
        return with_marks(self, y, chosen.adjust_cell_length(self.size.width))

    def _said_if_empty(self, y: int, width: int) -> Strip:
        empty = with_keys(self, self.empty)
        extents = wrap(empty, max(width - 3, 1))
        if y >= len(extents):
            return Strip.blank(width, self.visual_style.rich_style)
        segment = Segment(f"  {empty[slice(*extents[y])]}", role_in(self, Role.ASIDE))
        return Strip([segment]).adjust_cell_length(width, self.rich_style)

    def _draw(self) -> None:
        """Paint all that is seen."""
        self._seen = self.listing.seen
        self.refresh()

    def _draw_row(self, index: int | None) -> None:
        """Paint a row, if it is seen."""
        lines = [y for y, line in enumerate(self._seen) if line is not None and line[0] == index]
        if lines:
            self.refresh(Region(0, lines[0], self.size.width, len(lines)))

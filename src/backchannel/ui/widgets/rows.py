"""A list of short things as one widget that draws lines: notes, pins, what is hidden, health."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style
from textual import events, on  # Textual looks at a method's annotations
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.ui.commands import Where, bindings
from backchannel.ui.keymap import with_keys
from backchannel.ui.lines.drawing import Density, Role
from backchannel.ui.lines.wrap import cells, crop, wrap
from backchannel.ui.selecting.marked import with_marks
from backchannel.ui.terminal.compositor import RowWidget
from backchannel.ui.widgets.colours import LEAD, MARK, cursor_in, role_in, roles_in, style_in


class Row(Struct, frozen=True):
    """One thing: what names it for good, a lead in its own column, text, an aside below.

    `more` are further asides, as long as they need to be.
    """

    key: str
    lead: str
    text: str
    aside: str = ""
    is_loud: bool = False
    more: tuple[str, ...] = ()


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
        self.rows: tuple[Row, ...] = ()
        self._lines: list[tuple[int, Strip]] = []
        self._made: dict[Row, list[Strip]] = {}
        self._made_for: tuple[int, int, _Looks] | None = None
        self._cursor: str | None = None
        self._top = 0
        self._indent = 1

    @property
    def chosen(self) -> Row | None:
        """The row under the cursor."""
        return next((row for row in self.rows if row.key == self._cursor), None)

    def show(self, rows: Sequence[Row], *, is_still: bool = False) -> None:
        """Show these rows; the cursor's row keeps its line on the screen.

        `is_still`: also where that leaves empty lines at an end of the list.
        """
        if tuple(rows) == self.rows:
            return
        if self.is_attached and self.text_selection:
            self.screen.clear_selection()  # it was of lines that may be others now
        old_index, old_top = self._index(), self._top
        old_line = self._first_line(old_index) if old_index is not None else None
        self.rows = tuple(rows)
        if self.chosen is None and self._cursor is not None:
            near = min(old_index or 0, len(self.rows) - 1)
            self._cursor = self.rows[near].key if self.rows else None
        self._wrap()
        index = self._index()
        if index is not None and old_line is not None:
            self._top = old_top + self._first_line(index) - old_line
        if self._cursor is None and self.rows and self.has_focus:
            self._cursor = self.rows[0].key
        if not is_still:
            self._keep_in_view()
        self.refresh()

    @property
    def drawn(self) -> tuple[Sequence[tuple[int, Strip]], int, int]:
        """Every line with the number of its row; the first one seen; where texts begin."""
        return self._lines, self._top, self._indent

    def choose(self, key: str) -> None:
        """Put the cursor on a row."""
        self._cursor = key
        self._keep_in_view()
        self.refresh()

    def action_go(self, by: int) -> None:
        """Move the cursor by rows."""
        if not self.rows:
            return
        index = self._index()
        goal = (0 if by > 0 else len(self.rows) - 1) if index is None and abs(by) == 1 else by
        if index is not None:
            goal = index + by
        self.choose(self.rows[min(max(goal, 0), len(self.rows) - 1)].key)

    def action_go_page(self, direction: int) -> None:
        """Move the cursor by as many rows as are seen."""
        seen = {index for index, _ in self._lines[self._top : self._top + self.size.height]}
        self.action_go(direction * max(1, len(seen) - 1))

    def action_open(self) -> None:
        """Go on with the chosen row."""
        if self.chosen is not None:
            self.post_message(self.Opened(self, self.chosen))

    def on_focus(self) -> None:
        """Entering a list shows where one is."""
        if self._cursor is None and self.rows:
            self.choose(self.rows[0].key)
        self.refresh()

    def on_blur(self) -> None:
        """The chosen row stays, less loud."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose a row; go on with it on the second click."""
        if (at := event.get_content_offset(self)) is None or self.text_selection:
            return
        line = self._top + at.y
        if 0 <= line < len(self._lines):
            self.choose(self.rows[self._lines[line][0]].key)
            if event.chain == 2:
                self.action_open()

    @on(events.MouseScrollDown)
    @on(events.MouseScrollUp)
    def _wheel(self, event: events.MouseEvent) -> None:
        """Without the cursor."""
        event.stop()
        by = 3 if isinstance(event, events.MouseScrollDown) else -3
        self._top = max(0, min(self._top + by, len(self._lines) - max(self.size.height, 1)))
        self.refresh()

    def lay_out(self) -> None:
        """Wrap for the width."""
        self._wrap()
        self._keep_in_view()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw in the new colours."""
        super().notify_style_update()
        self.call_later(self.watch_density)

    def render_line(self, y: int) -> Strip:
        """A line of the list, or the words for an empty one."""
        width, at = self.size.width, self._top + y
        if not self.rows:
            empty = with_keys(self, self.empty)
            extents = wrap(empty, max(width - 3, 1))
            if y >= len(extents):
                return Strip.blank(width, self.visual_style.rich_style)
            text, style = empty[slice(*extents[y])], role_in(self, Role.ASIDE)
            return Strip([Segment(f"  {text}", style)]).adjust_cell_length(width, self.rich_style)
        if not 0 <= at < len(self._lines):
            return Strip.blank(width, self.visual_style.rich_style)
        index, strip = self._lines[at]
        if self.rows[index].key != self._cursor:
            return with_marks(self, y, strip)
        here = cursor_in(self)
        bar = Segment("▌", style_in(self, MARK))
        chosen = Strip([bar, *strip.crop(1)]).apply_style(here).adjust_cell_length(width)
        return with_marks(self, y, chosen)

    def watch_density(self) -> None:
        """Draw with more or less room; the cursor's row keeps its line on the screen."""
        index = self._index()
        line = self._first_line(index) - self._top if index is not None else 0
        self._wrap()
        if index is not None:
            self._top = self._first_line(index) - line
        self._keep_in_view()
        self.refresh()

    def _index(self) -> int | None:
        return next((n for n, row in enumerate(self.rows) if row.key == self._cursor), None)

    def _first_line(self, index: int) -> int:
        return next((n for n, (of, _) in enumerate(self._lines) if of == index), 0)

    def _keep_in_view(self) -> None:
        index, height = self._index(), max(self.size.height, 1)
        if index is not None:
            first = self._first_line(index)
            last = first + sum(1 for of, _ in self._lines if of == index) - 1
            self._top = min(max(self._top, last - height + 1), first)
        self._top = max(0, min(self._top, max(0, len(self._lines) - height)))

    def _wrap(self) -> None:
        width = self.size.width
        if not width:
            self.unfit()
        else:
            self._indent = _indent(self.rows, width)
            looks = width, self._indent, _Looks.of(self)
            made = self._made if looks == self._made_for else {}
            drawn = [made.get(row) or _drawn(row, *looks) for row in self.rows]
            self._made, self._made_for = dict(zip(self.rows, drawn, strict=True)), looks
            self._lines = [(n, strip) for n, strips in enumerate(drawn) for strip in strips]


class _Looks(Struct, frozen=True):
    text: Style
    lead: Style
    aside: Style
    mark: Style
    aside_lines: int
    is_compact: bool

    @classmethod
    def of(cls, rows: Rows) -> _Looks:
        text, lead, mark = (style_in(rows, look) for look in ("", LEAD, MARK))
        is_compact = rows.density is Density.COMPACT
        return cls(text, lead, roles_in(rows)[Role.ASIDE], mark, rows.aside_lines, is_compact)


def _indent(rows: Sequence[Row], width: int) -> int:
    """Where the texts begin: after the widest lead, or a third of the way."""
    widest = max((_room_of(row.lead) for row in rows), default=0)
    return 1 + min(widest + 1, max(width // 3, 8)) if widest else 1


@lru_cache(maxsize=4_096)
def _room_of(lead: str) -> int:
    return cells(clean_line(lead))


def _drawn(row: Row, width: int, indent: int, looks: _Looks) -> list[Strip]:
    """A row as lines of exactly `width`: a column of leads, the text beside it, an aside below.

    When it is compact the aside stands behind the text if there is room. What another desk or a
    script wrote is shown here, so it is cleaned where it is drawn.
    """
    indent = indent if row.lead else 1
    lead = crop(clean_line(row.lead), indent - 2) if row.lead else ""
    head = f" {lead}".ljust(indent + len(lead) - cells(lead))
    room = max(width - indent - 1, 1)
    text = clean_text(row.text)
    said = [
        (text[start:end], looks.mark if row.is_loud else looks.text)
        for start, end in (wrap(text, room) if text else [(0, 0)])
    ]
    lines = [[Segment(*words)] for words in said]
    if row.aside:
        aside = clean_line(row.aside)
        behind = f" · {aside}"
        if looks.is_compact and cells(said[-1][0]) + cells(behind) <= room:
            lines[-1].append(Segment(behind, looks.aside))
        else:
            *first, (last, _) = wrap(aside, room)[: looks.aside_lines]
            lines += [[Segment(aside[start:end], looks.aside)] for start, end in first]
            lines.append([Segment(crop(aside[last:], room), looks.aside)])
    for more in map(clean_line, row.more):
        lines += [[Segment(more[start:end], looks.aside)] for start, end in wrap(more, room)]
    return [
        Strip([Segment(" " * indent if number else head, looks.lead), *line]).adjust_cell_length(
            width, looks.text
        )
        for number, line in enumerate(lines)
    ]

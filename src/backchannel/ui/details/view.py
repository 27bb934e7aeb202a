"""The details of a post as one widget that draws lines; what is read stays where it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import ClassVar, Final, Protocol

from textual import events, on  # Textual looks at a method's annotations
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from backchannel.store.details import Known
from backchannel.ui.commands import BY_ID, Where, bindings
from backchannel.ui.details.paper import UNCOVER, Goal, Mark, Paper
from backchannel.ui.details.reading import Reading
from backchannel.ui.details.sheet import Sheet
from backchannel.ui.keymap import Keyed, keymap_of
from backchannel.ui.lines.drawing import Drawing, Role
from backchannel.ui.programme.people import people_of
from backchannel.ui.selecting.marked import with_marks
from backchannel.ui.terminal.compositor import RowWidget
from backchannel.ui.widgets.stream.paint import Look, Palette, blank_strip, line_strip, margins

LONG: Final = 2_000
"""Characters of what is laid out beside the keyboard, and not before the next key."""

_WHEEL: Final = 3
"""Lines a notch of the wheel moves."""


class Draw(Protocol):
    """How a post becomes lines."""

    def __call__(self, known: Known, drawing: Drawing, *, is_open: bool) -> Sheet:
        """The lines of a post, uncovered if `is_open`."""


class DetailsView(RowWidget, can_focus=True):
    """Lines with a cursor. The cursor's line keeps its row, whatever changes around it.

    What a line leads to is `Asked`. A view that `is_still` has no cursor and no keyboard.
    `empty` is what it says while it shows no post, and `say` tells why a key does nothing.
    """

    HEARS_AT_ONCE: ClassVar[bool] = True
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Where.DETAILS),
        *(Binding(key, f"link({key})") for key in BY_ID["details.link"].keys),
    ]
    DEFAULT_CSS = "DetailsView { height: 1fr; }"

    class Asked(Message):
        """The reader wants to go where a line leads."""

        def __init__(self, goal: Goal) -> None:
            self.goal = goal
            super().__init__()

    class Moved(Message):
        """The line under the cursor leads somewhere, other than the one before, or does not."""

    def __init__(
        self,
        draw: Draw,
        *,
        now: Callable[[], datetime],
        timezone: tzinfo,
        say: Callable[[str], object] = str,
        is_still: bool = False,
        empty: str = "",
        id: str | None = None,  # noqa: A002  # Textual's name for it
    ) -> None:
        super().__init__(id=id)
        self._make, self._now, self._timezone, self._say = draw, now, timezone, say
        self._is_still, self.empty = is_still, empty
        self.can_focus = not is_still
        self.reading = Reading(is_still=is_still)
        self._known: Known | None = None
        self._is_open = False
        self._sheet = Sheet()
        self._palette: Palette | None = None
        self._painted: dict[int, Strip] = {}
        self._led = False

    @property
    def leads(self) -> bool:
        """Whether the line under the cursor leads to an address or to another post."""
        here = self.reading.here
        return here is not None and here.goal not in (None, UNCOVER) and not self._sheet.is_covered

    def in_zone(self, timezone: tzinfo) -> None:
        """Tell times of this zone."""
        self._timezone = timezone
        self.fit()

    def show(self, known: Known | None, *, at: Mark | None = None) -> None:
        """Show a post, or none. Another one from its beginning, or from the line called `at`."""
        old = self._known
        if known is not None and known == old:
            return  # and what is being laid out of the old one is still wanted
        self._known = known
        if old is None or known is None or known.stored.place != old.stored.place:
            self._is_open = False
            self.reading.begin()
        self._lay_out(at)

    def uncover(self) -> bool:
        """Show what is covered; False when nothing is."""
        if self._sheet.is_covered:
            self._is_open = True
            self._lay_out()
            return True
        return False

    def action_move(self, how: str, by: int) -> None:
        """Go by lines, pages or parts."""
        moves = {"go": self.reading.go, "page": self.reading.page, "part": self.reading.part}
        moves[how](by)
        self._moved()

    def action_follow(self) -> None:
        """Enter: uncover, or go where the line leads."""
        goal = self.reading.here.goal if self.leads and self.reading.here else None
        if goal is not None:
            self.post_message(self.Asked(goal))
        elif not self.uncover():
            self._say("This line leads nowhere")

    def action_page_or_uncover(self) -> None:
        """Space."""
        if not self.uncover():
            self.action_move("page", 1)

    def action_link(self, number: int) -> None:
        """Ask for the link of that number."""
        if number <= len(self._sheet.links):
            self.post_message(self.Asked(Goal(url=self._sheet.links[number - 1])))
        elif self._sheet.is_covered:
            covered = "Its links are covered; {details.page_or_uncover} shows them"
            self._say(Keyed(covered))
        else:
            self._say(f"There is no link {number}")

    def on_click(self, event: events.Click) -> None:
        """Choose a line; go where it leads with a second click."""
        at = event.get_content_offset(self)
        if at is None or self._is_still or self.text_selection is not None:
            return
        event.stop()
        self.reading.go(self.reading.top + at.y - self.reading.cursor)
        self._moved()
        if event.chain == 2:
            self.action_follow()

    @on(events.MouseScrollDown)
    @on(events.MouseScrollUp)
    def _wheel(self, event: events.MouseEvent) -> None:
        event.stop()
        self.reading.scroll(_WHEEL if isinstance(event, events.MouseScrollDown) else -_WHEEL)
        self._moved()

    def lay_out(self) -> None:
        """Draw for the size."""
        self.reading.resize(self.size.height)
        self._lay_out()

    def notify_style_update(self) -> None:
        """Paint in the new colours."""
        super().notify_style_update()
        self._palette = None
        self.call_later(self._repaint)

    @on(events.Focus)
    @on(events.Blur)
    def _repaint(self) -> None:
        self._palette = None
        self._painted.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A row of the view."""
        width, at = self.size.width, self.reading.top + y
        palette = self._palette = self._palette or Palette.of(self)
        if at >= len(self.reading.rows):
            return blank_strip(width, palette)
        line = self.reading.rows[at].line
        if at == self.reading.cursor and not self._is_still:
            return with_marks(self, y, line_strip(line, width, palette, Look(is_chosen=True)))
        if at not in self._painted:
            self._painted[at] = line_strip(line, width, palette, Look())
        return with_marks(self, y, self._painted[at])

    def _lay_out(self, at: Mark | None = None) -> None:
        """Draw what is known anew. What takes long is laid out in a thread of its own."""
        width, known, is_open = self.size.width, self._known, self._is_open
        if not width:
            self.unfit()
            return
        today = self._now().astimezone(self._timezone).date()
        room = max(1, width - sum(margins(width)))
        drawing = Drawing(
            room, today, self._timezone, keymap=keymap_of(self), people=people_of(self.app)
        )
        if known is None:
            self._take(_only(self.empty, drawing), at)
            return
        if _length(known) <= LONG and not known.revisions:
            self._take(self._make(known, drawing, is_open=is_open), at)
            return

        async def beside() -> None:
            sheet = await asyncio.to_thread(self._make, known, drawing, is_open=is_open)
            if known is self._known:
                self._take(sheet, at)

        self.run_worker(beside(), group="layout", exclusive=True)

    def _take(self, sheet: Sheet, at: Mark | None) -> None:
        self._sheet = sheet
        self.reading.take(sheet.rows, at)
        self._painted.clear()
        self._moved()

    def _moved(self) -> None:
        self.refresh()
        if self.leads != self._led:
            self._led = self.leads
            self.post_message(self.Moved())


def _only(words: str, drawing: Drawing) -> Sheet:
    """A few words, and nothing else."""
    paper = Paper(drawing)
    if words:
        paper.said(words, Role.ASIDE)
    return Sheet(tuple(paper.rows))


def _length(known: Known) -> int:
    """About how many characters there are to be drawn of what people wrote."""
    post = known.stored.post
    written: list[str] = [post.title, post.text, *(media.alt for media in post.media)]
    written += [option for option, _ in post.poll.options] if post.poll else []
    written += [note.text for note in known.notes]
    return sum(map(len, (*written, *known.names)))

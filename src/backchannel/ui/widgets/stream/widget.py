"""The pane of posts: draws what its reader sees, and hears keys and the mouse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import ClassVar

from textual import events, on  # Textual looks at a method's annotations
from textual.binding import BindingType
from textual.reactive import reactive
from textual.strip import Strip

from backchannel.model.moments import to_micros
from backchannel.model.post import StoredPost
from backchannel.model.query import Query
from backchannel.model.reading import Pages
from backchannel.ui.commands import Where, bindings
from backchannel.ui.keymap import keymap_of
from backchannel.ui.lines.bursts import Bursts
from backchannel.ui.lines.drawing import Density, Drawing
from backchannel.ui.looks import TURN
from backchannel.ui.pressed import paint_now
from backchannel.ui.programme.people import people_of
from backchannel.ui.selecting.marked import with_marks
from backchannel.ui.terminal.compositor import RowWidget
from backchannel.ui.terminal.screens import RowScreen
from backchannel.ui.widgets.stream import messages, moves
from backchannel.ui.widgets.stream.canvas import Canvas
from backchannel.ui.widgets.stream.paint import Palette, margins
from backchannel.ui.widgets.stream.reader import Reader
from backchannel.ui.widgets.stream.telling import Telling
from backchannel.ui.widgets.stream.viewport import Anchor

_WHEEL = 3
"""Lines a notch of the wheel moves."""

MOVES = {
    "next_post": moves.next_post,
    "previous_post": moves.previous_post,
    "page_down": moves.paged(1),
    "page_up": moves.paged(-1),
    "newest": moves.newest,
    "oldest": moves.oldest,
    "hold": moves.held,
}
"""Moves by the name that `Stream.action_go` takes."""


class Stream(RowWidget, can_focus=True):
    """Posts, newest first, under the reader's eyes; only the reader's hand moves them.

    Posts `Chosen`, `Opened`, `Wanted`, `Counts`, `Reached` and `Unreadable`. Whoever follows the
    store calls `look_again` when something changed. With nothing to open, Enter does what `instead`
    names. At rest nothing is painted.
    """

    ALLOW_SELECT = False
    HEARS_AT_ONCE: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.STREAM)]
    DEFAULT_CSS = "Stream { height: 1fr; }"

    density: reactive[Density] = reactive(Density.COMFORTABLE)
    has_ages: reactive[bool] = reactive[bool](default=False)
    timezone: reactive[tzinfo] = reactive[tzinfo](UTC, init=False)
    empty: reactive[str] = reactive("Nothing here yet. New posts appear by themselves.")

    def __init__(
        self,
        pages: Pages,
        *,
        now: Callable[[], datetime],
        timezone: tzinfo = UTC,
        turn: float = TURN,
        bursts: Bursts | None = None,
        id: str | None = None,  # noqa: A002  # Textual's name for it
    ) -> None:
        super().__init__(id=id)
        self._now = now
        self.set_reactive(Stream.timezone, timezone)
        drawing = Drawing(1, now().astimezone(timezone).date(), timezone)
        self.reader = Reader(
            pages,
            drawing,
            changed=self._show,
            failed=lambda error: self.post_message(messages.Unreadable(self, error)),
            opened=to_micros(now()),
            turn=turn,
            bursts=bursts,
        )
        self.instead = ""
        self._canvas: Canvas | None = None
        self._bare: Strip | None = None
        self._is_stale = False
        self._ahead_of: tuple[Anchor, int] | None = None
        self._telling = Telling(self)

    @property
    def chosen(self) -> StoredPost | None:
        """The post under the cursor."""
        return self.reader.chosen

    def look_again(self) -> None:
        """Something in the store changed: read again, at most four times a second."""
        self.grow_older()
        self.reader.look_again()

    def grow_older(self) -> None:
        """Time has passed: what says how long ago, or on which day, is drawn anew if it differs."""
        if self._drawing() != self.reader.sheet.drawing:
            self.fit()

    def filter(self, query: Query) -> None:
        """Show the posts that match and point out where; the line being read stays."""
        if query != self.reader.wanted:
            _hold(self)
        self.reader.filter(query)

    def mark_read(self, place: int | None) -> None:
        """Draw the read marker above the post at `place` or the next older one."""
        self._telling.reached = place
        self.reader.mark_read(place)

    def reveal(self, place: int) -> None:
        """Choose the post at `place`, wherever it is, as a move of the reader."""
        self.reader.unfold(place)
        if not self.reader.go(moves.to(place)):
            _hold(self)

    def on_mount(self) -> None:
        """Begin to read."""
        self.run_worker(self.reader.run())

    def notify_style_update(self) -> None:
        """Paint in the new colours."""
        super().notify_style_update()
        self._repaint()

    def render_line(self, y: int) -> Strip:
        """A row of the pane, painted before."""
        if self._canvas is None:
            width = self.content_size.width
            if self._bare is None or self._bare.cell_length != width:
                self._bare = Strip.blank(width, self.rich_style)
            return self._bare
        return with_marks(self, y, self._canvas.strip(y))

    def action_go(self, move: str) -> None:
        """Make one of `MOVES`; `read` leads to the line up to which was read."""
        place = self.reader.read
        if move != "read":
            self.reader.go(MOVES[move])
        elif place is not None:
            self.reader.go(moves.to(place))

    def action_go_new(self, direction: str) -> None:
        """To the `next` or `previous` new post in order of time, late ones included."""
        arrivals, here = self.reader.arrivals, self.reader.here
        place = arrivals.after(here) if direction == "next" else arrivals.before(here)
        if place is not None:
            self.reveal(place)

    def action_mark(self, how: str) -> None:
        """Mark `one` post, or `all` up to the chosen one, or that all up to here is `read`."""
        if how == "read":
            self.reader.read_to_here()
        elif not self.reader.marks.mark(self.reader.view, is_range=how == "all"):
            self.post_message(messages.Unchosen(self))

    def action_open(self, how: str = "in place") -> None:
        """Draw all of the chosen post, or its beginning again, and say so; or ask for `details`."""
        post = self.chosen
        if self.instead and self.reader.is_ready and post is None and _matches_nothing(self.reader):
            self.call_later(self.run_action, self.instead)
        elif how == "details":
            self.post_message(messages.Wanted(self, post))
        elif post is not None:
            is_open = self.reader.fold(post)
            self.post_message(messages.Opened(self, post, is_open=is_open))
        else:
            self.post_message(messages.Unchosen(self))

    def on_click(self, event: events.Click) -> None:
        """Choose a post; a second click asks for its details."""
        if (at := event.get_content_offset(self)) is not None and not self.text_selection:
            event.stop()
            self.reader.go(moves.chosen(at.y))
            if event.chain == 2:
                self.action_open("details")

    @on(events.MouseScrollDown)
    @on(events.MouseScrollUp)
    def _wheel(self, event: events.MouseEvent) -> None:
        event.stop()
        is_down = isinstance(event, events.MouseScrollDown)
        self.reader.go(moves.scrolled(_WHEEL if is_down else -_WHEEL))

    def _drawing(self) -> Drawing:
        width, now = self.content_size.width, self._now()
        return Drawing(
            max(1, width - sum(margins(width))),
            now.astimezone(self.timezone).date(),
            self.timezone,
            self.density,
            self.reader.sheet.drawing.phrases,
            to_micros(now.replace(second=0, microsecond=0)) if self.has_ages else None,
            keymap_of(self),
            people_of(self.app),
        )

    def lay_out(self) -> None:
        """Draw the posts for it; the line being read stays where it is."""
        self.reader.draw(self._drawing(), self.content_size.height)

    watch_density = watch_has_ages = watch_timezone = RowWidget.fit

    @on(events.Focus)
    @on(events.Blur)
    def _repaint(self) -> None:
        self._bare, self._is_stale = None, True
        if not self.reader.waiting:  # else what it waits for is painted so
            self.call_later(self._show)

    def _show(self) -> None:
        """Paint the rows that differ from what is on screen, and say what changed."""
        width, reader = self.content_size.width, self.reader
        if not (self.is_mounted and width):
            self.unfit()
            return
        canvas = self._canvas
        if canvas is None or canvas.width != width or self._is_stale:
            palette = Palette.of(self)
            if canvas is None or not canvas.takes(width, palette):
                canvas = Canvas(width, palette)
            self._canvas, self._is_stale = canvas, False
        regions = canvas.paint(reader, self.empty)
        if regions:
            self.refresh(*([] if self.text_selection else regions))  # marks may move without them
            if reader.is_awaited:
                paint_now(self)
        self._telling.tell(reader)
        view = reader.view
        if view.anchor is not None and view.window.posts:
            ahead_of = view.anchor, view.window.posts[0].place
            if ahead_of != self._ahead_of:
                self._ahead_of = ahead_of
                self.call_after_refresh(canvas.draw_ahead, reader)


def _matches_nothing(reader: Reader) -> bool:
    """Whether there is no post but what is only shown for context."""
    return all(post.place in reader.page.context for post in reader.view.window.posts)


def _hold(stream: Stream) -> None:
    """What a key has asked of it is painted in one frame with all that becomes another by that."""
    if stream.is_mounted and isinstance(stream.screen, RowScreen):
        stream.screen.hold()

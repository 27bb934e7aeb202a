"""The five panes: which are seen, which one has the keyboard, and what is chosen there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial

from textual import events, on
from textual.app import ComposeResult
from textual.layout import Layout
from textual.message import Message
from textual.widget import Widget

from backchannel.model.post import StoredPost
from backchannel.model.preferences import DeskLayout, Preferences
from backchannel.store.store import Reader
from backchannel.ui.arranging.arrangement import Arrangement
from backchannel.ui.arranging.arranger import Arranger
from backchannel.ui.arranging.keeping import Remembered
from backchannel.ui.arranging.layout import BACKCHANNEL, FEEDS, NOTES, PINS, QUESTIONS
from backchannel.ui.arranging.mouse import Mouse
from backchannel.ui.desk.choice import Choice
from backchannel.ui.desk.lists import Lists
from backchannel.ui.desk.streams import STREAMS, Streams, nearest_stream, shown_in
from backchannel.ui.details.preview import Preview
from backchannel.ui.lines.times import Zone
from backchannel.ui.questions.pane import QuestionRows
from backchannel.ui.selecting.marked import unmark
from backchannel.ui.widgets.pane import Pane
from backchannel.ui.widgets.rows import Rows
from backchannel.ui.widgets.stream import Counts
from backchannel.ui.widgets.tabs import Tabs

_WHOLE = 1_000
"""Lines of what is written to a pin: all that there can be."""


class Panes(Widget):
    """Feeds, backchannel, notes, pins and questions."""

    DEFAULT_CSS = """
    Panes {
        height: 1fr;
        & > .pane {
            border: round $edge;
            border-title-color: $edge;
            border-title-style: none;
            border-title-background: $background;
            &:focus { border: round $edge-active; border-title-color: $edge-active; }
        }
    }
    """

    class Turned(Message):
        """Another pane has the keyboard."""

    class Tallied(Message):
        """A pane was counted anew."""

        def __init__(self, number: int, tally: str) -> None:
            self.number, self.tally = number, tally
            super().__init__()

    def __init__(
        self,
        store: Reader,
        zone: Zone,
        layout: Remembered[DeskLayout],
        say: Callable[[str], None],
        preferences: Preferences,
    ) -> None:
        super().__init__(id="panes")
        self.store, self.zone = store, zone
        self._posts = posts = Streams(store, zone, preferences)
        self.streams, self.filters, self.titles = posts.streams, posts.filters, posts.titles
        self.begin = posts.begin
        self.named = {name: self.streams[number] for number, name in STREAMS.items()}
        self.notes = Rows(empty="Nothing written yet.\n{note} writes a note.", id="notes")
        self.pins = Rows(
            empty="Nothing pinned yet.\n{pin} pins the chosen post.", aside_lines=_WHOLE, id="pins"
        )
        self.questions = QuestionRows()
        self.panes = {
            FEEDS: Pane(FEEDS, "Feeds", self.streams[FEEDS]),
            BACKCHANNEL: Pane(BACKCHANNEL, "Backchannel", self.streams[BACKCHANNEL]),
            NOTES: Pane(NOTES, "Notes", self.notes),
            PINS: Pane(PINS, "Pins", self.pins),
            QUESTIONS: Pane(QUESTIONS, "Questions", self.questions),
        }
        posts.title(
            self.panes, lambda number, tally: self.post_message(self.Tallied(number, tally))
        )
        self.lists = Lists(store, zone, self.panes)
        self.preview = Preview(store, zone, self._arrange, self.mount)
        self.choice = Choice(self)
        self._tabs, self._say = Tabs(), say
        self.arranger = Arranger(self, self.panes, self._tabs, layout)
        self.arranger.aside = partial(self.preview.take_room, column=(self.notes, self.pins))
        self.mouse = Mouse(self, self.arranger, self.activate, say)
        self._arrangement = Arrangement(self.arranger.where)

    def compose(self) -> ComposeResult:
        """The tabs of a narrow terminal, and the panes."""
        yield self._tabs
        for pane in self.panes.values():
            yield pane.body

    @property
    def layout(self) -> Layout:
        """Ours; a style sheet knows Textual's own only."""
        return self._arrangement

    @property
    def active(self) -> int:
        """The number of the pane in front."""
        return self.arranger.active

    def jobs(self) -> Iterator[Awaitable[None]]:
        """What has to run while the panes are on screen."""
        yield from self._posts.jobs()
        yield self.preview.run()

    def look_again(self) -> None:
        """Posts changed."""
        self._posts.look_again()
        self.preview.look_again()

    def activate(self, number: int) -> None:
        """Go to a pane."""
        body = self.panes[number].body
        if self.screen.focused is body and number == self.active:
            return
        self._be_at(number)
        # Not `focus()`, which is done later: the next key may be here already.
        self.screen.set_focus(body, scroll_visible=False)

    def to_stream(self) -> None:
        """Go to the backchannel, unless one is at a stream of posts; at once, not after a line."""
        self.activate(nearest_stream(self.active))

    def turn(self, by: int) -> None:
        """Go to the next pane, or the one before."""
        order = self.arranger.order
        self.activate(order[(order.index(self.active) + by) % len(order)])

    def rearrange(self, name: str) -> None:
        """Zoom, resize, move or hide the pane in front, or undo all of that."""
        said = self.arranger.do(name)
        if self.active not in self.arranger.order:
            self.activate(self.arranger.home)
        if said:
            self._say(said)

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _draw_edge(self, event: events.DescendantFocus | events.DescendantBlur) -> None:
        """A pane says whether it has the keyboard; the mouse goes to another one, too."""
        for number, pane in self.panes.items():
            if event.widget is pane.body:
                pane.draw()
                if self.screen.focused is pane.body and number != self.active:
                    self.mouse.dragging.has_left(self.active)
                    self._be_at(number)

    def on_click(self, event: events.Click) -> None:
        """A click on a pane's upper edge, where the new posts are counted, goes to them.

        One on the name of a view there chooses it.
        """
        for number, pane in self.panes.items():
            is_title = event.widget is pane.body and event.screen_y == pane.body.region.y
            if is_title and not self.mouse.has_led:
                self.activate(number)
                tab = pane.tab_at(event.screen_x - pane.body.region.x)
                views = self.titles[number].views if tab is not None else None
                if views is not None and tab is not None:
                    views.choose(views.views[tab])
                elif self.has_stream:
                    self.streams[number].action_go("newest")

    @property
    def has_stream(self) -> bool:
        """Whether the keyboard is at a stream of posts."""
        return self.active in self.streams

    def go_to(self, post: StoredPost) -> None:
        """Show a post in its pane."""
        number = shown_in(post)
        if self.filters[number].is_on:
            self._posts.clear(number)
        self.activate(number)
        self.streams[number].reveal(post.place)

    def peel(self, *, is_leaving: bool = False) -> bool:
        """Take away the marks, the zoom, the filter, else the cursor; False when there is none.

        Whoever is leaving leaves the pane in its view, and takes away only what was typed over it.
        """
        if unmark(self):
            return True
        if self.has_stream and self.streams[self.active].reader.marks.places:
            self.streams[self.active].reader.marks.clear()
        elif self.arranger.is_zoomed:
            self.rearrange("zoom")
        elif self.has_stream and self._posts.unfilter(self.active, is_leaving=is_leaving):
            self.post_message(self.Turned())
        elif self.has_stream and self.streams[self.active].chosen is not None:
            self.streams[self.active].action_go("newest")
        elif self.active != self.arranger.home and not self.has_stream:
            self.activate(self.arranger.home)
        else:
            return False
        return True

    def _be_at(self, number: int) -> None:
        self.arranger.turn_to(number)
        self.post_message(self.Turned())

    @on(events.Mount)
    @on(events.Resize)
    def _arrange(self) -> None:
        self.arranger.arrange()

    @on(events.MouseDown)
    @on(events.MouseMove)
    @on(events.MouseUp)
    def _drag(self, event: events.MouseEvent) -> None:
        self.mouse.hear(event)

    @on(Tabs.Chosen)
    def _to_tab(self, event: Tabs.Chosen) -> None:
        self.activate(event.number)

    @on(Counts)
    def _counted(self, event: Counts) -> None:
        self.arranger.show_tabs(self._posts.heard(event))

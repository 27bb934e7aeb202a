"""The four panes: which are seen, which one has the keyboard, and what is chosen there."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator, Mapping
from functools import partial
from zoneinfo import ZoneInfo

from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Region, Size
from textual.layout import Layout
from textual.message import Message
from textual.widget import Widget

from backchannel.model.post import StoredPost
from backchannel.store.store import Reader
from backchannel.ui.desk.arrangement import Arrangement
from backchannel.ui.desk.choice import Choice
from backchannel.ui.desk.layout import (
    BACKCHANNEL,
    FEEDS,
    NARROW,
    NOTES,
    PANES,
    PINS,
    places,
    seen_panes,
)
from backchannel.ui.desk.lists import Lists
from backchannel.ui.desk.titles import StreamTitle
from backchannel.ui.finding.filtering import Filtering
from backchannel.ui.finding.pane_pages import PanePages
from backchannel.ui.lines.bursts import LEAST, Bursts
from backchannel.ui.widgets.pane import Pane
from backchannel.ui.widgets.rows import Rows
from backchannel.ui.widgets.stream import Counts, Stream
from backchannel.ui.widgets.tabs import Tab, Tabs

STREAMS = {FEEDS: "feeds", BACKCHANNEL: "backchannel"}


class Panes(Widget):
    """Feeds, backchannel, notes and pins."""

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
        self, store: Reader, zone: ZoneInfo, *, is_dimming: bool, is_folding: bool
    ) -> None:
        super().__init__(id="panes")
        self.store, self.zone = store, zone
        self.streams: dict[int, Stream] = {}
        least = LEAST if is_folding else 0
        self.filters: dict[int, Filtering] = {}
        for number, name in STREAMS.items():
            pages = PanePages(store, name, zone.key, is_dimming=is_dimming)
            self.streams[number] = Stream(
                pages, now=store.now, timezone=zone, bursts=Bursts(least), id=name
            )
            self.filters[number] = Filtering(self.streams[number], pages)
        self.named = {name: self.streams[number] for number, name in STREAMS.items()}
        self.notes = Rows(empty="Nothing written yet.\ne writes a note.", id="notes")
        self.pins = Rows(empty="Nothing pinned yet.\np pins the chosen post.", id="pins")
        self.panes = {
            FEEDS: Pane(FEEDS, "Feeds", self.streams[FEEDS]),
            BACKCHANNEL: Pane(BACKCHANNEL, "Backchannel", self.streams[BACKCHANNEL]),
            NOTES: Pane(NOTES, "Notes", self.notes),
            PINS: Pane(PINS, "Pins", self.pins),
        }
        self.titles = {
            number: StreamTitle(self.panes[number], filtering, partial(_tell, self, number))
            for number, filtering in self.filters.items()
        }
        self.lists = Lists(store, zone, self.panes[NOTES], self.panes[PINS])
        self.active, self.beside = BACKCHANNEL, FEEDS
        self.choice = Choice(self)
        self._tabs = Tabs()
        self._arrangement = Arrangement(self._where)

    def compose(self) -> ComposeResult:
        """The tabs of a narrow terminal, and the panes."""
        yield self._tabs
        for pane in self.panes.values():
            yield pane.body

    @property
    def layout(self) -> Layout:
        """Ours; a style sheet knows Textual's own only."""
        return self._arrangement

    def jobs(self) -> Iterator[Awaitable[None]]:
        """What has to run while the panes are on screen."""
        for title in self.titles.values():
            title.count_again()
            yield title.run()

    def look_again(self) -> None:
        """Posts changed."""
        for number, stream in self.streams.items():
            stream.look_again()
            self.titles[number].count_again()

    def activate(self, number: int) -> None:
        """Go to a pane."""
        self._be_at(number)
        # Not `focus()`, which is done later: the next key may be here already.
        self.screen.set_focus(self.panes[number].body, scroll_visible=False)

    def turn(self, by: int) -> None:
        """Go to the next pane, or the one before."""
        self.activate(PANES[(PANES.index(self.active) + by) % len(PANES)])

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _draw_edge(self, event: events.DescendantFocus | events.DescendantBlur) -> None:
        """A pane says whether it has the keyboard; the mouse goes to another one, too."""
        for number, pane in self.panes.items():
            if event.widget is pane.body:
                pane.draw()
                if self.screen.focused is pane.body and number != self.active:
                    self._be_at(number)

    def on_click(self, event: events.Click) -> None:
        """A click on a pane's upper edge, where the new posts are counted, goes to them.

        One on the name of a view there chooses it.
        """
        for number, pane in self.panes.items():
            if event.widget is pane.body and event.screen_y == pane.body.region.y:
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
        number = FEEDS if post.pane == STREAMS[FEEDS] else BACKCHANNEL
        if self.filters[number].is_on:
            self.filters[number].clear()
            self.titles[number].count_again(is_filtered=True)
        self.activate(number)
        self.streams[number].reveal(post.place)

    def peel(self) -> bool:
        """Take away the marks, else the filter, else the cursor; False when there is none."""
        if self.has_stream and self.streams[self.active].reader.marks.places:
            self.streams[self.active].reader.marks.clear()
        elif self.has_stream and self.filters[self.active].is_on:
            self.filters[self.active].clear()
            self.titles[self.active].count_again(is_filtered=True)
            self.post_message(self.Turned())
        elif self.has_stream and self.streams[self.active].chosen is not None:
            self.streams[self.active].action_go("newest")
        elif not self.has_stream:
            self.activate(BACKCHANNEL)
        else:
            return False
        return True

    def _be_at(self, number: int) -> None:
        self.beside = number if number != BACKCHANNEL else self.beside
        self.active = number
        self._arrange()
        self.post_message(self.Turned())

    @on(events.Mount)
    @on(events.Resize)
    def _arrange(self) -> None:
        """Show as many panes as fit; in the first frame these are as wide as the terminal."""
        size = self.size or self.app.size
        where = self._where(size)
        for pane in self.panes.values():
            if pane.body in where:
                pane.fit(where[pane.body].width)
        for widget in self.children:
            if widget.display != (widget in where):  # to set it is to lay everything out again
                widget.display = widget in where
        self._show_tabs(size.width)

    def _where(self, size: Size) -> Mapping[Widget, Region]:
        """The regions of what is seen at a size."""
        top = 1 if size.width < NARROW else 0
        seen = seen_panes(size.width, self.active, self.beside)
        found: dict[Widget, Region] = {
            self.panes[number].body: Region(*place).translate((0, top))
            for number, place in places(seen, size.width, max(size.height - top, 0)).items()
        }
        if top:
            found[self._tabs] = Region(0, 0, size.width, top)
        return found

    def _show_tabs(self, width: int) -> None:
        news = {number: title.new for number, title in self.titles.items()}
        tabs = [Tab(number, pane.label, news.get(number, 0)) for number, pane in self.panes.items()]
        self._tabs.show(self.active, tabs, width)

    @on(Tabs.Chosen)
    def _to_tab(self, event: Tabs.Chosen) -> None:
        self.activate(event.number)

    @on(Counts)
    def _counted(self, event: Counts) -> None:
        for number, stream in self.streams.items():
            if stream is event.stream:
                self.titles[number].heard(event)
        self._show_tabs(self.size.width)


def _tell(panes: Panes, number: int, tally: str) -> None:
    panes.post_message(Panes.Tallied(number, tally))

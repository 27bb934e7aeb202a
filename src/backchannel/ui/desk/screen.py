"""The facilitator's desk: feeds, backchannel, notes and pins, live."""

from __future__ import annotations

from typing import ClassVar
from zoneinfo import ZoneInfo

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer

from backchannel.errors import StoreError
from backchannel.model.change import ChangeKind
from backchannel.model.post import StoredPost
from backchannel.model.programme import Event
from backchannel.store.store import Store
from backchannel.ui import live
from backchannel.ui.commands import Where, bindings
from backchannel.ui.desk import panels
from backchannel.ui.desk.acts import Acts
from backchannel.ui.desk.filtering import Filtering
from backchannel.ui.desk.layout import (
    BACKCHANNEL,
    FEEDS,
    NARROW,
    NOTES,
    PANES,
    PINS,
    seen_panes,
)
from backchannel.ui.desk.lists import Lists
from backchannel.ui.desk.note_taking import NoteTaking
from backchannel.ui.desk.status import Status
from backchannel.ui.desk.titles import StreamTitle
from backchannel.ui.desk.views import PanePages
from backchannel.ui.screens.help import help_panel
from backchannel.ui.widgets.entry import Entry
from backchannel.ui.widgets.pane import Pane
from backchannel.ui.widgets.rows import Rows
from backchannel.ui.widgets.stream import Counts, Stream, Unreadable
from backchannel.ui.widgets.tabs import Tabs
from backchannel.ui.widgets.top_lines import TopLine

_POSTS = frozenset(
    {
        ChangeKind.POST_NEW,
        ChangeKind.POST_CHANGED,
        ChangeKind.POST_GONE,
        ChangeKind.PIN,
        ChangeKind.HIDDEN,
    }
)
_STATUS = frozenset({ChangeKind.HEALTH, ChangeKind.SOURCE, ChangeKind.EVENT, ChangeKind.COLLECTOR})


class Desk(Screen[None]):
    """Composes the panes and hands every key to whoever does the work."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Where.DESK)]
    CSS_PATH = "../styles/desk.tcss"

    def __init__(self, store: Store, event: Event | None, by: str) -> None:
        super().__init__()
        zone = ZoneInfo(event.timezone) if event else ZoneInfo("UTC")
        self.store, self.zone = store, zone
        self.streams: dict[int, Stream] = {}
        self.filters: dict[int, Filtering] = {}
        for number, pane in ((FEEDS, "feeds"), (BACKCHANNEL, "backchannel")):
            source = PanePages(store, pane, zone.key)
            stream = Stream(source, now=store.now, timezone=zone, id=pane)
            self.streams[number] = stream
            self.filters[number] = Filtering(stream, source.count)
        self.notes = Rows(empty="Nothing written yet. e writes a note.", id="notes")
        self.pins = Rows(empty="Nothing pinned yet. p pins a post.", id="pins")
        self.panes = {
            FEEDS: Pane(FEEDS, "Feeds", self.streams[FEEDS]),
            BACKCHANNEL: Pane(BACKCHANNEL, "Backchannel", self.streams[BACKCHANNEL]),
            NOTES: Pane(NOTES, "Notes", self.notes),
            PINS: Pane(PINS, "Pins", self.pins),
        }
        self.active, self.beside = BACKCHANNEL, FEEDS
        self.filter_bar = Entry(" / ", id="filter-bar")
        self.note_line = Entry(" note ", id="note-line")
        self.tabs = Tabs()
        self.top, self.health = TopLine(id="headline"), TopLine(id="health-line")
        self.acts = Acts(store, by, self.say)
        self.status = Status(store, event, self.top, self.health)
        self.titles = {n: StreamTitle(self.panes[n], self.filters[n]) for n in self.streams}
        self.lists = Lists(store, zone, self.panes[NOTES], self.panes[PINS])
        self.note_taking = NoteTaking(self.note_line, self.acts)

    def compose(self) -> ComposeResult:
        """Two lines, the panes, where one types, and the keys."""
        yield self.top
        yield self.health
        yield self.tabs
        with Horizontal(id="panes"):
            yield self.panes[FEEDS]
            yield self.panes[BACKCHANNEL]
            with Vertical(id="side"):
                yield self.panes[NOTES]
                yield self.panes[PINS]
        yield self.filter_bar
        yield self.note_line
        yield Footer(show_command_palette=False, compact=True)

    async def on_mount(self) -> None:
        """Begin to follow the store."""
        self.activate(BACKCHANNEL)
        for job in (
            live.watch(self.store, self._changed, self.status.say_store),
            self.status.watch_collector(),
            self.status.watch_clock(),
            *(title.run() for title in self.titles.values()),
        ):
            self.run_worker(job, exit_on_error=False)
        await self._look(frozenset(ChangeKind))

    def on_resize(self, event: events.Resize) -> None:
        """Show as many panes as fit."""
        self._arrange(event.size.width)
        self.call_after_refresh(self.status.draw)

    def _changed(self, kinds: frozenset[ChangeKind]) -> None:
        if kinds & _POSTS:
            for number, stream in self.streams.items():
                stream.look_again()
                self.titles[number].count_again()
        self.run_worker(self._look(kinds), exit_on_error=False)

    async def _look(self, kinds: frozenset[ChangeKind]) -> None:
        """Read the small lists again that the changes are about."""
        try:
            if kinds & _STATUS:
                await self.status.read()
            if kinds & {ChangeKind.NOTE, ChangeKind.POST_GONE}:
                await self.lists.read_notes()
            if kinds & {ChangeKind.PIN, ChangeKind.POST_GONE, ChangeKind.POST_CHANGED}:
                await self.lists.read_pins()
        except StoreError as error:
            self.status.say_store(error)

    # What is where

    def activate(self, number: int) -> None:
        """Go to a pane."""
        if number != BACKCHANNEL:
            self.beside = number
        self.active = number
        self._arrange(self.size.width)
        self.panes[number].body.focus()

    def _arrange(self, width: int) -> None:
        seen = seen_panes(width, self.active, self.beside)
        for number, pane in self.panes.items():
            pane.display = number in seen
        self.query_one("#side").display = NOTES in seen or PINS in seen
        self.tabs.display = width < NARROW
        self.tabs.show(self.active, {number: pane.label for number, pane in self.panes.items()})

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The mouse goes to a pane, too."""
        for number, pane in self.panes.items():
            if event.widget is pane.body and number != self.active:
                self.active = number
                self.beside = number if number != BACKCHANNEL else self.beside

    @property
    def stream_number(self) -> int:
        """The stream that keys are about: the active one, else the backchannel."""
        return self.active if self.active in self.streams else BACKCHANNEL

    @property
    def filtering(self) -> Filtering:
        """The filter of that stream."""
        return self.filters[self.stream_number]

    async def chosen_post(self) -> StoredPost | None:
        """The post that a key is about: under the cursor of a stream, or of the pins."""
        if self.active in self.streams:
            return self.streams[self.active].chosen
        rows = self.pins if self.active == PINS else self.notes
        if rows.chosen is None:
            return None
        if rows is self.pins:
            return self.lists.pinned.get(int(rows.chosen.key))
        note = self.lists.notes.get(rows.chosen.key)
        return await self.lists.post_of(note.post) if note else None

    def say(self, text: str, *, is_problem: bool = False) -> None:
        """A line at the edge that goes away by itself."""
        self.notify(
            text,
            severity="error" if is_problem else "information",
            timeout=8 if is_problem else 3,
            markup=False,
        )

    def go_to_post(self, post: StoredPost) -> None:
        """Show a post in its pane."""
        number = FEEDS if post.pane == "feeds" else BACKCHANNEL
        self.filters[number].clear()
        self.activate(number)
        self.titles[number].count_again()
        self.streams[number].reveal(post.place)

    # Keys

    def action_pane(self, number: int) -> None:
        """`1` to `4`."""
        self.activate(number)

    def action_turn(self, by: int) -> None:
        """Tab."""
        at = PANES.index(self.active)
        self.activate(PANES[(at + by) % len(PANES)])

    def action_filter(self) -> None:
        """`/`."""
        if self.active not in self.streams:
            self.activate(BACKCHANNEL)
        self.filter_bar.open(self.filtering.text, f" / {self.panes[self.active].label.lower()} ")

    async def action_pin(self) -> None:
        """`p`."""
        if (post := await self.chosen_post()) is not None:
            await self.acts.pin(post)
        else:
            self.say("Choose a post with ↓ first")

    async def action_hide(self) -> None:
        """`x`."""
        if self.active == NOTES and self.notes.chosen is not None:
            await self.acts.strike_note(self.notes.chosen.key)
        elif (post := await self.chosen_post()) is not None:
            await self.acts.hide(post)
        else:
            self.say("Choose a post with ↓ first")

    async def action_note(self) -> None:
        """`e`."""
        note = self.notes.chosen if self.active == NOTES else None
        if note is not None and note.key in self.lists.notes:
            self.note_taking.edit(self.lists.notes[note.key])
        else:
            self.note_taking.begin(await self.chosen_post())

    async def action_undo(self) -> None:
        """`u`."""
        await self.acts.undo()

    async def action_fetch_now(self) -> None:
        """`R`."""
        await self.acts.fetch_now()

    async def action_open_in_browser(self) -> None:
        """`o`. Only http and https addresses ever become a `Url`."""
        post = await self.chosen_post()
        url = (post.post.link or post.post.url) if post else None
        if url:
            self.app.open_url(url)
            self.say(f"Opening {url}")
        else:
            self.say("It has no address to open" if post else "Choose a post with ↓ first")

    async def action_copy(self, what: str) -> None:
        """`y` and `Y`."""
        post = await self.chosen_post()
        text = (post.post.url or "") if post and what == "link" else post.post.text if post else ""
        if text:
            self.app.copy_to_clipboard(text)
            self.say("Copied the link" if what == "link" else "Copied the text")
        else:
            self.say(f"It has no {what} to copy" if post else "Choose a post with ↓ first")

    def action_panel(self, name: str) -> None:
        """`h`, `H`, `?`."""
        match name:
            case "hidden":
                panel = panels.hidden_panel(self.store, self.acts, self.zone)
            case "health":
                panel = panels.health_panel(self.store, self.zone)
            case _:
                panel = help_panel()
        self.app.push_screen(panel)

    def action_commands(self) -> None:
        """`:` and ctrl+p."""
        self.app.action_command_palette()

    def action_back(self) -> None:
        """Esc: the entry, then the filter, then the cursor."""
        if self.filter_bar.is_open or self.note_line.is_open:
            self.leave_entries()
        elif self.active in self.streams and self.filtering.is_on:
            self.filtering.clear()
            self.titles[self.stream_number].count_again()
        elif self.active in self.streams and self.streams[self.active].chosen is not None:
            self.streams[self.active].action_go("newest")

    def action_leave(self) -> None:
        """`q`."""
        self.app.exit()

    def leave_entries(self) -> None:
        """Close what is open for typing and go back to the pane."""
        self.filter_bar.close()
        self.note_line.close()
        self.panes[self.active].body.focus()

    @on(Pane.TitleClicked)
    def _to_newest(self, event: Pane.TitleClicked) -> None:
        if event.pane.number in self.streams:
            self.activate(event.pane.number)
            self.streams[event.pane.number].action_go("newest")

    @on(Tabs.Chosen)
    def _to_tab(self, event: Tabs.Chosen) -> None:
        self.activate(event.number)

    @on(Entry.Typed, "#filter-bar")
    def _typed(self, event: Entry.Typed) -> None:
        if self.filter_bar.is_open and self.filtering.typed(event.text, self.filter_bar):
            self.titles[self.stream_number].count_again()

    @on(Entry.Kept, "#filter-bar")
    def _keep_filter(self, event: Entry.Kept) -> None:
        if self.filtering.typed(event.text, self.filter_bar):
            self.leave_entries()

    @on(Entry.Left, "#filter-bar")
    def _clear_filter(self) -> None:
        self.filtering.clear()
        self.filter_bar.clear()
        self.titles[self.stream_number].count_again()
        self.leave_entries()

    @on(Entry.Kept, "#note-line")
    async def _keep_note(self, event: Entry.Kept) -> None:
        if await self.note_taking.keep(event.text):
            self.leave_entries()

    @on(Entry.Left, "#note-line")
    def _leave_note(self, event: Entry.Left) -> None:
        self.note_taking.leave(event.text)
        self.leave_entries()

    @on(Rows.Opened, "#pins")
    def _open_pin(self, event: Rows.Opened) -> None:
        post = self.lists.pinned.get(int(event.row.key))
        if post is not None and not post.is_gone:
            self.go_to_post(post)

    @on(Rows.Opened, "#notes")
    def _open_note(self, event: Rows.Opened) -> None:
        if (note := self.lists.notes.get(event.row.key)) is not None:
            self.note_taking.edit(note)

    @on(Counts)
    def _counted(self, event: Counts) -> None:
        for number, stream in self.streams.items():
            if stream is event.stream:
                self.titles[number].heard(event)

    @on(Unreadable)
    def _unreadable(self, event: Unreadable) -> None:
        self.status.say_store(event.error)

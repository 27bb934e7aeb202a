"""Search over the desk: posts of every pane, read on as one scrolls. Enter goes to one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from backchannel.errors import StoreError
from backchannel.model.board import Note
from backchannel.model.post import StoredPost
from backchannel.model.query import EVERYTHING, Query, QueryError, parse
from backchannel.store.search.patience import LONGEST
from backchannel.store.searching import Tally
from backchannel.store.store import Reader
from backchannel.ui.deciding.acts import Acts
from backchannel.ui.deciding.hand import CHOOSE, Hand, Outside
from backchannel.ui.desk.panes import Panes
from backchannel.ui.finding.completion import Completion
from backchannel.ui.finding.found_pages import BEST, FoundPages, Order
from backchannel.ui.keymap import Keyed
from backchannel.ui.lines.times import Zone
from backchannel.ui.lines.wrap import crop
from backchannel.ui.screens.modal import PanelScreen
from backchannel.ui.selecting.marked import unmark
from backchannel.ui.widgets.entry import Entry
from backchannel.ui.widgets.frame import Frame
from backchannel.ui.widgets.stream import Stream, Unreadable, Wanted

_NOTHING = "Nothing matches. / changes the words."
_HINT = 'words  "a phrase"  -not  from: kind: since:1h'
_WORDS = "Type what to look for."


class OfFound:
    """A choice of what was found: what is marked, else what is under the cursor.

    Posts that stand by rank are known here by that, and elsewhere by their true place.
    """

    def __init__(self, panel: SearchPanel) -> None:
        self._panel = panel

    async def chosen_post(self) -> StoredPost | None:
        """The one under the cursor."""
        chosen = self._panel.found.chosen
        return await self._panel.pages.at(chosen.posted) if chosen else None

    async def chosen_posts(self) -> Sequence[StoredPost]:
        """The marked ones, as far as they are in memory, else the chosen one."""
        reader = self._panel.found.reader
        marked = [post for post in reader.view.window.posts if post.place in reader.marks.places]
        found = [await self._panel.pages.at(post.posted) for post in marked]
        return [post for post in found or [await self.chosen_post()] if post]

    def unmark(self) -> None:
        """What was marked has been dealt with."""
        self._panel.found.reader.marks.clear()

    def chosen_note(self) -> Note | None:
        """None: only posts are found."""
        return None


class _Words(Entry):
    """Has the list above it, to which ↓ goes, unless it leads on from an earlier text."""

    def action_recall(self, by: int) -> None:
        """Arrows."""
        if by < 0 and not self.is_recalling and self.input.value.strip():
            self.post_message(self.Kept(self, self.input.value))
        else:
            super().action_recall(by)


class SearchPanel(PanelScreen[None]):
    """Posts that match some words, the newest or the best first; `go` shows one in its pane."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Back", id="search.back"),
        Binding("slash", "words", "Words", id="search.words"),
        Binding("b", "order", "Best or newest first", id="search.order"),
    ]
    DEFAULT_CSS = "SearchPanel { align: center middle; }"

    def __init__(
        self,
        store: Reader,
        zone: Zone,
        words: str,
        go: Callable[[StoredPost], None],
        *,
        patience: float | None = LONGEST,
    ) -> None:
        super().__init__()
        self._store, self._zone, self._go, self._patience = store, zone, go, patience
        self._counting = asyncio.Lock()
        self._tally: Tally | None = None
        self._completion = Completion(store)
        self.words, self.wanted, self.order = words, parse(words), Order.NEWEST
        self.frame = Frame()
        self.found = self._stream()
        self._entry = _Words(" / ", complete=self._completion, hint=_HINT, id="search-line")

    def compose(self) -> ComposeResult:
        """The frame, what was found, and one row: what the keys do, or where one types."""
        with self.frame:
            yield self.found
            yield self._entry
            yield self.foot

    def on_mount(self) -> None:
        """Look for the words there are, and have them in the line to be typed over."""
        self._say()
        self.run_worker(self._completion.look(), group="completion", exclusive=True)
        self.action_words()

    def action_words(self) -> None:
        """`/`: look for other words."""
        self.foot.display = False
        self._entry.open(self.words, " / ", is_selected=True)

    async def action_order(self) -> None:
        """`b`: the best first, or the newest."""
        self.order = Order.BEST if self.order is Order.NEWEST else Order.NEWEST
        before, self.found = self.found, self._stream()
        await self.frame.mount(self.found, before=self._entry)
        await before.remove()
        self._say()
        self._be_read()

    async def action_dismiss(self, result: None = None) -> None:
        """Back: first what is marked, then the panel."""
        if not unmark(self):
            await super().action_dismiss(result)

    async def decided(self) -> None:
        """What was found may have been hidden, or bears a sign now."""
        self.pages.anew()
        self.found.look_again()
        self._tally = None
        self._count_again()

    def _stream(self) -> Stream:
        pages = FoundPages(self._store, self._zone, self.order, patience=self._patience)
        self.pages = pages
        stream = Stream(pages, now=self._store.now, timezone=self._zone())
        stream.empty = _WORDS if self.wanted == EVERYTHING else _NOTHING
        stream.filter(self.wanted)
        return stream

    def _be_read(self) -> None:
        self._entry.close()
        self.foot.display = True
        self.set_focus(self.found, scroll_visible=False)

    def _say(self, problem: str = "") -> None:
        """Title and hint, and how much there is as soon as that has been counted."""
        named = crop(self.words.strip(), 60)
        self.frame.border_title = Content(f"Search  {named}" if named else "Search")
        self.frame.border_subtitle = Content(str(self.order))
        other = "best" if self.order is Order.NEWEST else "newest"
        keys = f"{{stream.details}} goes to it · b {other} first · / other words · Esc goes back"
        self.foot.say(f"✕ {problem}" if problem else Keyed(keys))
        self._count_again()

    def _count_again(self) -> None:
        """What is still being counted may be of other words, or of what was there before."""
        if self.wanted != EVERYTHING:
            count = self._count(self.wanted)
            self.run_worker(count, group="count", exclusive=True, exit_on_error=False)

    async def _count(self, query: Query) -> None:
        """Say how many there are, as that grows. One counts at a time: pages are waited for."""
        async with self._counting:
            while query == self.wanted:
                tally = self._tally
                if tally is None or tally.reached is not None:
                    try:
                        tally = await self.pages.count(query, tally)
                    except StoreError:
                        return
                if query == self.wanted:
                    self._tally = tally
                    self._say_how_many(tally)
                if tally.reached is None:
                    return

    def _say_how_many(self, count: Tally) -> None:
        is_cut = self.order is Order.BEST and count.posts > BEST
        cut = f" · {BEST:,} of {count}" if is_cut else f" · {count} found"
        self.frame.border_subtitle = Content(f"{self.order}{cut}")

    @on(Entry.Typed)
    def _typed(self, event: Entry.Typed) -> None:
        event.stop()
        if not self._entry.is_open:
            return
        try:
            query = parse(event.text)
        except QueryError as error:
            extent = (error.position, error.position + error.length)
            self._entry.underline(extent, str(error))
            return
        self._entry.underline(None)
        self.words = event.text
        if query != self.wanted:
            self.wanted, self._tally = query, None
            self.found.empty = _WORDS if query == EVERYTHING else _NOTHING
            self.found.filter(query)
            self._say()

    @on(Entry.Kept)
    @on(Entry.Left)
    def _read(self, event: Entry.Typed) -> None:
        """Enter or Esc: read what was found, if there is anything to read."""
        event.stop()
        is_empty = isinstance(event, Entry.Left) and not self.found.reader.view.window.posts
        if self.wanted == EVERYTHING or is_empty:
            self.dismiss()
        else:
            self._be_read()

    @on(Wanted)
    async def _wanted(self, event: Wanted) -> None:
        """Enter or a double click."""
        event.stop()
        if event.post is None:
            self.tell(CHOOSE)
            return
        try:
            post = await self.pages.at(event.post.posted)
        except StoreError as error:
            self._say(str(error))
            return
        if post is None or post.is_out_of_sight:
            self._say("It is out of sight by now")
            return
        self.dismiss()
        self._go(post)

    @on(Unreadable)
    def _unreadable(self, event: Unreadable) -> None:
        event.stop()
        self._say(str(event.error))


def over(panes: Panes, acts: Acts, zone: Zone, outside: Outside) -> SearchPanel:
    """Everything that is stored, for the words of the filter that is on."""
    words = panes.filters[panes.active].text if panes.has_stream else ""
    panel = SearchPanel(panes.store, zone, words, panes.go_to)
    panel.deeds = Hand(OfFound(panel), acts.said_by(panel.tell), panel.tell, outside).deeds
    return panel

"""Everything about one post, over the desk: read, followed along its thread, decided upon."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import ClassVar, Final

from msgspec import Struct
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from backchannel.errors import StoreError
from backchannel.model.change import ChangeKind
from backchannel.model.post import StoredPost
from backchannel.store import details
from backchannel.store.details import Known
from backchannel.store.store import Reader
from backchannel.ui import live
from backchannel.ui.commands import BY_ID, binding
from backchannel.ui.deciding.acts import Acts, Voice
from backchannel.ui.deciding.drafts import Drafts
from backchannel.ui.deciding.hand import open_page
from backchannel.ui.details.deeds import DESK_S, Deeds, named
from backchannel.ui.details.neighbours import Neighbours
from backchannel.ui.details.paper import Mark
from backchannel.ui.details.sheet import whole
from backchannel.ui.details.view import DetailsView
from backchannel.ui.keymap import keymap_of
from backchannel.ui.lines.times import Zone
from backchannel.ui.looks import Looks
from backchannel.ui.screens.modal import PanelScreen
from backchannel.ui.screens.panel import Go
from backchannel.ui.screens.panels import choice_panel
from backchannel.ui.screens.why import why_panel
from backchannel.ui.selecting.marked import unmark
from backchannel.ui.typing.note_taking import NoteTaking
from backchannel.ui.widgets.ask_line import AskLine
from backchannel.ui.widgets.entry import Entry
from backchannel.ui.widgets.frame import Frame
from backchannel.ui.widgets.key_line import KeyLine
from backchannel.ui.widgets.rows import Row
from backchannel.ui.widgets.said_line import SaidLine

_ABOUT_POSTS: Final = frozenset(ChangeKind) - {
    ChangeKind.HEALTH,
    ChangeKind.SOURCE,
    ChangeKind.COLLECTOR,
    ChangeKind.OUTGOING,
}


class Tools(Struct, frozen=True):
    """What the desk lends: its store, whoever decides, what is half written, its voice.

    `filtered` says what the filter of its pane does with a post, `reply` lets somebody answer one.
    """

    store: Reader
    acts: Acts
    drafts: Drafts
    say: Voice
    zone: Zone
    filtered: Callable[[StoredPost], Awaitable[str]]
    reply: Callable[[StoredPost, Voice], Awaitable[None]]


class Details(PanelScreen[None]):
    """The details of a post, read again whenever something changes; Esc goes back.

    Its background hides the desk: what arrives there would be painted behind every line.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *(binding(BY_ID[name]) for name in DESK_S),
        Binding("q", "leave", "Back", id="details.leave"),
    ]
    DEFAULT_CSS = """
    Details {
        align: center middle;
        background: $background;
        & > Frame { width: 100%; max-width: 120; height: 100%; padding: 0; }
        & DetailsView { background: $surface; }
    }
    """

    def __init__(self, place: int, tools: Tools, neighbours: Neighbours) -> None:
        super().__init__()
        self._tools, self._neighbours = tools, neighbours
        self._place = self._base = place
        self._trail: list[tuple[int, Mark | None]] = []
        self._at: Mark | None = None
        self.repeats = self._said = SaidLine()
        self._keys = KeyLine()
        self.view = DetailsView(
            whole, now=tools.store.now, timezone=tools.zone(), say=self._said.say
        )
        self._said.display = False
        self._entry = Entry(" note ", id="details-note")
        self._acts = tools.acts.said_by(self.tell)
        self._taking = NoteTaking(
            self._entry, self._acts, tools.drafts, say=self.tell, closed=self._close
        )
        self._asking = AskLine()
        self._looks, self._one_by_one = Looks(self._look), asyncio.Lock()
        self.deeds = {name: partial(self.run_action, BY_ID[name].action) for name in DESK_S}

    def compose(self) -> ComposeResult:
        """The frame, the lines, and below them what is said or can be done."""
        with Frame() as self._frame:
            yield self.view
            yield self._said
            yield self._keys

    async def on_mount(self) -> None:
        """Take the keyboard, read, and read again when something changes."""
        tools = self._tools
        self._deeds = Deeds(self.app, self._acts, self.tell, self, why=self._why, reply=tools.reply)
        keymap = keymap_of(self)
        self.back_key = next(iter(keymap.keys_of("details.back")), self.back_key)
        self._name_keys()
        self.set_focus(self.view, scroll_visible=False)
        await self._look()
        self.run_worker(self._looks.run(), exit_on_error=False)
        watching = live.watch(self._tools.store, self._changed, self._unreadable)
        self.run_worker(watching, exit_on_error=False)

    async def _prepare(self) -> None:
        """Have the lines where one types: each costs a part of the first frame."""
        if not self._entry.is_attached:
            await self._frame.mount(self._entry, self._asking, before=self._keys)

    def _changed(self, kinds: frozenset[ChangeKind]) -> None:
        if kinds & _ABOUT_POSTS:
            self._looks.ask()

    def _unreadable(self, error: StoreError) -> None:
        self._said.say(str(error), is_problem=True)

    async def _look(self) -> None:
        """Read what is known of the post; what was read before stays when that cannot be done."""
        async with self._one_by_one:  # or else what was read first could be shown last
            place = self._place
            try:
                known = await self._tools.store.read(details.known, place)
            except StoreError as error:
                self._unreadable(error)
                return
            if place != self._place:  # the reader went on meanwhile
                self._looks.ask(now=True)
            elif known is None:  # its author was forgotten, or a replay turned back
                self.view.empty = "This post is not there any more."
                self.view.show(None)
            else:
                self._show(known)

    def _show(self, known: Known) -> None:
        before, self._deeds.shown.post = self._deeds.shown.post, known.stored
        if before is None or before.number != known.stored.number:
            self._frame.border_title = Content(f" Details  #{known.stored.number} ")
        self.view.show(known, at=self._at)
        self._at = None

    # Keys

    async def action_step(self, by: int) -> None:
        """To the next post of the pane, or the one before."""
        try:
            place = await self._neighbours.beside(self._base, by)
        except StoreError as error:
            self._unreadable(error)
            return
        if place is None:
            self.tell("That was the last one" if by > 0 else "That was the first one")
            return
        self._base = place
        self._trail.clear()
        self._neighbours.arrived(place)
        await self._go(place)

    async def action_back(self) -> None:
        """Esc: what is marked, then the thread one came along, then the details."""
        if unmark(self):
            return
        if self._trail:
            place, self._at = self._trail.pop()
            await self._go(place)
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """`q`."""
        self._neighbours.left(self._base)
        self.dismiss()

    async def action_do(self, name: str) -> None:
        """What the desk does with a chosen post; what is marked is copied before it."""
        if name != "copy_text" or not self._copying.copy():
            await self._deeds.do(name)

    async def action_note(self) -> None:
        """`e`: a note that points at the post."""
        await self._prepare()
        try:
            await self._taking.begin(self._deeds.shown.post)
        except StoreError as error:
            self._unreadable(error)
        self._arrange()

    async def ask(
        self, question: str, then: Callable[[str], Awaitable[None]], text: str = ""
    ) -> None:
        """For a few words, in the row at the bottom."""
        await self._prepare()
        self._asking.ask(question, then, text)
        self._arrange()

    def offer(self, title: str, rows: Sequence[Row], then: Go) -> None:
        """One of several, in a panel."""
        self.app.push_screen(choice_panel(title, rows, then))

    async def _why(self, post: StoredPost) -> None:
        tools = self._tools
        try:
            filtered = await tools.filtered(post)
        except StoreError as error:
            self._unreadable(error)
            return
        self.app.push_screen(why_panel(tools.store, post, tools.zone, filtered))

    @on(DetailsView.Asked)
    async def _asked(self, event: DetailsView.Asked) -> None:
        event.stop()
        if event.goal.place is not None:
            here = self.view.reading.here
            self._trail.append((self._place, here.mark if here else None))
            await self._go(event.goal.place)
        elif event.goal.url is not None:
            open_page(self.app, event.goal.url, self.tell)

    @on(DetailsView.Moved)
    def _name_keys(self) -> None:
        self._keys.show(named(keymap_of(self), leads=self.view.leads))

    async def _go(self, place: int) -> None:
        self._place = place
        await self._look()

    def tell(self, text: str, tail: str = "", *, is_problem: bool = False) -> None:
        """Say it here, and on the desk for when one is back there."""
        self._said.say(text, tail, is_problem=is_problem)
        self._tools.say(text, tail, is_problem=is_problem)

    # Typing

    @on(SaidLine.Changed)
    def _arrange(self) -> None:
        is_typing = self._entry.is_open or self._asking.is_open
        shows = {
            self._said: self._said.is_telling and not is_typing,
            self._keys: not self._said.is_telling and not is_typing,
        }
        for widget, is_seen in shows.items():
            if widget.display != is_seen:
                widget.display = is_seen

    @on(Entry.Typed, "#details-note")
    def _typed(self, event: Entry.Typed) -> None:
        self._taking.typed(event.text)

    @on(Entry.Kept, "#details-note")
    async def _keep_note(self, event: Entry.Kept) -> None:
        await self._taking.entered(event.text)

    @on(Entry.Left, "#details-note")
    def _leave_note(self, event: Entry.Left) -> None:
        self._taking.left(event.text)

    @on(AskLine.Answered)
    def _close(self) -> None:
        self._entry.close()
        self._asking.close()
        self._arrange()
        self.set_focus(self.view, scroll_visible=False)

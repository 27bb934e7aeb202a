"""The rows below the panes: where one types, what was just said, and the keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical

from backchannel.store.board.hiding import REASON_LIMIT
from backchannel.ui.arranging.layout import BACKCHANNEL, NARROW, QUESTIONS
from backchannel.ui.commands import Where, footer
from backchannel.ui.deciding.acts import Acts
from backchannel.ui.deciding.drafts import Drafts
from backchannel.ui.deciding.note_taking import NoteTaking
from backchannel.ui.desk.panes import Panes
from backchannel.ui.finding.completion import Completion
from backchannel.ui.finding.filter_typing import FilterTyping
from backchannel.ui.keymap import Keyed, keymap_of, with_keys
from backchannel.ui.widgets.ask_line import AskLine, Then
from backchannel.ui.widgets.entry import Entry
from backchannel.ui.widgets.history import History
from backchannel.ui.widgets.key_line import KeyLine
from backchannel.ui.widgets.said_line import SaidLine

_HINT: Final = 'words  "a phrase"  -not  from: source: kind: tag: is: likes:>3 /regex/'

NOTHING_HERE: Final = Keyed("Nothing matches; {search} searches every pane")

LOW: Final = 16
"""Terminals with fewer lines have one row here instead of two."""


class Bottom(Vertical):
    """Has the same height whatever is shown in it, so that nothing above ever moves."""

    def __init__(
        self,
        panes: Panes,
        acts: Acts,
        drafts: Drafts,
        said: SaidLine,
        completion: Completion,
    ) -> None:
        super().__init__(id="bottom")
        self._panes, self._said = panes, said
        self.completion = completion
        self.history = History()
        self._filter = Entry(
            " / ", complete=completion, hint=_HINT, history=self.history, id="filter-bar"
        )
        self._note = Entry(" note ", id="note-line")
        self._asking = AskLine()
        self._entries: tuple[Entry, ...] = (self._filter, self._note, self._asking)
        self._keys = KeyLine()
        self.taking = NoteTaking(self._note, acts, drafts, say=said.say, closed=self._close)
        self._typing = FilterTyping(self._filter, self._keys)
        self._number = BACKCHANNEL
        self._is_low = self._is_narrow = False
        self._rest = ""

    def compose(self) -> ComposeResult:
        """What is said and the keys; `prepare` puts the two lines where one types above them."""
        yield self._said
        yield self._keys

    def on_mount(self) -> None:
        """The keys are there in the first frame."""
        self.show_keys()

    async def prepare(self) -> None:
        """Have the lines where one types: after the first frame, for which they are not needed."""
        if self.is_attached and not self._filter.is_attached:  # not while the program ends
            await self.mount(*self._entries, before=self._said)

    def lay_out(self, width: int, height: int) -> None:
        """Take two rows, or one in a low terminal; leave room to type in a narrow one."""
        self._is_narrow = width < NARROW
        self._filter.set_class(self._is_narrow, "-narrow")
        if (height < LOW) != self._is_low:
            self._is_low = self._typing.is_low = height < LOW
            self.styles.height = 1 if self._is_low else 2
            self._arrange()

    @property
    def is_open(self) -> bool:
        """Whether somebody may be typing."""
        return any(entry.is_open for entry in self._entries)

    async def open_filter(self) -> None:
        """`/`: type a filter; the one that is on, or was on before, is there to be changed."""
        await self.prepare()
        self.run_worker(self.completion.look(), group="completion", exclusive=True)
        self.leave()
        is_elsewhere = not self._panes.has_stream
        self._panes.to_stream()
        self._number = self._panes.active
        label = "" if self._is_narrow else self._panes.panes[self._number].label.casefold()
        label = f"{self._number} {label}".strip() if is_elsewhere else label
        self._typing.begin(self._panes.filters[self._number], label)
        self._panes.titles[self._number].count_again(is_filtered=True)
        self._arrange()

    async def open_note(self) -> None:
        """`e`: write a note about what is chosen, or change the one that is chosen. StoreError."""
        await self.prepare()
        self.leave()
        if (note := self._panes.choice.chosen_note()) is not None:
            await self.taking.edit(note)
        else:
            await self.taking.begin(await self._panes.choice.chosen_post())
        self._arrange()

    async def ask(
        self,
        question: str,
        then: Then,
        text: str = "",
        *,
        limit: int = REASON_LIMIT,
        problem: str = "",
    ) -> None:
        """Ask one short thing; `then` hears the answer, nobody hears when it is left.

        After an answer that will not do: what is wrong with it.
        """
        await self.prepare()
        self.leave()
        self._asking.ask(question, then, text, limit=limit, problem=problem)
        self._arrange()

    @on(AskLine.Answered)
    def leave(self, answered: AskLine.Answered | None = None) -> None:
        """Close what is open without losing it: a filter is kept, a note is a draft."""
        if answered is not None and self._asking.is_asking:
            return  # it is asked once more, for the answer would not do
        if self._note.is_open:
            self.taking.leave(self._note.input.value)
        self._close()

    def _close(self, *, is_focused: bool = True) -> None:
        if self.is_open and is_focused:
            self._panes.activate(self._panes.active)
        for entry in self._entries:
            entry.close()
        self._typing.end()
        self._arrange()

    @on(SaidLine.Changed)
    def _arrange(self) -> None:
        is_wanted = self._said.is_telling or self._said.is_standing
        is_said = not self.is_open and (not self._is_low or is_wanted)
        is_free = not self.is_open and not is_said
        for widget, is_seen in ((self._said, is_said), (self._keys, not self._is_low or is_free)):
            if widget.display != is_seen:  # to set it is to lay everything out again
                widget.display = is_seen
        self.show_keys()

    def show_keys(self) -> None:
        """The keys of the pane that has the keyboard; and what is said of it at rest."""
        panes = self._panes
        where = Where.QUESTIONS if panes.active == QUESTIONS else Where.ROWS
        where = Where.STREAM if panes.has_stream else where
        where = Where.FILTER if self._filter.is_open else where
        where = Where.NOTE if self._note.is_open else where
        where = Where.ASK if self._asking.is_open else where
        filtering = panes.filters[panes.active] if panes.has_stream else None
        is_dimming = filtering is not None and filtering.is_on and filtering.is_dimming
        commands = [
            replace(each, label="Hide rest") if is_dimming and each.id == "dim" else each
            for each in keymap_of(self).commands
        ]
        self._keys.show(footer(where, besides=tuple(_besides(panes)), commands=commands))
        if (rest := said_at_rest(panes)) != self._rest:  # the tour, too, is offered there
            self._rest = rest
            self._said.rest(rest)

    def tallied(self, number: int, tally: str) -> None:
        """Say beside a filter how much it lets through."""
        if self._typing.is_about(self._panes.filters[number]):
            self._typing.tallied(tally)
        self.show_keys()

    @on(Entry.Typed)
    def _typed(self, event: Entry.Typed) -> None:
        if self._note.is_open:
            self.taking.typed(event.text)
        if not self._filter.is_open:
            return
        before = self._panes.filters[self._number].query
        if self._typing.understand(event.text):
            is_other = before != self._panes.filters[self._number].query
            self._panes.titles[self._number].count_again(is_filtered=is_other)

    @on(Entry.Kept, "#filter-bar")
    def _keep_filter(self, event: Entry.Kept) -> None:
        if self._typing.understand(event.text):
            if self._panes.filters[self._number].apply():
                self._panes.titles[self._number].count_again(is_filtered=True)
            self._close()

    @on(Entry.Left, "#filter-bar")
    def _clear_filter(self) -> None:
        self._panes.filters[self._number].clear()
        self._panes.titles[self._number].count_again(is_filtered=True)
        self._close()

    @on(Entry.Kept, "#note-line")
    async def _keep_note(self, event: Entry.Kept) -> None:
        await self.taking.entered(event.text)

    @on(Entry.Left, "#note-line")
    def _leave_note(self, event: Entry.Left) -> None:
        self.taking.left(event.text)

    @on(events.DescendantBlur)
    def _left_by_mouse(self) -> None:
        """A click into a pane closes what was open for typing."""
        focused = self.screen.focused
        if self.is_open and focused is not None and self not in focused.ancestors:
            if self._note.is_open:
                self.taking.leave(self._note.input.value)
            self._close(is_focused=False)


def _besides(panes: Panes) -> Iterator[str]:
    """What can be done with a filter, while there is one, and what where it finds nothing."""
    filtering = panes.filters[panes.active] if panes.has_stream else None
    if filtering is not None and filtering.is_on:
        yield "dim"
        if filtering.finds_nothing:
            yield "search"


def said_at_rest(panes: Panes) -> str:
    """What a filter that dims all there is leaves to be done; about the chosen post, where it is.

    Where what does not match is hidden, the empty pane offers the same.
    """
    filtering = panes.filters[panes.active] if panes.has_stream else None
    where = _where_found(panes)
    if filtering is None or not (filtering.is_dimming and filtering.finds_nothing):
        return where
    return f"{with_keys(panes, NOTHING_HERE)}{f' · {where}' if where else ''}"


def _where_found(panes: Panes) -> str:
    """The number of the chosen post and where it leads; empty when none is chosen."""
    post = panes.streams[panes.active].chosen if panes.has_stream else None
    url = (post.post.link or post.post.url) if post else None
    return f"#{post.number}  {url or ''}" if post else ""

"""The rows below the panes: where one types, what was just said, and the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from backchannel.model.board import REASON_LIMIT
from backchannel.store.store import Reader
from backchannel.ui.arranging.layout import BACKCHANNEL, NARROW, QUESTIONS
from backchannel.ui.commands import Command, Where, footer
from backchannel.ui.deciding.drafts import Drafts
from backchannel.ui.desk.panes import Panes
from backchannel.ui.keymap import Keyed, keymap_of, with_keys
from backchannel.ui.terminal.screens import RowScreen
from backchannel.ui.widgets.history import History
from backchannel.ui.widgets.key_line import KeyLine
from backchannel.ui.widgets.said_line import SaidLine

if TYPE_CHECKING:
    from backchannel.ui.deciding.acts import Acts
    from backchannel.ui.typing.lines import TypingLines
    from backchannel.ui.widgets.ask_line import Then
    from backchannel.ui.widgets.entry import Entry

OF_QUESTIONS: Final = {"hide": "No question", "note": "Reword"}
"""What keys of every pane do with a question, as the footer calls it."""

NOTHING_HERE: Final = Keyed("Nothing matches; {search} searches every pane")

LOW: Final = 16
"""Terminals with fewer lines have one row here instead of two."""


class Bottom(Vertical):
    """Has the same height whatever is shown in it, so that nothing above ever moves."""

    def __init__(
        self,
        store: Reader,
        panes: Panes,
        acts: Callable[[], Acts],
        drafts: Drafts,
        said: SaidLine,
    ) -> None:
        super().__init__(id="bottom")
        self._store, self._panes, self._said = store, panes, said
        self._acts, self._drafts = acts, drafts
        self.history = History()
        self._keys = KeyLine()
        self._lines: TypingLines | None = None
        self._number = BACKCHANNEL
        self._is_low = self._is_narrow = False
        self._rest = ""

    def compose(self) -> ComposeResult:
        """What is said and the keys; `prepare` puts the lines where one types above them."""
        yield self._said
        yield self._keys

    def on_mount(self) -> None:
        """The keys are there in the first frame."""
        self.show_keys()

    async def prepare(self) -> TypingLines:
        """Have the lines where one types: after the first frame, for which they are not needed."""
        if self._lines is None:
            from backchannel.ui.typing.lines import TypingLines

            self._lines = TypingLines(
                *(self._store, self._acts(), self._drafts, self._keys),
                history=self.history,
                say=self._said.say,
                closed=self._close,
            )
            self._lines.fit(is_low=self._is_low, is_narrow=self._is_narrow)
            if self.is_attached:  # not while the program ends
                await self.mount(*self._lines.every, before=self._said)
        return self._lines

    def lay_out(self, width: int, height: int) -> None:
        """Take two rows, or one in a low terminal; leave room to type in a narrow one."""
        was_low = self._is_low
        self._is_narrow, self._is_low = width < NARROW, height < LOW
        if self._lines is not None:
            self._lines.fit(is_low=self._is_low, is_narrow=self._is_narrow)
        if self._is_low != was_low:
            self.styles.height = 1 if self._is_low else 2
            self._arrange()

    @property
    def is_open(self) -> bool:
        """Whether somebody may be typing."""
        return self._lines is not None and self._lines.is_open

    async def open_filter(self) -> None:
        """`/`: type a filter; the one that is on, or was on before, is there to be changed."""
        lines = await self.prepare()
        self.run_worker(lines.completion.look(), group="completion", exclusive=True)
        self.leave()
        is_elsewhere = not self._panes.has_stream
        self._panes.to_stream()
        self._number = self._panes.active
        label = "" if self._is_narrow else self._panes.panes[self._number].label.casefold()
        label = f"{self._number} {label}".strip() if is_elsewhere else label
        lines.filtering.begin(self._panes.filters[self._number], label)
        self._panes.titles[self._number].count_again(is_filtered=True)
        self._arrange()

    async def open_note(self) -> None:
        """`e`: write a note about what is chosen, or change the one that is chosen. StoreError."""
        lines = await self.prepare()
        self.leave()
        if (note := self._panes.choice.chosen_note()) is not None:
            await lines.taking.edit(note)
        else:
            await lines.taking.begin(await self._panes.choice.chosen_post())
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
        lines = await self.prepare()
        self.leave()
        lines.asking.ask(question, then, text, limit=limit, problem=problem)
        self._arrange()

    def leave(self) -> None:
        """Close what is open without losing it: a filter is kept, a note is a draft."""
        if self._lines is not None:
            self._lines.keep()
        self._close()

    def suspend(self) -> None:
        """Keep a note that is half written, for the desk is closed."""
        if self._lines is not None:
            self._lines.taking.suspend()

    def _close(self, *, is_focused: bool = True) -> None:
        if self.is_open and is_focused:
            self._panes.activate(self._panes.active)
        if self._lines is not None:
            self._lines.close()
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
        where = (self._lines.where if self._lines is not None else None) or where
        idle = self._lines.idle if self._lines is not None else frozenset[str]()
        commands = [each for each in _named(keymap_of(self).commands, panes) if each.id not in idle]
        self._keys.show(footer(where, besides=tuple(_besides(panes)), commands=commands))
        if (rest := said_at_rest(panes)) != self._rest:  # the tour, too, is offered there
            self._rest = rest
            self._said.rest(rest)

    def tallied(self, number: int, tally: str) -> None:
        """Say beside a filter how much it lets through."""
        if self._lines is not None and self._lines.filtering.is_about(self._panes.filters[number]):
            self._lines.filtering.tallied(tally)
        self.show_keys()

    # What the lines say; they are named here by their messages, for a start does without them.

    async def on_ask_line_answered(self) -> None:
        """An answer, unless it is asked once more. What it leads to is painted before that."""
        if isinstance(self.screen, RowScreen):
            await self.screen.released()
        if not (await self.prepare()).asking.is_asking:
            self.leave()

    async def on_entry_typed(self, event: Entry.Typed) -> None:
        """A filter filters at once; a note is kept."""
        lines = await self.prepare()
        if lines.note.is_open:
            lines.taking.typed(event.text)
        if not lines.filter.is_open:
            return
        before = self._panes.filters[self._number].query
        if lines.filtering.understand(event.text):
            is_other = before != self._panes.filters[self._number].query
            self._panes.titles[self._number].count_again(is_filtered=is_other)

    async def on_entry_kept(self, event: Entry.Kept) -> None:
        """Enter."""
        lines = await self.prepare()
        if event.control is lines.note:
            await lines.taking.entered(event.text)
        elif event.control is lines.filter and lines.filtering.understand(event.text):
            if self._panes.filters[self._number].apply():
                self._panes.titles[self._number].count_again(is_filtered=True)
            self._close()

    async def on_entry_left(self, event: Entry.Left) -> None:
        """Esc: no filter any more, or a draft."""
        lines = await self.prepare()
        if event.control is lines.note:
            lines.taking.left(event.text)
        elif event.control is lines.filter:
            self._panes.filters[self._number].clear()
            self._panes.titles[self._number].count_again(is_filtered=True)
            self._close()

    def on_descendant_blur(self) -> None:
        """A click into a pane closes what was open for typing."""
        focused = self.screen.focused
        if self._lines is None or focused is None or self in focused.ancestors:
            return
        if self._lines.is_open:
            self._lines.keep()
            self._close(is_focused=False)


def _named(commands: Iterable[Command], panes: Panes) -> Iterator[Command]:
    """As they are called among questions, and while a filter dims what it does not let through."""
    filtering = panes.filters[panes.active] if panes.has_stream else None
    labels = OF_QUESTIONS if panes.active == QUESTIONS else {}
    if filtering is not None and filtering.is_on and filtering.is_dimming:
        labels = {"dim": "Hide rest"}
    for each in commands:
        yield replace(each, label=labels[each.id]) if each.id in labels else each


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

"""The three lines where one types. No start waits for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from backchannel.store.store import Reader
from backchannel.ui.commands import Where
from backchannel.ui.deciding.acts import Acts, Voice
from backchannel.ui.deciding.drafts import Drafts
from backchannel.ui.finding.completion import Completion
from backchannel.ui.typing.filter_typing import FilterTyping
from backchannel.ui.typing.note_taking import NoteTaking
from backchannel.ui.widgets.ask_line import AskLine
from backchannel.ui.widgets.entry import Entry
from backchannel.ui.widgets.history import History
from backchannel.ui.widgets.key_line import KeyLine

_HINT: Final = 'words  "a phrase"  -not  from: source: kind: tag: is: likes:>3 /regex/'


class TypingLines:
    """A filter, a note, an answer; at most one of them is open."""

    def __init__(
        self,
        store: Reader,
        acts: Acts,
        drafts: Drafts,
        keys: KeyLine,
        *,
        history: History,
        say: Voice,
        closed: Callable[[], None],
    ) -> None:
        self.completion = Completion(store)
        self.filter = Entry(
            " / ", complete=self.completion, hint=_HINT, history=history, id="filter-bar"
        )
        self.note = Entry(" note ", id="note-line")
        self.asking = AskLine()
        self.every: tuple[Entry, ...] = (self.filter, self.note, self.asking)
        self.taking = NoteTaking(self.note, acts, drafts, say=say, closed=closed)
        self.filtering = FilterTyping(self.filter, keys)

    def fit(self, *, is_low: bool, is_narrow: bool) -> None:
        """Take little room for what stands beside what is typed where there is little."""
        self.filter.set_class(is_narrow, "-narrow")
        self.filtering.is_low = is_low

    @property
    def is_open(self) -> bool:
        """Whether somebody may be typing."""
        return any(entry.is_open for entry in self.every)

    @property
    def where(self) -> Where | None:
        """What is open."""
        places = zip(self.every, (Where.FILTER, Where.NOTE, Where.ASK), strict=True)
        return next((where for entry, where in places if entry.is_open), None)

    @property
    def idle(self) -> frozenset[str]:
        """Commands that would do nothing now."""
        return frozenset() if self.taking.can_turn else frozenset({"note.about"})

    def keep(self) -> None:
        """What is half written becomes a draft."""
        if self.note.is_open:
            self.taking.leave(self.note.input.value)

    def close(self) -> None:
        """All of them."""
        for entry in self.every:
            entry.close()
        self.filtering.end()

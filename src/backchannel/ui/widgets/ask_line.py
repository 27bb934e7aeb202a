"""A line for one short answer: why, for how long, under which name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from textual import on
from textual.message import Message

from backchannel.model.board import REASON_LIMIT
from backchannel.ui.lines.hints import helpful, whole_words
from backchannel.ui.widgets.entry import Entry

_TYPED: Final = 16
"""Cells that a question leaves to its answer."""

Then = Callable[[str], Awaitable[None]]


class AskLine(Entry):
    """Asks one thing at a time. Enter hands the answer on, also an empty one; Esc asks no more."""

    class Answered(Message):
        """Nobody is asked any more."""

    def __init__(self) -> None:
        super().__init__(" ? ", id="ask-line")
        self._then: Then | None = None

    @property
    def is_asking(self) -> bool:
        """Whether an answer is waited for."""
        return self._then is not None

    def ask(
        self,
        question: str,
        then: Then,
        text: str = "",
        *,
        limit: int = REASON_LIMIT,
        problem: str = "",
    ) -> None:
        """Ask it, with an answer that can be changed; `then` hears what was entered.

        With a problem, what is wrong with the answer that was given stands in the question's place.
        """
        self._then = then
        self.input.max_length = limit
        room = self.app.size.width - _TYPED
        said = f"✕ {helpful(problem, room - 3)}:" if problem else whole_words(question, room)
        self.open(text, f" {said} ")

    @on(Entry.Kept)
    async def _kept(self, event: Entry.Kept) -> None:
        event.stop()
        then, self._then = self._then, None
        self.post_message(self.Answered())
        if then is not None:
            await then(event.text.strip())

    @on(Entry.Left)
    def _left(self, event: Entry.Left) -> None:
        event.stop()
        self._then = None
        self.post_message(self.Answered())

"""A pane's filter as it is typed: every keystroke filters, a mistake keeps the last good result."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from backchannel.errors import StoreError
from backchannel.model.query import EVERYTHING, Query, QueryError, parse
from backchannel.ui.widgets.entry import Entry
from backchannel.ui.widgets.stream import Stream

Count = Callable[[Query], Awaitable[int]]


class Filtering:
    """What one stream is filtered by. `text` is what was last kept or typed."""

    def __init__(self, stream: Stream, count: Count) -> None:
        self.stream, self._count = stream, count
        self.text = ""
        self.query: Query = EVERYTHING

    @property
    def is_on(self) -> bool:
        """Whether anything is filtered out."""
        return self.query != EVERYTHING

    def typed(self, text: str, entry: Entry) -> bool:
        """Filter by the text; False when it cannot be meant, and then nothing changes."""
        try:
            query = parse(text)
        except QueryError as error:
            entry.answer(str(error), is_wrong=True)
            return False
        self.text = text
        if query != self.query:
            self.query = query
            self.stream.filter(query)
        entry.answer("")
        return True

    def clear(self) -> None:
        """Show everything again."""
        self.query, self.text = EVERYTHING, ""
        self.stream.filter(EVERYTHING)

    async def tally(self) -> str:
        """`38 of 412`, or just `412` without a filter; empty when the store cannot say."""
        try:
            total = await self._count(EVERYTHING)
            if not self.is_on:
                return f"{total:,}"
            return f"{await self._count(self.query):,} of {total:,}"
        except StoreError:
            return ""

"""A pane's filter as it is typed: every keystroke filters, a mistake keeps the last good result."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final, Protocol

from backchannel.errors import StoreError
from backchannel.model.post import StoredPost
from backchannel.model.query import EVERYTHING, Query, parse
from backchannel.model.query.meaning import asks_what_is_new
from backchannel.store.searching import Tally
from backchannel.ui.keymap import Keyed, with_keys
from backchannel.ui.widgets.stream import Stream

NOTHING_YET: Final = "Nothing here yet. New posts appear by themselves."
NO_MATCH: Final = Keyed(
    "Nothing matches. {back} shows everything.\n{stream.details} searches every pane."
)
ELSEWHERE: Final = "screen.panel('search')"
"""What Enter does in a pane that has nothing to show."""


class Counted(Protocol):
    """What is filtered."""

    is_dimming: bool

    async def count(self, query: Query, begun: Tally | None = None) -> Tally:
        """How many posts match, gone on with from what was `begun`. Raises StoreError."""

    def anew(self) -> None:
        """A filter is set: what is new is what is new now."""

    async def lets_through(self, query: Query, post: StoredPost) -> bool:
        """Whether a post of the pane matches. Raises StoreError."""


class Filtering:
    """What one stream is filtered by. `text` is the last that was understood."""

    def __init__(self, stream: Stream, pages: Counted) -> None:
        self.stream, self.pages = stream, pages
        self.text = ""
        self.query: Query = EVERYTHING
        self.last = ""
        self._total: Tally | None = None
        self._found: Tally | None = None

    def dim(self, *, is_dimming: bool) -> None:
        """Dim what does not match, or hide it; the line being read stays."""
        self.pages.is_dimming = is_dimming
        self.stream.reader.look_again(now=True)

    @property
    def is_dimming(self) -> bool:
        """Whether what does not match is seen all the same."""
        return self.is_on and self.pages.is_dimming

    @property
    def finds_nothing(self) -> bool:
        """Whether no post was found for the filter, as far as has been counted."""
        return self.is_on and self._found is not None and not self._found.posts

    @property
    def is_on(self) -> bool:
        """Whether anything is filtered out."""
        return self.query != EVERYTHING

    def typed(self, text: str) -> None:
        """Filter by the text. Raises QueryError when it cannot be meant, and nothing changes."""
        query = parse(text)
        self.text = text
        if query != self.query:
            self._filter(query)

    def apply(self) -> bool:
        """The same filter is meant once more; whether it may find other posts by now."""
        is_other = asks_what_is_new(self.query)
        if is_other:
            self.pages.anew()
            self.stream.reader.look_again(now=True)
        return is_other

    def clear(self) -> None:
        """Show everything again; what was typed can be recalled."""
        self.last = self.text or self.last
        self.text = ""
        self._filter(EVERYTHING)

    def _filter(self, query: Query) -> None:
        self.query, self._found = query, None
        self.pages.anew()
        self.stream.empty = with_keys(self.stream, NO_MATCH) if self.is_on else NOTHING_YET
        self.stream.instead = ELSEWHERE if self.is_on else ""
        self.stream.filter(query)

    def so_far(self) -> str:
        """What can be said of a filter before its posts have been counted."""
        if self._total is None:
            return ""
        return f"… of {self._total}" if self.is_on else str(self._total)

    async def tallies(self) -> AsyncIterator[str]:
        """`38 of 412`, or just `412` without a filter; empty when the store cannot say.

        One better than the other, where much is to be counted, until another filter is set.
        """
        query = self.query
        try:
            if query == EVERYTHING or self._total is None:
                async for total in self._counted(EVERYTHING):
                    if query == EVERYTHING:
                        yield str(total)
            if query != EVERYTHING:
                async for found in self._counted(query):
                    yield f"{found} of {self._total}"
                async for total in self._counted(EVERYTHING):
                    yield f"{self._found} of {total}"
        except StoreError:
            yield ""

    async def _counted(self, query: Query) -> AsyncIterator[Tally]:
        """Counts on the way to the whole one; the whole one only, where an older one is known."""
        known = self._total if query == EVERYTHING else self._found
        tally = await self.pages.count(query, known)
        while True:
            if tally.reached is None or known is None or not known.is_whole:
                if query == EVERYTHING:
                    self._total = tally
                else:
                    self._found = tally
                yield tally
            if tally.reached is None or query not in (EVERYTHING, self.query):
                return
            tally = await self.pages.count(query, tally)

"""The posts of one pane; `model.reading.Pages` over the store."""

from __future__ import annotations

from backchannel.model.query import Query
from backchannel.model.reading import Page
from backchannel.store import pages
from backchannel.store.store import Reader


class PanePages:
    """Reads pages of a pane, and counts it."""

    def __init__(self, store: Reader, pane: str, timezone: str) -> None:
        self._store, self._pane, self._timezone = store, pane, timezone

    async def around(
        self, place: int | None, *, newer: int, older: int, query: Query, since: int | None
    ) -> Page:
        """See `Pages.around`."""
        view = pages.View(self._pane, query, self._timezone)
        return await self._store.read(
            pages.around, view, place, newer=newer, older=older, since=since
        )

    async def count(self, query: Query) -> int:
        """How many posts match."""
        return await self._store.read(pages.count, pages.View(self._pane, query, self._timezone))

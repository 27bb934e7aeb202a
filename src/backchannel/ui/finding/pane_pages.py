"""The posts of one pane; `model.reading.Pages` over the store."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from backchannel.model.query import EVERYTHING, Query
from backchannel.model.query.meaning import reaches_out_of_sight
from backchannel.model.reading import Page
from backchannel.store import pages, searching
from backchannel.store.connection import Connection
from backchannel.store.store import Reader


class PanePages:
    """Reads pages of a pane, and counts it. While `is_dimming`, what does not match is context.

    Of all that share `counting` one counts at a time: pages are waited for, counts are not.
    """

    def __init__(
        self,
        store: Reader,
        pane: str,
        timezone: str,
        *,
        is_dimming: bool,
        counting: asyncio.Lock | None = None,
    ) -> None:
        self._counting = counting or asyncio.Lock()
        self._store, self._pane, self._timezone = store, pane, timezone
        self.is_dimming = is_dimming

    async def around(
        self, place: int | None, *, newer: int, older: int, query: Query, since: int | None
    ) -> Page:
        """See `Pages.around`."""
        is_whole = query == EVERYTHING or reaches_out_of_sight(query)
        look = _in_context if self.is_dimming and not is_whole else pages.around
        view = pages.View(self._pane, query, self._timezone)
        return await self._store.read(look, view, place, newer=newer, older=older, since=since)

    async def count(self, query: Query, begun: searching.Tally | None = None) -> searching.Tally:
        """How many posts match, as far as one look can say; what was `begun` is gone on with."""
        view = pages.View(self._pane, query, self._timezone)
        async with self._counting:
            return await self._store.read(searching.tally, view, begun)


def _in_context(
    db: Connection,
    view: pages.View,
    place: int | None,
    *,
    newer: int,
    older: int,
    since: int | None,
) -> Page:
    """Every post around a place. Those that match are the ones of a filtered page around it.

    That page reaches as far as this one, and counts as new what matches.
    """
    everything = replace(view, query=EVERYTHING)
    whole = pages.around(db, everything, place, newer=newer, older=older, since=None)
    found = pages.around(db, view, place, newer=newer, older=older, since=since)
    context = {post.place for post in whole.posts}.difference(post.place for post in found.posts)
    return replace(whole, arrived=found.arrived, context=frozenset(context), is_cut=found.is_cut)

"""The posts of one pane; `model.reading.Pages` over the store."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from backchannel.model.post import StoredPost
from backchannel.model.query import EVERYTHING, Query, matches
from backchannel.model.query.meaning import asks_what_is_new, reaches_out_of_sight
from backchannel.model.reading import Page
from backchannel.store import pages, search, searching
from backchannel.store.connection import Connection
from backchannel.store.desk import rereading
from backchannel.store.store import Reader
from backchannel.ui.lines.times import Zone


class PanePages:
    """Reads pages of a pane, and counts it. While `is_dimming`, what does not match is context.

    While a filter stands, new means new when it was set: else what is read would leave the list
    under the reader's eyes.

    Of all that share `counting` one counts at a time: pages are waited for, counts are not.
    """

    def __init__(
        self,
        store: Reader,
        pane: str,
        zone: Zone,
        *,
        is_dimming: bool,
        counting: asyncio.Lock | None = None,
    ) -> None:
        self._counting = counting or asyncio.Lock()
        self._store, self._pane, self._zone = store, pane, zone
        self.is_dimming = is_dimming
        self._read: search.Marks | None = None
        self._known: rereading.Known | None = None
        self._begun: asyncio.Task[Page] | None = None

    def begin(self, older: int) -> None:
        """Read so many of the newest now: what is shown first, before there is anything to see."""
        first = self._around(None, newer=0, older=older, query=EVERYTHING, since=None)
        self._begun = asyncio.create_task(first)

    def anew(self) -> None:
        """A filter is set: what is new is what is new now."""
        self._read = None

    async def around(
        self, place: int | None, *, newer: int, older: int, query: Query, since: int | None
    ) -> Page:
        """See `Pages.around`."""
        begun, self._begun = self._begun, None
        if begun is not None:
            page = await begun
            if place is None and since is None and query == EVERYTHING:
                return page
        return await self._around(place, newer=newer, older=older, query=query, since=since)

    async def _around(
        self, place: int | None, *, newer: int, older: int, query: Query, since: int | None
    ) -> Page:
        view = await self._view(query)
        if query == EVERYTHING:
            self._known = await self._store.read(
                rereading.around,
                view,
                place,
                newer=newer,
                older=older,
                since=since,
                known=self._known,
            )
            return self._known.page
        is_whole = reaches_out_of_sight(query)
        look = _in_context if self.is_dimming and not is_whole else pages.around
        return await self._store.read(look, view, place, newer=newer, older=older, since=since)

    async def count(self, query: Query, begun: searching.Tally | None = None) -> searching.Tally:
        """How many posts match, as far as one look can say; what was `begun` is gone on with."""
        view = await self._view(query)
        async with self._counting:
            return await self._store.read(searching.tally, view, begun)

    async def lets_through(self, query: Query, post: StoredPost) -> bool:
        """Whether a post of the pane matches."""
        view = await self._view(query)
        situation = await self._store.read(search.situation, view.timezone, view.read)
        return matches(query, post, situation)

    async def _view(self, query: Query) -> pages.View:
        view = pages.View(self._pane, query, self._zone().key)
        if not asks_what_is_new(query):
            return view
        read = self._read
        if read is None:
            read = await self._store.read(search.read_marks)
            self._read = read
        return replace(view, read=read)


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

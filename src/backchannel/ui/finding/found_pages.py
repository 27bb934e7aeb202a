"""The posts of every pane that match; `model.reading.Pages` over the store, in either order."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from backchannel.model.post import StoredPost
from backchannel.model.query import EVERYTHING, Query
from backchannel.model.reading import Page
from backchannel.store import pages, searching
from backchannel.store.search.patience import LONGEST
from backchannel.store.store import Reader
from backchannel.ui.lines.times import Zone

BEST: Final = 1_000
"""How many of the best are kept, of all that could be weighed without long waiting."""


class Order(StrEnum):
    """What comes first."""

    NEWEST = "newest first"
    BEST = "best first"


class Ranked(StoredPost, frozen=True):
    """A post that stands where its rank puts it: the best has the place -1, then -2."""

    posted_at: int = 0

    @property
    def posted(self) -> int:
        """When it was posted; its true place."""
        return self.posted_at


class FoundPages:
    """Pages of what is found. Nothing is looked for until there are words."""

    def __init__(
        self, store: Reader, zone: Zone, order: Order, *, patience: float | None = LONGEST
    ) -> None:
        self._store, self._zone, self.order = store, zone, order
        self._patience = patience
        self._ranked_for: Query = EVERYTHING
        self._ranked: tuple[int, ...] = ()

    def anew(self) -> None:
        """Something was decided: what is the best is weighed once more."""
        self._ranked_for = EVERYTHING

    async def around(
        self, place: int | None, *, newer: int, older: int, query: Query, since: int | None
    ) -> Page:
        """See `Pages.around`. The best are weighed once for a query, and then read by place."""
        if query == EVERYTHING:
            return Page()
        view = self._view(query)
        if self.order is Order.NEWEST:
            look = pages.around
            return await self._store.read(look, view, place, newer=newer, older=older, since=since)
        if query != self._ranked_for:
            self._ranked = await self._store.read(pages.best, view, BEST)
            self._ranked_for = query
        at = 0 if place is None else min(max(-place - 1, 0), len(self._ranked))
        first = max(0, at - newer)
        wanted = self._ranked[first : at + older + 1]
        posts = await self._store.read(searching.in_order, wanted)
        rank = {where: -number for number, where in enumerate(self._ranked, 1)}
        return Page(
            tuple(_ranked(post, rank[post.place]) for post in posts),
            newer=first > 0,
            older=len(self._ranked) > first + len(wanted),
        )

    async def count(self, query: Query, begun: searching.Tally | None = None) -> searching.Tally:
        """How many posts match, as far as one look can say; what was `begun` is gone on with."""
        if query == EVERYTHING:
            return searching.Tally(0)
        return await self._store.read(searching.tally, self._view(query), begun)

    async def at(self, place: int) -> StoredPost | None:
        """The post at a true place."""
        return (await self._store.read(pages.by_places, [place])).get(place)

    def _view(self, query: Query) -> pages.View:
        return pages.View(None, query, self._zone().key, self._patience)


def _ranked(post: StoredPost, rank: int) -> Ranked:
    kept = {name: getattr(post, name) for name in StoredPost.__struct_fields__}
    return Ranked(**(kept | {"place": rank, "posted_at": post.place}))

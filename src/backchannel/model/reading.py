"""What a pane asks of the store: the posts around a place, in one page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct, field

from backchannel.model.post import StoredPost
from backchannel.model.query import Query
from backchannel.model.roles.rule import Pointed

OLDEST = -(1 << 63)
"""A place before every post."""

ARRIVED_LIMIT = 1_000
"""The most places that `Page.arrived` names; a pane that counts to it says "999+"."""


class Page(Struct, frozen=True):
    """Matching posts around a place, newest first, without gaps.

    `newer` and `older` say whether there are matching posts beyond it. `latest` is the highest
    `StoredPost.number` given to any post so far, matching or not. `arrived` are the places of
    matching posts whose number is above the one asked for, at most `ARRIVED_LIMIT`, in any order.
    `context` are places on the page that do not match and are shown dimmed, for context.
    `pointed` is what rules of the event say of posts, by place. `is_cut` when the look took too
    long and was ended: further away there may be more.
    """

    posts: tuple[StoredPost, ...] = ()
    newer: bool = False
    older: bool = False
    latest: int = 0
    arrived: tuple[int, ...] = ()
    context: frozenset[int] = frozenset()
    pointed: Mapping[int, Pointed] = field(default_factory=dict)
    is_cut: bool = False

    def covers(self, place: int) -> bool:
        """Whether a post at `place` would be on it if it matched."""
        if not self.posts:
            return not self.newer and not self.older
        return (not self.newer or place <= self.posts[0].place) and (
            not self.older or place >= self.posts[-1].place
        )


class Pages(Protocol):
    """The posts of one pane, read page by page."""

    async def around(
        self, place: int | None, *, newer: int, older: int, query: Query, since: int | None
    ) -> Page:
        """The post at `place` if it matches, up to `newer` newer and `older` older ones.

        `place` need not be a post's: a page around a place between two posts holds its neighbours.
        None is the newest edge: the `older` newest posts. `query` says which posts match. `since`
        is a `StoredPost.number`, None when `arrived` is not wanted. Costs the same wherever in the
        pane. Raises StoreError.
        """

"""Which posts arrived and were not yet reached by the reader."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from backchannel.model.reading import ARRIVED_LIMIT, OLDEST, Page

SETTLING = 10.0
"""Seconds without older posts after which a pane that was empty has got its backlog."""

FLOOD = 20
"""More older posts than this at once are a source's backlog."""


class Arrivals:
    """Places of posts that are new to the reader, among those that pass the filter.

    What a following pane puts at its top is not new; what arrives late, further down, is. What was
    posted before the reader came (`opened`) and fills an empty pane, or comes in a flood while
    nobody reads further down, is a backlog and nothing that just happened.
    """

    def __init__(self, opened: int = OLDEST, clock: Callable[[], float] = time.monotonic) -> None:
        self.since: int | None = None
        self.unseen: frozenset[int] = frozenset()
        self._seen: set[int] = set()
        self._opened, self._clock = opened, clock
        self._filling: float | None = None

    def take(self, page: Page, *, newest: int | None, is_all: bool) -> None:
        """Count a page's arrivals. `newest` is the newest place drawn when following, else None.

        `is_all` says that no filter kept any back.
        """
        if self.since is None:
            self.since = page.latest
            if is_all and not page.posts:
                self._filling = self._clock()
            return
        if newest is not None:
            self._seen.update(place for place in page.arrived if place > newest)
        self._seen.update(self._backlog(page.arrived, is_following=newest is not None))
        self.unseen = frozenset(page.arrived).difference(self._seen)
        is_too_long_ago = newest is not None and len(page.arrived) >= ARRIVED_LIMIT
        if is_too_long_ago or (is_all and not self.unseen):
            self.since, self.unseen = page.latest, frozenset()
            self._seen.clear()

    def see(self, places: Iterable[int]) -> None:
        """The reader reached these posts."""
        reached = self.unseen.intersection(places)
        self._seen |= reached
        self.unseen -= reached

    def after(self, place: int) -> int | None:
        """The next new post in order of time, else the oldest new one."""
        newer = [new for new in self.unseen if new > place]
        return min(newer or self.unseen, default=None)

    def before(self, place: int) -> int | None:
        """The new post before it in order of time, else the newest new one."""
        older = [new for new in self.unseen if new < place]
        return max(older or self.unseen, default=None)

    def _backlog(self, arrived: Iterable[int], *, is_following: bool) -> frozenset[int]:
        known = self._seen | self.unseen
        older = frozenset(place for place in arrived if place < self._opened and place not in known)
        if not older:
            return older
        if self._filling is not None:
            if self._clock() - self._filling <= SETTLING:
                self._filling = self._clock()
                return older
            self._filling = None
        return older if is_following and len(older) > FLOOD else frozenset()

"""Which posts arrived and were not yet reached by the reader."""

from __future__ import annotations

from collections.abc import Iterable

from backchannel.model.reading import ARRIVED_LIMIT, Page


class Arrivals:
    """Places of posts that are new to the reader, among those that pass the filter.

    What a following pane puts at its top is not new; what arrives late, further down, is.
    """

    def __init__(self) -> None:
        self.since: int | None = None
        self.unseen: frozenset[int] = frozenset()
        self._seen: set[int] = set()

    def take(self, page: Page, *, newest: int | None, is_all: bool) -> None:
        """Count a page's arrivals. `newest` is the newest place drawn when following, else None.

        `is_all` says that no filter kept any back.
        """
        if self.since is None:
            self.since = page.latest
            return
        if newest is not None:
            self._seen.update(place for place in page.arrived if place > newest)
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

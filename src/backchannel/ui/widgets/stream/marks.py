"""Which posts are marked, to decide about all of them at once."""

from __future__ import annotations

from collections.abc import Callable

from backchannel.ui.widgets.stream.viewport import Viewport


class Marks:
    """Places of marked posts; they stay marked wherever the reader goes. `changed` draws them."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.places: frozenset[int] = frozenset()
        self._changed = changed

    def mark(self, view: Viewport, *, is_range: bool) -> bool:
        """Mark the chosen post, or take that back. False if none is chosen.

        With `is_range` every post between the nearest marked one in memory and this one.
        """
        window, place = view.window, view.cursor
        if place is None or not window.has(place):
            return False
        if is_range:
            here = window.index(place)
            known = [window.index(each) for each in self.places if window.has(each)]
            nearest = min(known, key=lambda index: abs(index - here), default=here)
            first, last = sorted((here, nearest))
            self.places |= {post.place for post in window.posts[first : last + 1]}
        else:
            self.places ^= {place}
        self._changed()
        return True

    def clear(self) -> None:
        """Nothing is marked any more."""
        self.places = frozenset()
        self._changed()

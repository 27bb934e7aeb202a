"""Which posts are marked, to decide about all of them at once."""

from __future__ import annotations

from backchannel.ui.widgets.stream.viewport import Window


class Marks:
    """Places of marked posts; they stay marked wherever the reader goes."""

    def __init__(self) -> None:
        self.places: frozenset[int] = frozenset()

    def mark(self, window: Window, place: int, *, is_range: bool) -> None:
        """Mark a post, or take that back.

        With `is_range` every post between the nearest marked one in memory and this one.
        """
        if not is_range:
            self.places ^= {place}
            return
        here = window.index(place)
        known = [window.index(each) for each in self.places if window.has(each)]
        nearest = min(known, key=lambda index: abs(index - here), default=here)
        first, last = sorted((here, nearest))
        self.places |= {post.place for post in window.posts[first : last + 1]}

    def clear(self) -> None:
        """Nothing is marked any more."""
        self.places = frozenset()

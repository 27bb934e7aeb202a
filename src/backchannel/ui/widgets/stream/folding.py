"""The page in memory as the window that is drawn, with bursts folded."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from backchannel.model.post import StoredPost
from backchannel.model.query import EVERYTHING, Query
from backchannel.model.reading import Page
from backchannel.ui.lines.bursts import Bursts
from backchannel.ui.widgets.stream.viewport import Viewport, Window

_WIDEST: Final = 8
"""How many times as many posts are read where bursts leave few rows of them."""


class Folding:
    """Makes windows of pages. `wide` is how many times the usual span a page should have."""

    def __init__(self, bursts: Bursts) -> None:
        self.bursts, self.wide = bursts, 1
        self._page, self._is_all = Page(), True

    def window(self, page: Page, view: Viewport, query: Query) -> tuple[Window, bool]:
        """What is drawn of a page, and whether a wider one is needed to fill the screen."""
        self._page, self._is_all = page, query == EVERYTHING
        posts = self._folded(view)
        is_short = len(posts) < 2 * view.height and (page.newer or page.older)
        is_wider = bool(self.bursts.folds) and is_short and self.wide < _WIDEST
        self.wide *= 1 + is_wider
        return Window(posts, page.newer, page.older), is_wider

    def again(self, view: Viewport, closed: frozenset[int] = frozenset()) -> Viewport:
        """The same page after the reader opened or `closed` a burst, or follows again."""
        posts = self._folded(view, closed)
        return view.with_window(replace(view.window, posts=posts))

    def turned(self, view: Viewport, place: int) -> tuple[Viewport, bool] | None:
        """With the burst of a post opened (True) or closed; None when it is in none."""
        if not self._is_all:
            return None
        if self.bursts.open(place):
            return self.again(view), True
        closed = self.bursts.close(place, self._page.posts)
        return (self.again(view, closed), False) if closed else None

    def _folded(
        self, view: Viewport, closed: frozenset[int] = frozenset()
    ) -> tuple[StoredPost, ...]:
        """While a filter is on, every post it finds has a row of its own."""
        if not self._is_all:
            return self.bursts.none(self._page.posts)
        return self.bursts.fold(self._page.posts, _in_front(view) - closed)


def _in_front(view: Viewport) -> frozenset[int]:
    """The posts that must stay as they are: none while the pane follows."""
    if view.anchor is None:
        return frozenset()
    rows = {row.post.place for row in view.rows() if row is not None}
    return frozenset(rows | {view.anchor.place})

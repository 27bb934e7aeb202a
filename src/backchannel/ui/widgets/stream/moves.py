"""How the reader moves: each move makes a new view, or says which posts it must see first."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.reading import OLDEST
from backchannel.ui.widgets.stream.viewport import Row, Spot, Viewport


class Beyond(Struct, frozen=True):
    """The move leads out of the window; try again with a page around `place` (None: newest)."""

    place: int | None


Move = Callable[[Viewport], Viewport | Beyond]

_WAITING = 32
"""Moves kept while posts are awaited."""


class Waiting:
    """Moves that wait until posts around a `place` have been read (None: the newest); in order."""

    def __init__(self) -> None:
        self._moves: tuple[Move, ...] = ()
        self.place: int | None = None

    def __bool__(self) -> bool:
        return bool(self._moves)

    def begin(self, move: Move, beyond: Beyond) -> None:
        """The first one, and what it has to see."""
        self._moves, self.place = (move,), beyond.place

    def add(self, move: Move) -> None:
        """One that is made after those, if there are not too many."""
        self._moves = (*self._moves, move)[:_WAITING]

    def taken(self) -> tuple[Move, ...]:
        """All of them; none waits any more."""
        moves, self._moves = self._moves, ()
        return moves


def newest(view: Viewport) -> Viewport | Beyond:
    """To the newest edge: nothing chosen, following."""
    if view.window.newer:
        return Beyond(None)
    return replace(view, anchor=None, cursor=None, is_held=False)


def oldest(view: Viewport) -> Viewport | Beyond:
    """To the oldest post, at the bottom of the screen if there are as many."""
    if view.window.older:
        return Beyond(OLDEST)
    if not view.window.posts:
        return view
    last = len(view.window.posts) - 1
    row = view.height - view.body(last)
    return _shown(view, last, row if view.window.newer else row - view.top(Spot(last, 0, row)).row)


def next_post(view: Viewport) -> Viewport | Beyond:
    """To the next older post; the first time to the one at the top, and the view holds."""
    if not view.window.posts:
        return view
    if view.cursor is None:
        return _choose_top(view)
    index, line, row = view.spot()
    below = row - line + view.body(index) - view.height
    if below > 0 and view.body(index) > view.height:
        return view.settled(view.down(view.top(), min(below, view.height - 1)), view.cursor)
    if index + 1 == len(view.window.posts):
        return Beyond(view.cursor) if view.window.older else view
    return _shown(view, index + 1, row - line + view.lines(index))


def previous_post(view: Viewport) -> Viewport | Beyond:
    """To the next newer post; beyond the newest the view follows again."""
    if not view.window.posts:
        return view
    if view.cursor is None:
        return view if view.is_following else _choose_top(view)
    index, line, row = view.spot()
    if row < line and view.body(index) > view.height:
        higher = _higher(view, view.top(), min(line - row, view.height - 1))
        return higher if isinstance(higher, Beyond) else view.settled(higher, view.cursor)
    if index == 0:
        return Beyond(view.cursor) if view.window.newer else newest(view)
    return _shown(view, index - 1, row - line - view.lines(index - 1))


def scrolled(lines: int) -> Move:
    """Move the view by lines, downwards if positive; up from the newest edge it follows."""

    def move(view: Viewport) -> Viewport | Beyond:
        if not view.window.posts or not lines:
            return view
        top = view.top()
        at = _lower(view, top, lines) if lines > 0 else _higher(view, top, -lines)
        if isinstance(at, Beyond):
            return at
        edge = at == Spot(0, 0, 0) and not view.window.newer
        if lines < 0 and edge and not view.is_held and (view.cursor is None or at == top):
            return newest(view)
        return view if at == top else view.settled(at, view.cursor)

    return move


def paged(direction: int) -> Move:
    """Move the view by a screen less a line; the chosen post is then the one on the same row."""

    def move(view: Viewport) -> Viewport | Beyond:
        moved = scrolled(direction * max(1, view.height - 1))(view)
        if isinstance(moved, Beyond) or view.cursor is None or moved.anchor is None:
            return moved
        rows = [row for row in moved.rows() if row is not None and not moved.gap(row)]
        if not rows:
            return moved
        if moved is view:
            return _chosen(moved, rows[-1 if direction > 0 else 0])
        at_row = moved.rows()[view.spot().row]
        return _chosen(moved, at_row or rows[-1])

    return move


def to(place: int) -> Move:
    """Choose the post at `place`, or the one nearest to it; a third down if it was out of sight."""

    def move(view: Viewport) -> Viewport | Beyond:
        if not view.window.covers(place):
            return Beyond(place)
        if not view.window.posts:
            return view
        index = min(view.window.index(place), len(view.window.posts) - 1)
        rows = view.rows()
        starts = [y for y, row in enumerate(rows) if row and row.nth == index and not row.line]
        if starts:
            return _shown(view, index, starts[0])
        spot = Spot(index, 0, view.height // 3)
        cursor = view.window.posts[index].place
        return view.settled(_full(view, view.top(spot)), cursor)

    return move


def read_and_to(place: int) -> Move:
    """The same for a post that may have come back just now: if it is not here, read once more."""
    is_read = False

    def move(view: Viewport) -> Viewport | Beyond:
        nonlocal is_read
        if not (is_read or view.window.has(place)):
            is_read = True
            return Beyond(place)
        return to(place)(view)

    return move


def chosen(y: int) -> Move:
    """Choose the post drawn at screen row `y`; the view does not move."""

    def move(view: Viewport) -> Viewport | Beyond:
        row = view.rows()[y] if 0 <= y < view.height else None
        return view if row is None else _chosen(view, row)

    return move


def held(view: Viewport) -> Viewport | Beyond:
    """Hold the view where it is; a second time let go, and follow if nothing is chosen."""
    if view.is_held:
        return newest(view) if view.cursor is None else replace(view, is_held=False)
    if view.is_following and view.window.posts:
        view = view.settled(view.top(), None)
    return replace(view, is_held=True)


def _choose_top(view: Viewport) -> Viewport:
    rows = [row for row in view.rows() if row is not None]
    named = [row for row in rows if not view.gap(row)] or rows
    return _chosen(view, named[0])


def _chosen(view: Viewport, row: Row) -> Viewport:
    return view.settled(view.top(), row.post.place)


def _shown(view: Viewport, index: int, row: int) -> Viewport:
    """Choose a post whose first line would be at `row`, moved into view by the fewest lines."""
    row = max(0, min(row, view.height - view.body(index)))
    return view.anchored(Spot(index, 0, row), view.window.posts[index].place)


def _lower(view: Viewport, top: Spot, lines: int) -> Spot | Beyond:
    at = view.down(top, lines)
    rows = view.rows(at)
    if rows[-1] is None and view.window.older:
        return Beyond(view.window.posts[-1].place)
    if rows[-1] is not None:
        return at
    last = Spot(len(view.window.posts) - 1, view.lines(-1) - 1, view.height - 1)
    lowest = view.top(last)
    return max(top, lowest) if lowest.row == 0 else top


def _higher(view: Viewport, top: Spot, lines: int) -> Spot | Beyond:
    if top.row:
        return Spot(0, 0, 0)
    at = view.top(Spot(top.nth, top.line, lines))
    if at.row and view.window.newer:
        return Beyond(view.window.posts[0].place)
    return Spot(at.nth, at.line, 0)


def _full(view: Viewport, top: Spot) -> Spot:
    """A first row that leaves nothing empty above, nor below as far as that goes."""
    top = top._replace(row=0)
    if view.rows(top)[-1] is not None or view.window.older:
        return top
    last = Spot(len(view.window.posts) - 1, view.lines(-1) - 1, view.height - 1)
    return min(top, view.top(last)._replace(row=0))

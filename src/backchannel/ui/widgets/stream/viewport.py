"""Which line of which post is on which row: a window of posts seen from an anchor.

The reader's place is (post, line, row), never a scroll offset. Rows are drawn from there upwards
and downwards, so nothing that happens to other posts can move the line that is being read.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.post import StoredPost

GAP = 1 << 40
"""The mark of the empty line that parts a post from the next."""

Measure = Callable[[StoredPost], Sequence[int]]
"""The marks of a post's lines: growing numbers that name the words a line begins with.

A mark outlives a change of width: the line being read is the last one whose mark is not greater.
"""


class Row(NamedTuple):
    """A drawn row: a post of the window, its nth, and one of its lines."""

    nth: int
    line: int
    post: StoredPost


class Anchor(NamedTuple):
    """The reader's place: the line of a post that holds `mark` is drawn at screen row `row`."""

    place: int
    mark: int
    row: int


class Spot(NamedTuple):
    """A line of a post of the window, at a screen row, which may lie outside the screen."""

    nth: int
    line: int
    row: int


class Window(Struct, frozen=True):
    """Posts in memory, newest first; whether there are `newer` and `older` ones that match."""

    posts: tuple[StoredPost, ...] = ()
    newer: bool = False
    older: bool = False

    def index(self, place: int) -> int:
        """The post at `place`, else the next older one, else one past the end."""
        return bisect_left(self.posts, -place, key=_age)

    def has(self, place: int) -> bool:
        """Whether the post at `place` is here."""
        index = self.index(place)
        return index < len(self.posts) and self.posts[index].place == place

    def covers(self, place: int) -> bool:
        """Whether a post at `place` would be here if it existed."""
        if not self.posts:
            return not self.newer and not self.older
        return (not self.newer or place <= self.posts[0].place) and (
            not self.older or place >= self.posts[-1].place
        )


class Viewport(Struct, frozen=True):
    """What the reader sees. No anchor means following: the newest post at the top.

    `cursor` is the place of the chosen post, which always has a visible row; with a cursor the
    anchor is on its post. `is_held` says that the reader asked to hold in so many words.
    """

    measure: Measure
    height: int = 1
    window: Window = Window()
    anchor: Anchor | None = None
    cursor: int | None = None
    is_held: bool = False

    @property
    def is_following(self) -> bool:
        """Whether new posts push the older ones down."""
        return self.anchor is None

    @property
    def chosen(self) -> StoredPost | None:
        """The post under the cursor, if it is here."""
        if self.cursor is None or not self.window.has(self.cursor):
            return None
        return self.window.posts[self.window.index(self.cursor)]

    def lines(self, index: int) -> int:
        """How many lines a post of the window takes, its gap included."""
        return len(self.measure(self.window.posts[index]))

    def body(self, index: int) -> int:
        """How many lines a post of the window takes, without its gap."""
        marks = self.measure(self.window.posts[index])
        return len(marks) - (marks[-1] == GAP)

    def spot(self) -> Spot:
        """Where the anchor is now; the newest post's first line when following."""
        if self.anchor is None or not self.window.posts:
            return Spot(0, 0, 0)
        index = min(self.window.index(self.anchor.place), len(self.window.posts) - 1)
        marks = self.measure(self.window.posts[index])
        line = max(0, bisect_right(marks, self.anchor.mark) - 1)
        return Spot(index, line, min(self.anchor.row, self.height - 1))

    def top(self, spot: Spot | None = None) -> Spot:
        """The first row drawn when `spot` (by default the anchor) is where it says."""
        index, line, row = spot or self.spot()
        while row > 0:
            if line >= row:
                return Spot(index, line - row, 0)
            row -= line
            if index == 0:
                return Spot(0, 0, row)
            index -= 1
            line = self.lines(index)
        return self.down(Spot(index, line, 0), -row) if row < 0 else Spot(index, line, 0)

    def down(self, top: Spot, count: int) -> Spot:
        """The first row after moving on by `count` lines, or one past the end."""
        index, line, blank = top
        skipped = min(blank, count)
        blank, line = blank - skipped, line + count - skipped
        while index < len(self.window.posts) and line >= (lines := self.lines(index)):
            line -= lines
            index += 1
        return Spot(index, line if index < len(self.window.posts) else 0, blank)

    def rows(self, top: Spot | None = None) -> list[Row | None]:
        """One entry a screen row, from the top; None where there is nothing to draw."""
        index, line, row = top or self.top()
        rows: list[Row | None] = [None] * min(row, self.height)
        posts = self.window.posts
        while len(rows) < self.height and index < len(posts):
            post = posts[index]
            last = min(self.lines(index), line + self.height - len(rows))
            rows.extend(Row(index, number, post) for number in range(line, last))
            index, line = index + 1, 0
        rows.extend([None] * (self.height - len(rows)))
        return rows

    def anchored(self, spot: Spot, cursor: int | None) -> Viewport:
        """The same view with this line at this row, whatever happens to the rest."""
        post = self.window.posts[spot.nth]
        mark = self.measure(post)[spot.line]
        return replace(self, anchor=Anchor(post.place, mark, spot.row), cursor=cursor)

    def settled(self, top: Spot, cursor: int | None) -> Viewport:
        """The view that begins with `top`, anchored on the cursor's post, else on its first row.

        A cursor whose post has no row left goes to the nearest post that has one.
        """
        rows = [(y, row) for y, row in enumerate(self.rows(top)) if row is not None]
        if not rows:
            return self
        if cursor is not None:
            mine = [(y, row) for y, row in rows if row.post.place == cursor and not self.gap(row)]
            cursor = cursor if mine else self._nearest(rows, cursor)
            rows = mine or [(y, row) for y, row in rows if row.post.place == cursor]
        y, row = rows[0]
        return self.anchored(Spot(row.nth, row.line, y), cursor)

    def gap(self, row: Row) -> bool:
        """Whether a row is the empty line after a post."""
        return self.measure(row.post)[row.line] == GAP

    def _nearest(self, rows: list[tuple[int, Row]], cursor: int) -> int:
        drawn = [row for _, row in rows if not self.gap(row)] or [rows[0][1]]
        return (drawn[0] if cursor > drawn[0].post.place else drawn[-1]).post.place

    def with_window(self, window: Window, *, is_filtered_anew: bool = False) -> Viewport:
        """The same view over posts read anew.

        If the anchor's post is gone, the next older one, else the next newer one, takes the row
        where it began, or a higher one if nothing is left to stand above it. When it is
        `is_filtered_anew` and all that remains fits, all is shown.
        """
        view = replace(self, window=window)
        if self.anchor is None or not window.posts:
            return view
        is_there = window.has(self.anchor.place)
        if not is_there:
            row = self.anchor.row
            if self.window.has(self.anchor.place):
                spot = self.spot()
                row = max(0, spot.row - spot.line)
            index = min(window.index(self.anchor.place), len(window.posts) - 1)
            cursor = None if self.cursor is None else window.posts[index].place
            view = view.anchored(Spot(index, 0, row), cursor)
        if not (is_filtered_anew or view.top().row):
            return view
        return view.without_blanks(is_whole=is_filtered_anew, may_move=not is_there)

    def without_blanks(self, *, is_whole: bool = False, may_move: bool = False) -> Viewport:
        """Nothing empty above the newest post, if all posts fit or else if the line may move.

        `is_whole` shows all posts if they fit.
        """
        if self.window.newer or self.anchor is None:
            return self
        spot, blank = self.spot(), self.top().row
        row = spot.row
        if self.fits and is_whole:
            row = sum(map(self.lines, range(spot.nth))) + spot.line
        elif self.fits or may_move:
            row -= blank
        return self if row == spot.row else replace(self, anchor=self.anchor._replace(row=row))

    @property
    def fits(self) -> bool:
        """Whether there is room for every post there is."""
        last = len(self.window.posts) - 1
        if self.window.newer or self.window.older or not -1 < last < self.height:
            return False
        return sum(map(self.lines, range(last))) + self.body(last) <= self.height


def _age(post: StoredPost) -> int:
    return -post.place

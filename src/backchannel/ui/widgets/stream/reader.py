"""One person reading one pane: where they are, what is new to them, which posts are in memory."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from backchannel.errors import StoreError
from backchannel.model.post import StoredPost
from backchannel.model.query import EVERYTHING, Query, phrases
from backchannel.model.reading import OLDEST, Page, Pages
from backchannel.ui.lines.bursts import Bursts
from backchannel.ui.lines.drawing import Drawing
from backchannel.ui.looks import TURN, Looks
from backchannel.ui.widgets.stream.arrivals import Arrivals
from backchannel.ui.widgets.stream.folding import Folding
from backchannel.ui.widgets.stream.marks import Marks
from backchannel.ui.widgets.stream.moves import Beyond, Move, Waiting
from backchannel.ui.widgets.stream.sheet import Sheet
from backchannel.ui.widgets.stream.viewport import Viewport

SPAN = 100
"""Posts read on each side of the reader's; with less than two fifths left, more are read."""

FIRST = 60
"""Posts of a page that the reader waits for: a screen full, soon; the rest is read after it."""


class Reader:
    """Reads pages and moves over them. `changed` is called after whatever may change the screen.

    `opened` is the place of the moment at which the reader came: what is older may be backlog.
    Only `go` moves the view; pages that are read anew never do. `wanted` is the filter that is
    shown once it has been read, and `waiting` are moves; `is_awaited` while that is shown.
    """

    def __init__(
        self,
        pages: Pages,
        drawing: Drawing,
        *,
        changed: Callable[[], None],
        failed: Callable[[StoreError], object],
        opened: int = OLDEST,
        turn: float = TURN,
        span: int = SPAN,
        bursts: Bursts | None = None,
    ) -> None:
        self.pages, self._changed, self._failed, self._span = pages, changed, failed, span
        self.bursts = bursts or Bursts()
        self._folding = Folding(self.bursts)
        self.sheet = Sheet(drawing, self.bursts)
        self.view = Viewport(self.sheet.marks)
        self.arrivals = Arrivals(opened)
        self.page, self.marks = Page(), Marks(changed)
        self.is_ready = self.is_awaited = False
        self.read: int | None = None
        self.wanted: Query = EVERYTHING
        self._query: Query = EVERYTHING
        self._origin: Viewport | None = None
        self._edge: int | None = None
        self.waiting = Waiting()
        self.looks = Looks(self._look, turn=turn)

    @property
    def chosen(self) -> StoredPost | None:
        """The post under the cursor."""
        return self.view.chosen

    @property
    def here(self) -> int:
        """The newest place in front of the reader: the chosen post, else the topmost one drawn."""
        return _place_read(self.view)

    async def run(self) -> None:
        """Read the first page, then again when there is reason to; ends by being cancelled."""
        self.look_again(now=True)
        await self.looks.run()

    def look_again(self, *, now: bool = False) -> None:
        """The store changed: read again, at most once a turn."""
        self.looks.ask(now=now)

    def draw(self, drawing: Drawing, height: int) -> None:
        """Draw differently; the line being read stays where it is."""
        if drawing != self.sheet.drawing:
            self.sheet = self.sheet.drawn_as(drawing)
            self.sheet.mark_read(self.view.window, self.read)
        view = replace(self.view, measure=self.sheet.marks, height=max(1, height))
        self.view = view.without_blanks() if view.fits else view
        self._read_ahead()
        self._changed()

    def filter(self, query: Query) -> None:
        """Show what matches, and where in its text, as soon as it has been read."""
        if query != self.wanted:
            self.wanted = query
            self.looks.ask(now=True)

    def mark_read(self, place: int | None) -> None:
        """Everything up to this place was read before."""
        self.read = place
        self.sheet.mark_read(self.view.window, place)
        self._changed()

    def read_to_here(self) -> None:
        """Nothing that is older than what is in front of the reader is new any more."""
        here = self.here
        self.arrivals.see([place for place in self.arrivals.unseen if place <= here])
        self.mark_read(max(here, OLDEST if self.read is None else self.read))

    def fold(self, post: StoredPost) -> bool:
        """Draw all of a post or a burst, or its beginning if all was drawn; whether all is now."""
        if (turned := self._folding.turned(self.view, post.place)) is not None:
            self.view, is_open = turned
            self._changed()
            return is_open
        is_open = self.sheet.turn(post)
        self._changed()
        return is_open

    def unfold(self, place: int) -> None:
        """Show a post that another one stands for."""
        if self.bursts.open(place):
            self.view = self._folding.again(self.view)
            self._changed()

    def go(self, move: Move) -> bool:
        """Move at once if the posts are in memory (True), else as soon as they have been read."""
        if self.waiting:
            self.waiting.add(move)
            return False
        moved = move(self.view)
        if isinstance(moved, Beyond):
            self.waiting.begin(move, moved)
            self.looks.ask(now=True)
        else:
            self._arrive(moved)
        return not self.waiting

    def _arrive(self, view: Viewport) -> None:
        before, self.view = self.view, view
        self._origin = None
        if not view.window.posts:
            self._changed()
            return
        seen = {row.post.place for row in view.rows() if row is not None}
        if view.is_following and not before.is_following:
            seen.update(place for place in self.arrivals.unseen if place > _place_read(before))
        self.arrivals.see(seen.union(self.bursts.under(seen)))
        self.read = max(_place_read(view), OLDEST if self.read is None else self.read)
        self.sheet.mark_read(view.window, self.read)
        self._read_ahead()
        if view.is_following and not before.is_following:
            self.view = self._folding.again(view)  # nothing is in front of the reader any more
        self._changed()

    def _read_ahead(self) -> None:
        window, margin = self.view.window, self._span * 2 // 5
        rows = [row.nth for row in self.view.rows() if row is not None] or [margin]
        is_near_older = window.older and rows[-1] >= len(window.posts) - margin
        if is_near_older or (window.newer and rows[0] < margin):
            self.looks.ask(now=True)

    async def _look(self) -> None:
        wanted, place = self.wanted, self._place()
        is_first = not self.is_ready or wanted != self._query or bool(self.waiting)
        span = max(self._span, 2 * self.view.height) * self._folding.wide
        span = min(span, max(FIRST, self.view.height)) if is_first else span
        older = 2 * span if place is None and not is_first else span
        since = None if is_first else self.arrivals.since
        try:
            page = await self.pages.around(
                place, newer=span, older=older, query=wanted, since=since
            )
        except StoreError as error:
            self.waiting.taken()
            self._changed()
            self._failed(error)
            return
        if wanted != self.wanted or self._has_left(page, place):
            self.looks.ask(now=True)
        else:
            self._take(page, wanted, knows_arrived=since == self.arrivals.since)

    def _place(self) -> int | None:
        if self.waiting:
            return self.waiting.place
        view = self._origin if self._origin and self.wanted != self._query else self.view
        return None if view.anchor is None else view.anchor.place

    def _has_left(self, page: Page, place: int | None) -> bool:
        """Whether the reader moved out of the page, or wants another, since it was asked for."""
        now = self._place()
        if now == place or self.waiting:
            return now != place
        return page.newer if now is None else not page.covers(now)

    def _take(self, page: Page, query: Query, *, knows_arrived: bool) -> None:
        view, is_filtered_anew = self.view, query != self._query
        if is_filtered_anew:
            self._origin = origin = self._origin or view
            drawing = replace(self.sheet.drawing, phrases=phrases(query))
            self.sheet = self.sheet.drawn_as(drawing)
            anchor, cursor = origin.anchor, origin.cursor
            view = replace(view, measure=self.sheet.marks, anchor=anchor, cursor=cursor)
        if self._edge is None:  # else one that did not say what arrived came in between
            self._edge = view.window.posts[0].place if view.window.posts else OLDEST
        is_begun = not self.is_ready and page.older
        if knows_arrived:
            newest, self._edge = self._edge if view.is_following else None, None
            self.arrivals.take(page, newest=newest, is_all=query == EVERYTHING)
        self.page, self._query, self.is_ready, self.sheet.pointed = page, query, True, page.pointed
        window, is_wider = self._folding.window(page, view, query)
        if is_wider or is_begun or not knows_arrived:
            self.looks.ask(now=knows_arrived)  # else another letter would have to wait
        self.sheet.mark_read(window, self.read)
        self.is_awaited = is_filtered_anew or bool(self.waiting)
        self._resume(view.with_window(window, is_filtered_anew=is_filtered_anew))
        self.is_awaited = False

    def _resume(self, view: Viewport) -> None:
        """Show posts read anew, then make the moves that waited for them."""
        waiting = self.waiting.taken()
        moved = waiting[0](view) if waiting else None
        if moved is None:
            self.view = view
            self._changed()
        elif isinstance(moved, Beyond):
            self.looks.ask()
        else:
            self._arrive(moved)
        for move in waiting[1:]:
            self.go(move)


def _place_read(view: Viewport) -> int:
    """The newest post the reader has in front of them: the chosen one, else the topmost."""
    if view.cursor is not None:
        return view.cursor
    rows = [row.post.place for row in view.rows() if row is not None]
    return rows[0] if rows else OLDEST

"""The details of the chosen post below the notes, in a wide terminal; follows the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from backchannel.errors import StoreError
from backchannel.model.post import StoredPost
from backchannel.store.store import Reader
from backchannel.ui.lines.times import Zone
from backchannel.ui.looks import Looks

if TYPE_CHECKING:
    from backchannel.ui.details.view import DetailsView

WIDE: Final = 160
"""Columns from which there is room for it."""

TURN: Final = 0.5
"""Seconds between two looks at a post that is read, while others arrive: an edit, a reply."""

_SHARE: Final = 11, 20
"""How much of the column it takes."""

_LEAST: Final = 18
"""Lines of a column that is worth dividing."""


class Preview:
    """Shows what `follow` was told last. `changed` is called when it comes or goes.

    Its widget is made and handed to `mount` when the first post is chosen, for no first frame
    needs it. From then on it keeps its place, also while nothing is chosen: everything beside it
    would move each time the cursor comes and goes.
    """

    def __init__(
        self,
        store: Reader,
        zone: Zone,
        changed: Callable[[], None],
        mount: Callable[[Widget], object],
    ) -> None:
        self._store, self._zone, self._changed, self._mount = store, zone, changed, mount
        self.body: DetailsView | None = None
        self.is_on = True
        self._has_columns = self._has_lines = self._is_behind = False
        self._place: int | None = None
        self._looks = Looks(self._look, turn=TURN)
        self.run = self._looks.run

    def follow(self, post: StoredPost | None) -> None:
        """The cursor is on this post now, or on none."""
        was_seen, was_at = self._is_seen, self._place
        self._place = post.place if post else None
        self._make()
        if self._is_seen != was_seen:
            self._changed()
        if self._place is None and self.body is not None:
            self.body.show(None)
        if self._place != was_at:
            self.look_again(now=True)

    def look_again(self, *, now: bool = False) -> None:
        """Something may have changed. Nothing is read while nothing is seen, but then it is."""
        if self._is_seen and self.body is not None and self.body.display:
            self._looks.ask(now=now)
        else:
            self._is_behind = True

    def switch(self) -> str:
        """Show it no more, or again. Where there is no room it stays as it is, and this says so."""
        if not self._has_columns:
            return f"The preview needs {WIDE} columns"
        if not self._has_lines:
            return f"The preview needs {_LEAST} lines of notes and pins"
        self.is_on = not self.is_on
        self._make()
        self._changed()
        self.look_again(now=True)
        return ""

    def take_room(self, found: dict[Widget, Region], width: int, column: Sequence[Widget]) -> None:
        """Move the widgets of a column together, and take what is free then."""
        seen = [widget for widget in column if widget in found]
        whole = sum(found[widget].height for widget in seen)
        self._has_columns, self._has_lines = width >= WIDE, whole >= _LEAST
        has_room = self._has_columns and self._has_lines
        if has_room and self._is_behind:
            self._looks.ask(now=True)
        if self.body is None or not self.is_on or not has_room:
            return
        own = whole * _SHARE[0] // _SHARE[1]
        x, y, wide, _ = found[seen[0]]
        bottom, left = y + whole, whole - own
        for widget in seen:
            height = left * found[widget].height // whole
            found[widget] = Region(x, y, wide, height)
            y += height
        found[self.body] = Region(x, y, wide, bottom - y)

    @property
    def _is_seen(self) -> bool:
        return self.is_on and self.body is not None

    def _make(self) -> None:
        if self.is_on and self._place is not None and self.body is None:
            self.body = self._made()
            self._mount(self.body)

    def _made(self) -> DetailsView:
        from backchannel.ui.details.sheet import brief
        from backchannel.ui.details.view import DetailsView

        now, zone = self._store.now, self._zone()
        empty = "No post is chosen."
        body = DetailsView(brief, now=now, timezone=zone, is_still=True, empty=empty, id="preview")
        body.add_class("pane")
        body.border_title = Content("Preview")
        return body

    async def _look(self) -> None:
        from backchannel.store import details

        place, body, self._is_behind = self._place, self.body, False
        if place is None or body is None:
            return
        try:
            known = await self._store.read(details.known, place)
        except StoreError:  # whoever shows posts tells of it
            return
        if known is not None and place == self._place:
            body.show(known)

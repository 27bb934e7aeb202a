"""What a key is about: the chosen or marked posts, the chosen note, the chosen pin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backchannel.model.board import Note
from backchannel.model.post import StoredPost
from backchannel.ui.arranging.layout import NOTES, PINS, QUESTIONS
from backchannel.ui.desk.streams import shown_in
from backchannel.ui.keymap import Keyed
from backchannel.ui.widgets.rows import Row

if TYPE_CHECKING:
    from backchannel.ui.desk.panes import Panes


class Choice:
    """Looks at the pane in front."""

    def __init__(self, panes: Panes) -> None:
        self._panes = panes

    async def chosen_post(self) -> StoredPost | None:
        """The post under the cursor, or behind a pin, note or question. Raises StoreError."""
        panes = self._panes
        if panes.has_stream:
            return panes.streams[panes.active].chosen
        if panes.active == PINS:
            row = panes.pins.chosen
            pin = panes.lists.pinned.get(int(row.key)) if row else None
            return pin.post if pin else None
        if panes.active == QUESTIONS:
            key = panes.questions.chosen.key if panes.questions.chosen else ""
            _, _, place = key.partition("post:")
            return await panes.lists.post_of(int(place)) if place else None
        note = self.chosen_note()
        return await panes.lists.post_of(note.post) if note else None

    async def chosen_posts(self) -> Sequence[StoredPost]:
        """The marked posts, newest first, else the chosen one. Raises StoreError."""
        panes = self._panes
        marks = panes.streams[panes.active].reader.marks.places if panes.has_stream else None
        if marks:
            return await panes.lists.posts_of(marks)
        chosen = await self.chosen_post()
        return [chosen] if chosen else []

    def first(self) -> Keyed:
        """What to do when nothing is chosen."""
        from backchannel.ui.deciding.hand import CHOOSE

        what = {NOTES: "a note", PINS: "a pin"}.get(self._panes.active)
        return Keyed(f"Choose {what} with {{rows.next}} first") if what else CHOOSE

    def unmark(self) -> None:
        """What was marked has been dealt with."""
        panes = self._panes
        if panes.has_stream and panes.streams[panes.active].reader.marks.places:
            panes.streams[panes.active].reader.marks.clear()

    async def filtered_out(self, post: StoredPost) -> str:
        """What the filter of its pane does with a post; empty when it lets it through.

        Raises StoreError.
        """
        panes = self._panes
        number = shown_in(post)
        filtering = panes.filters[number]
        if not filtering.is_on or await filtering.pages.lets_through(filtering.query, post):
            return ""
        does = "dims it" if filtering.is_dimming else "does not find it"
        return f"the filter of {panes.panes[number].label} {does}: {filtering.text}"

    def chosen_pin(self) -> Row | None:
        """The pin under the cursor, when the pins are where the reader is."""
        return self._panes.pins.chosen if self._panes.active == PINS else None

    def chosen_note(self) -> Note | None:
        """The note under the cursor, when the notes are where the reader is."""
        row = self._panes.notes.chosen if self._panes.active == NOTES else None
        return self._panes.lists.notes.get(row.key) if row else None

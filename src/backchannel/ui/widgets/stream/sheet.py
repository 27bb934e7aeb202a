"""The lines of the posts near the view, drawn once for each version of a post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from backchannel.model.post import StoredPost
from backchannel.model.roles.rule import Pointed
from backchannel.ui.lines.bursts import Bursts
from backchannel.ui.lines.drawing import Density, Drawing, Drawn
from backchannel.ui.lines.post_lines import post_lines
from backchannel.ui.widgets.stream.viewport import GAP, Window

_KEPT = 600
"""Drawn posts kept before the older half is dropped: twice what a reader holds at once."""


class _Entry(NamedTuple):
    stored: StoredPost
    drawn: Drawn
    with_gap: tuple[int, ...]
    folded: tuple[int, int]
    pointed: Pointed | None


class Sheet:
    """Lines and marks of posts for one drawing. `marker` is the post above "read to here".

    `pointed` is what rules say of posts.
    """

    def __init__(
        self, drawing: Drawing, bursts: Bursts, opened: frozenset[int] = frozenset()
    ) -> None:
        self.drawing, self._bursts = drawing, bursts
        self.opened = opened
        self.marker: int | None = None
        self.pointed: Mapping[int, Pointed] = {}
        self._entries: dict[int, _Entry] = {}

    def drawn_as(self, drawing: Drawing) -> Sheet:
        """The same posts for another drawing; nothing is drawn yet."""
        sheet = Sheet(drawing, self._bursts, self.opened)
        sheet.pointed = self.pointed
        return sheet

    def drawn(self, stored: StoredPost) -> Drawn:
        """The lines of a post."""
        return self._entry(stored).drawn

    def marks(self, stored: StoredPost) -> Sequence[int]:
        """The marks of a post's lines and of the gap below it, if there is one."""
        entry = self._entry(stored)
        has_gap = self.drawing.density is Density.COMFORTABLE or stored.place == self.marker
        return entry.with_gap if has_gap else entry.drawn.marks

    def turn(self, post: StoredPost) -> bool:
        """Draw all of a post, or its beginning if all was drawn; whether all is now."""
        is_open = post.place not in self.opened and self.drawn(post).is_folded
        self.open(post.place, is_open=is_open)
        return is_open

    def open(self, place: int, *, is_open: bool) -> None:
        """Draw all of a post, or again its beginning only."""
        self.opened = self.opened | {place} if is_open else self.opened - {place}
        self._entries.pop(place, None)

    def mark_read(self, window: Window, read: int | None) -> None:
        """Put the marker above the newest post that was read, if there is a newer one."""
        index = len(window.posts) if read is None else window.index(read)
        is_between = 0 < index < len(window.posts)
        self.marker = window.posts[index - 1].place if is_between else None

    def _entry(self, stored: StoredPost) -> _Entry:
        entry = self._entries.get(stored.place)
        pointed = self.pointed.get(stored.place)
        members = self._bursts.folds.get(stored.place, ())
        folded = len(members), members[-1].posted if members else 0
        if (
            entry is None
            or (entry.stored is not stored and not _looks_the_same(entry.stored, stored))
            or entry.folded != folded
            or entry.pointed != pointed
        ):
            if len(self._entries) >= _KEPT:
                self._entries = dict(list(self._entries.items())[_KEPT // 2 :])
            is_open = stored.place in self.opened
            drawn = post_lines(
                stored, self.drawing, is_open=is_open, folded=members, pointed=pointed
            )
            entry = _Entry(stored, drawn, (*drawn.marks, GAP), folded, pointed)
            self._entries[stored.place] = entry
        return entry


def _looks_the_same(one: StoredPost, other: StoredPost) -> bool:
    """A place may be another post's: of what is ranked, and where one was taken out for good."""
    return (one.number, one.version, one.is_pinned, one.is_hidden, one.is_gone, one.sources) == (
        other.number,
        other.version,
        other.is_pinned,
        other.is_hidden,
        other.is_gone,
        other.sources,
    )

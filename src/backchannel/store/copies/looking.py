"""Which posts are copies of others: looked for when one arrives, is changed, or goes.

Of two that say the same the original stays, else the one that came first. What somebody decided
upon or has read stays where it is: then the other goes into its row, unless it is a page and that
only announces it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.post import Post
from backchannel.model.programme import Person
from backchannel.model.sameness.crossposts import said_twice
from backchannel.model.sameness.originals import is_original_of, is_page_of
from backchannel.store.connection import Connection
from backchannel.store.copies import folds, keys
from backchannel.store.copies.rows import Standing, copies_of, every, may_share, standing

MOST: Final = 200
EACH: Final = 2
"""Pairs that one look compares, and for each post it is about. In a flood two rows stay two."""


class Edit(Struct, frozen=True):
    """A known post, as it was and as it is.

    One that `is_back` had been deleted; one that `is_elsewhere` came from a source for the first
    time.
    """

    place: int
    before: Post
    after: Post
    is_back: bool = False
    is_elsewhere: bool = False

    @property
    def is_retold(self) -> bool:
        """Whether anything changed by which a copy is known; counts and votes are no such thing."""
        return _told(self.before) != _told(self.after)


def arrived(db: Connection, new: Sequence[keys.Keyed], edits: Iterable[Edit] = ()) -> None:
    """Look where posts belong that are new, by their keys, or that have changed."""
    search = _Search(db, len(new))
    keys.add(db, new)
    for edit in edits:
        _apply(search, edit)
    search.look(new, are_seen=False)


def gone(db: Connection, place: int, post: Post) -> None:
    """The author deleted a post; `post` is what it was. Its copies come back into sight."""
    keys.remove(db, keys.keyed([(place, post)]))
    folds.release(db, [place])
    _Search(db).look_again(folds.release(db, copies_of(db, place)))


def part(db: Connection, place: int, kept: int, *, is_apart: bool) -> None:
    """Take a post out of the row of another, or show it there again if it says the same."""
    if not is_apart:
        _rejoin(db, place, kept)
    elif kept in every(db, place):
        folds.release(db, [place])


def _rejoin(db: Connection, place: int, kept: int) -> None:
    search = _Search(db)
    copy, other = search.found(place), search.found(kept)
    row = search.found(other.row) if other else None
    if copy is None or row is None or copy.row != place or row.place == place:
        return
    why = said_twice(copy.post, row.post, search.people)
    if why and not copy.is_decided and may_share(db, copy, row):
        search.look_again(folds.fold(db, copy, row, why, search.people))


class _Search:
    """One look, in which only so many pairs are compared."""

    def __init__(self, db: Connection, posts: int = 1) -> None:
        self.db, self.people = db, folds.people_of(db)
        self._left = MOST + EACH * posts

    def look(self, posts: Sequence[keys.Keyed], *, are_seen: bool) -> None:
        """Find the rows of posts. Those that `are_seen` stay if they were read."""
        for post, shared in keys.shared(self.db, posts):
            if self._left <= 0:
                return  # nor is anything looked up that would not be compared
            if near := keys.nearest(self.db, post, shared):
                self._settle(post.place, near[: self._left], is_seen=are_seen)

    def look_again(self, places: Iterable[int]) -> None:
        """Find the rows of posts that were out of sight, one after the other."""
        for place in places:
            if (found := self.found(place)) is not None:
                self.look(keys.keyed([(place, found.post)], self.people), are_seen=False)

    def found(self, place: int) -> Standing | None:
        """A post that stands, as it is now."""
        return standing(self.db, [place]).get(place)

    def _settle(self, place: int, near: Sequence[int], *, is_seen: bool) -> None:
        found = standing(self.db, (place, *near))
        rows = dict.fromkeys(found[each].row for each in near if each in found)
        found |= standing(self.db, rows.keys() - found.keys())
        for other in rows:
            one, row = found.get(place), found.get(other)
            if one is None or one.kept is not None or one.is_muted or self._left <= 0:
                return
            if row is None or row.place == place or row.kept is not None or row.is_muted:
                continue
            self._left -= 1
            why = said_twice(one.post, row.post, self.people)
            if why and may_share(self.db, one, row):
                self._fold(one if is_seen else replace(one, is_read=False), row, why)
                found = standing(self.db, (place, *rows))

    def _fold(self, one: Standing, other: Standing, why: str) -> None:
        chosen = _chosen(one, other, self.people)
        if chosen is not None:
            copy, kept = chosen
            self.look_again(folds.fold(self.db, copy, kept, why, self.people))


def _chosen(
    one: Standing, other: Standing, people: Sequence[Person]
) -> tuple[Standing, Standing] | None:
    """(copy, kept) of two that say the same; None when both have to stay."""
    first, second = sorted((one, other), key=lambda each: each.number)
    is_made_of_second = is_original_of(second.post, first.post, people)
    copy, kept = (first, second) if is_made_of_second else (second, first)
    if not _is_fixed(copy):
        return copy, kept
    is_page = is_page_of(kept.post, copy.post, people)
    return None if is_page or _is_fixed(kept) else (kept, copy)


def _is_fixed(post: Standing) -> bool:
    return post.is_decided or post.is_read


def _apply(search: _Search, edit: Edit) -> None:
    """Take out of rows what is no longer the same, and look anew where it belongs."""
    db, place = search.db, edit.place
    kept = db.value("SELECT kept FROM copies WHERE place = ?", (place,))
    rows = [] if kept is None else [int(kept)]
    if not (edit.is_retold or edit.is_back):
        folds.touch(db, rows, is_elsewhere=edit.is_elsewhere)
        return
    keyed = keys.keyed([(place, edit.after)], search.people)
    keys.remove(db, keys.keyed([(place, edit.before)]))
    keys.add(db, keyed)
    apart = [
        each.place
        for each in standing(db, [*rows, *copies_of(db, place)]).values()
        if not said_twice(each.post, edit.after, search.people)
        and not folds.by_hand(db, place, every(db, each.place) if rows else [each.place])
    ]
    is_released = kept in apart
    released = folds.release(db, [place] if is_released else apart)
    search.look(keyed, are_seen=not (is_released or edit.is_back))
    search.look_again(each for each in released if each != place)
    folds.touch(db, [] if is_released else rows, is_elsewhere=edit.is_elsewhere)


def _told(post: Post) -> tuple[object, ...]:
    said = (post.kind, post.title, post.text, post.spans, post.cut, post.media)
    return (*said, post.author, post.url, post.published)

"""One person posting in a burst: the posts of a run are one row until somebody opens it.

What is on the screen stays there: only posts that are out of sight are folded, or taken in by a row
that folds already. A pane that follows has nothing in front of a reader, and folds all of it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Final

from backchannel.model.post import StoredPost
from backchannel.model.who import author_key

LEAST: Final = 4
"""Posts of one person side by side that are a burst."""

MOST: Final = 50
"""Posts that one row stands for at most, so that a page of posts is never a single row."""

PAUSE: Final = 120_000_000
"""Microseconds between two of them that end it."""

Folds = Mapping[int, tuple[StoredPost, ...]]
"""By the place of the row that stays, the older posts that it stands for, newest first."""


class Bursts:
    """Which posts are folded. `least` is how many make a burst; with 0 nothing is folded."""

    def __init__(self, least: int = 0) -> None:
        self._least = least
        self._opened: frozenset[int] = frozenset()
        self.folds: Folds = {}

    def fold(
        self, posts: Sequence[StoredPost], on_screen: Container[int]
    ) -> tuple[StoredPost, ...]:
        """Those of a page that have rows of their own; `folds` says what the others are under."""
        shown: list[StoredPost] = []
        folds: dict[int, tuple[StoredPost, ...]] = {}
        for run in _runs(posts) if self._least else ([each] for each in posts):
            for head, members in self._parts(run, on_screen):
                shown.append(head)
                if members:
                    folds[head.place] = members
        self.folds = folds
        return tuple(shown)

    def none(self, posts: Sequence[StoredPost]) -> tuple[StoredPost, ...]:
        """Fold nothing, as while a filter is on."""
        self.folds = {}
        return tuple(posts)

    def open(self, place: int) -> bool:
        """Show the burst that a place is in; False when it is in none that is folded."""
        for head, members in self.folds.items():
            places = {head, *(each.place for each in members)}
            if place in places:
                self._opened |= places
                return True
        return False

    def close(self, place: int, posts: Sequence[StoredPost]) -> frozenset[int]:
        """Fold an opened burst again, from its newest post; its places, none if it is no such."""
        if place not in self._opened:
            return frozenset()
        run = next((run for run in _runs(posts) if run[0].place == place), [])
        found = frozenset(each.place for each in run)
        self._opened -= found
        return found

    def under(self, places: Container[int]) -> Iterator[int]:
        """The places of the posts that rows stand for."""
        for head, members in self.folds.items():
            if head in places:
                yield from (each.place for each in members)

    def _parts(
        self, run: Sequence[StoredPost], on_screen: Container[int]
    ) -> Iterator[tuple[StoredPost, tuple[StoredPost, ...]]]:
        """A run as rows: each with the older posts that are folded under it."""
        if any(each.place in self._opened for each in run):
            yield from ((each, ()) for each in run)
            return
        stretch: list[StoredPost] = []
        head: StoredPost | None = None  # on the screen, and stands for others already
        for each in run:
            if each.place not in on_screen:
                stretch.append(each)
                continue
            yield from self._stretch(head, stretch)
            stretch, head = [], each if each.place in self.folds else None
            if head is None:
                yield each, ()
        yield from self._stretch(head, stretch)

    def _stretch(
        self, head: StoredPost | None, stretch: Sequence[StoredPost]
    ) -> Iterator[tuple[StoredPost, tuple[StoredPost, ...]]]:
        """Posts out of sight, under the row before them or under the first of them."""
        if head is not None:
            yield head, tuple(stretch[:MOST])
            stretch = stretch[MOST:]
        while 0 < self._least <= len(stretch):
            yield stretch[0], tuple(stretch[1 : MOST + 1])
            stretch = stretch[MOST + 1 :]
        yield from ((each, ()) for each in stretch)


def _runs(posts: Sequence[StoredPost]) -> Iterator[list[StoredPost]]:
    """Posts side by side of one person, each soon after the one before."""
    run: list[StoredPost] = []
    who = ""
    for post in posts:
        key = author_key(post.post)
        if run and (key != who or run[-1].place - post.place > PAUSE):
            yield run
            run = []
        run.append(post)
        who = key
    if run:
        yield run

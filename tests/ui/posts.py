"""Invented posts, and a pane of them in memory that answers like the store's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace
from tests.clock import START

from backchannel.errors import StoreError
from backchannel.model.post import Author, CleanText, Kind, Post, StoredPost
from backchannel.model.query import Query, Situation, matches
from backchannel.model.reading import ARRIVED_LIMIT, Page


def post(text: str, *, name: str = "Ana Example", handle: str = "@ana@social.example") -> Post:
    """A microblog post."""
    return Post(
        id=f"https://social.example/{abs(hash(text))}",
        kind=Kind.POST,
        author=Author(CleanText(name), CleanText(handle)),
        title=CleanText(""),
        text=CleanText(text),
    )


def moment(minutes: float) -> int:
    """The place of something posted so many minutes after the tests' clock starts."""
    at = START + timedelta(minutes=minutes)
    return round(at.timestamp() * 1_000_000)


class Pane:
    """Posts in memory. `Pages` as the screen sees it; the test adds, edits and takes away."""

    def __init__(self, posts: Iterable[StoredPost] = ()) -> None:
        self.posts: dict[int, StoredPost] = {stored.place: stored for stored in posts}
        self.looks = 0
        self.error: StoreError | None = None
        self.meanwhile: Callable[[], object] | None = None
        self._number = max((stored.number for stored in self.posts.values()), default=0)

    def add(self, place: int, content: Post) -> StoredPost:
        """A post arrives."""
        self._number += 1
        stored = StoredPost(
            place=place,
            number=self._number,
            version=1,
            pane="backchannel",
            post=content,
            first_seen=START,
            sources=("social.example",),
        )
        self.posts[place] = stored
        return stored

    def edit(self, place: int, text: str) -> None:
        """Its author changes a post."""
        stored = self.posts[place]
        changed = replace(stored.post, text=CleanText(text))
        self.posts[place] = replace(stored, version=stored.version + 1, post=changed)

    def delete(self, place: int) -> None:
        """Its author takes a post away."""
        del self.posts[place]

    def matching(self, query: Query, now: datetime = START) -> list[StoredPost]:
        """What a filter shows, newest first."""
        found = (stored for stored in self.posts.values() if matches(query, stored, Situation(now)))
        return sorted(found, key=lambda stored: -stored.place)

    async def around(
        self, place: int | None, *, newer: int, older: int, query: Query, since: int | None
    ) -> Page:
        self.looks += 1
        if self.error is not None:
            raise self.error
        found = self.matching(query)
        middle = (
            0
            if place is None
            else next((n for n, stored in enumerate(found) if stored.place <= place), len(found))
        )
        is_there = middle < len(found) and found[middle].place == place
        first = max(0, middle - newer) if place is not None else 0
        last = middle + older + is_there
        arrived = [s.place for s in found if since is not None and s.number > since]
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return Page(
            tuple(found[first:last]),
            newer=first > 0,
            older=len(found) > last,
            latest=self._number,
            arrived=tuple(arrived[:ARRIVED_LIMIT]),
        )

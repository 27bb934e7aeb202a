"""What is found, read on by place, or put in the order of its rank."""

from __future__ import annotations

from msgspec.structs import replace

from backchannel.model.post import StoredPost
from backchannel.model.reading import Page
from backchannel.store import pages
from backchannel.store.connection import Connection


def newest(db: Connection, view: pages.View, before: int | None, count: int) -> Page:
    """The newest that match, or the next older ones than the place `before`."""
    place = None if before is None else before - 1
    found = pages.around(db, view, place, newer=0, older=count, since=None)
    if len(found.posts) <= count:
        return found
    # A post may be at the place itself, and comes on top.
    return replace(found, posts=found.posts[:count], older=True)


def in_order(db: Connection, places: tuple[int, ...]) -> tuple[StoredPost, ...]:
    """Posts at places, in the order of these."""
    found = pages.by_places(db, places)
    return tuple(found[place] for place in places if place in found)

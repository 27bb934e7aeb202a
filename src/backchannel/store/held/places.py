"""The place of a post: its moment in microseconds since 1970, made unique."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from backchannel.model.moments import to_micros
from backchannel.model.post import Post
from backchannel.store.connection import Connection

_FREE: Final = (
    "SELECT p.place + 1 FROM posts p WHERE p.place >= ? "
    "AND NOT EXISTS (SELECT 1 FROM posts q WHERE q.place = p.place + 1) ORDER BY p.place LIMIT 1"
)


def moment(post: Post, first_seen: int, turn: int) -> int:
    """Where a post belongs: when it was posted, else when it was seen, in the source's order."""
    if post.published is None:
        return first_seen - turn
    return min(to_micros(post.published), first_seen)


def free_places(db: Connection, wanted: Sequence[int]) -> list[int]:
    """The wanted places, each moved on by microseconds until nobody else has it.

    Of those that want the same one, the source's first comes out newest, as it came in.
    """
    there = _there(db, wanted)
    taken: set[int] = set()
    tried: dict[int, int] = {}  # so that a thousand posts of one second do not each walk them all
    places = []
    for moment in reversed(wanted):
        place = tried.get(moment, moment)
        is_free = place == moment and moment not in there
        while (free := place if is_free else _free_from(db, place)) in taken or free != place:
            place, is_free = free if free not in taken else free + 1, False
        taken.add(place)
        tried[moment] = place + 1
        places.append(place)
    return places[::-1]


def _there(db: Connection, wanted: Sequence[int]) -> frozenset[int]:
    """Which of the places somebody has: asked at once, for of most posts nobody has."""
    listed = msgspec.json.encode(list(wanted)).decode()
    query = "SELECT place FROM posts WHERE place IN (SELECT value FROM json_each(?))"
    return frozenset(place for (place,) in db.execute(query, (listed,)))


def _free_from(db: Connection, place: int) -> int:
    if db.value("SELECT 1 FROM posts WHERE place = ?", (place,)) is None:
        return place
    return int(db.value(_FREE, (place,)))

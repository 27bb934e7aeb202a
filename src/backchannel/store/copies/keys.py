"""The keys by which posts are found that may say the same, in the store.

A key is a number: which eight hours, and 32 bits of what `model.sameness.keys` calls it. So those
of one time lie together, and what is written and looked up now stays in memory. Two things that
come to the same number only cost a look.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec
from msgspec import Struct

from backchannel.model.post import Post
from backchannel.model.programme import Person
from backchannel.model.sameness import network_of
from backchannel.model.sameness.crossposts import WITHIN
from backchannel.model.sameness.keys import keys
from backchannel.store.connection import Connection

_HOUR: Final = int(WITHIN.total_seconds() * 1_000_000)
_PART: Final = 8 * _HOUR

_NEAREST: Final = 8
"""Posts of one network that are looked at, before and after, for each key."""

_NETWORKS: Final = 32
"""How many networks are asked for each key."""

_HAS_OTHERS: Final = (
    "SELECT value FROM json_each(?1) WHERE "
    "EXISTS (SELECT 1 FROM copy_keys WHERE key = value AND network < ?2) OR "
    "EXISTS (SELECT 1 FROM copy_keys WHERE key = value AND network > ?2)"
)
_AFTER: Final = (
    "SELECT place FROM copy_keys WHERE key = ? AND network = ? AND place BETWEEN ? AND ? "
    "ORDER BY place LIMIT ?"
)
_BEFORE: Final = _AFTER.replace("ORDER BY place", "ORDER BY place DESC")


class Keyed(Struct, frozen=True):
    """A post with its keys, as numbers for all times; its network is one, too."""

    place: int
    network: int
    kept: tuple[int, ...]
    sought: tuple[int, ...]


def keyed(posts: Iterable[tuple[int, Post]], people: Sequence[Person] = ()) -> Sequence[Keyed]:
    """The keys of posts by place; those without a date have none, and nothing is a copy of them."""
    found = []
    for place, post in posts:
        if post.published is not None:
            own = keys(post, people)
            kept, sought = tuple(map(_number, own.kept)), tuple(map(_number, own.sought))
            found.append(Keyed(place, _number(network_of(post)), kept, sought))
    return found


def add(db: Connection, posts: Iterable[Keyed]) -> None:
    """Let posts be found."""
    db.executemany("INSERT OR IGNORE INTO copy_keys VALUES (?, ?, ?)", _rows(posts))


def remove(db: Connection, posts: Iterable[Keyed]) -> None:
    """Take posts out, with the keys with which they were added."""
    db.executemany(
        "DELETE FROM copy_keys WHERE key = ? AND network = ? AND place = ?", _rows(posts)
    )


def candidates(db: Connection, posts: Iterable[Keyed]) -> Mapping[int, Sequence[int]]:
    """For each of these posts that may have its like on another network: where, the nearest first.

    The cost is of the posts asked about, whatever there is on their own networks.
    """
    asked: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for post in posts:
        spots, place = asked[post.network], post.place
        for part in {(place - _HOUR) // _PART, (place + _HOUR) // _PART}:
            for number in post.sought:
                spots[(part << 32) + number].append(place)
    found: dict[int, set[int]] = defaultdict(set)
    for network, spots in asked.items():
        wanted = msgspec.json.encode(list(spots)).decode()
        shared: list[Any] = db.execute(_HAS_OTHERS, (wanted, network)).fetchall()
        for (key,) in shared:
            for place in spots[key]:
                found[place].update(_near(db, key, network, place))
    return {
        place: sorted(others, key=lambda other: abs(other - place))
        for place, others in found.items()
        if others
    }


def _near(db: Connection, key: int, network: int, place: int) -> Iterator[int]:
    """The places nearest to one, before and after it, on each other network."""
    for other in _other_networks(db, key, network):
        after = (key, other, place, place + _HOUR, _NEAREST)
        before = (key, other, place - _HOUR, place - 1, _NEAREST)
        for sql, params in ((_AFTER, after), (_BEFORE, before)):
            places: list[Any] = db.execute(sql, params).fetchall()
            yield from (found for (found,) in places)


def _other_networks(db: Connection, key: int, network: int) -> Iterator[int]:
    at = -1
    for _ in range(_NETWORKS):
        sql = "SELECT min(network) FROM copy_keys WHERE key = ? AND network > ?"
        found = db.value(sql, (key, at))
        if found is None:
            return
        at = int(found)
        if at != network:
            yield at


def _rows(posts: Iterable[Keyed]) -> Iterator[tuple[int, int, int]]:
    for post in posts:
        part = post.place // _PART << 32
        for number in post.kept:
            yield part + number, post.network, post.place


@lru_cache(maxsize=10_000)  # what an author has comes again with every post of theirs
def _number(text: str) -> int:
    return zlib.crc32(text.encode(errors="surrogatepass"))

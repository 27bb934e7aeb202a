"""The keys by which posts are found that may say the same, in the store.

A key is a number: which eight hours, and 32 bits of what `model.sameness.keys` calls it. So those
of one time lie together, and what is written and looked up now stays in memory. Two things that
come to the same number only cost a look.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

import msgspec
from msgspec import Struct

from backchannel.decoding import decoder
from backchannel.model.post import Post
from backchannel.model.programme import Person
from backchannel.model.sameness import network_of
from backchannel.model.sameness.accounts import known_as
from backchannel.model.sameness.crossposts import WITHIN
from backchannel.model.sameness.keys import keys
from backchannel.store.connection import Connection

_HOUR: Final = int(WITHIN.total_seconds() * 1_000_000)
_PART: Final = 8 * _HOUR

_NEAREST: Final = 8
"""Posts of one network that are looked at, before and after, for each key."""

_NETWORKS: Final = 32
"""A key that so many networks have within eight hours, as the name `admin` on weblogs, tells
nobody from anybody: nothing is looked for under it."""

_REMEMBERED: Final = 10_000
"""Such keys that a connection remembers."""

_places: Final = decoder(list[int])

_OTHERS: Final = """
WITH RECURSIVE others (network) AS (
    SELECT min(network) FROM copy_keys WHERE key = {key}
    UNION ALL
    SELECT (SELECT min(k.network) FROM copy_keys k WHERE key = {key} AND k.network > o.network)
    FROM others o WHERE o.network IS NOT NULL LIMIT {most}
)
"""
"""The networks that have a key; each is looked for by itself, whatever else is between them."""

_HAS_OTHERS: Final = f"""
SELECT value, {_NETWORKS} <= (
    {_OTHERS.format(key="value", most=_NETWORKS)} SELECT count(network) FROM others
) FROM json_each(?1) WHERE
    EXISTS (SELECT 1 FROM copy_keys WHERE key = value AND network < ?2) OR
    EXISTS (SELECT 1 FROM copy_keys WHERE key = value AND network > ?2)
"""
"""Which keys other networks have, and whether so many that it tells nothing."""

_NEAR: Final = f"""{_OTHERS.format(key="?1", most=_NETWORKS)}
SELECT
    (SELECT json_group_array(place) FROM (
        SELECT place FROM copy_keys WHERE key = ?1 AND network = others.network
        AND place BETWEEN ?3 AND ?3 + ?4 ORDER BY place LIMIT ?5)),
    (SELECT json_group_array(place) FROM (
        SELECT place FROM copy_keys WHERE key = ?1 AND network = others.network
        AND place BETWEEN ?3 - ?4 AND ?3 - 1 ORDER BY place DESC LIMIT ?5))
FROM others WHERE network <> ?2
"""
"""The places nearest to one, after it and before it, on each other network."""


class Keyed(Struct, frozen=True):
    """A post with its keys, as numbers for all times; its network is one, too."""

    place: int
    network: int
    kept: tuple[int, ...]
    sought: tuple[int, ...]


class Signs(Struct, frozen=True):
    """The keys of a post whose place is not known yet, without what the event's people add.

    `known` is by what its author may be one of them.
    """

    network: int
    kept: tuple[int, ...]
    sought: tuple[int, ...]
    known: frozenset[str]

    def at(self, place: int) -> Keyed:
        """The keys of the post that stands there."""
        return Keyed(place, self.network, self.kept, self.sought)


def signs_of(post: Post, people: Sequence[Person] = ()) -> Signs | None:
    """None of a post without a date: nothing is a copy of it."""
    if post.published is None:
        return None
    own = keys(post, people)
    return Signs(
        _number(network_of(post)),
        tuple(map(_number, own.kept)),
        tuple(map(_number, own.sought)),
        known_as(post),
    )


def keyed(posts: Iterable[tuple[int, Post]], people: Sequence[Person] = ()) -> Sequence[Keyed]:
    """The keys of posts by place; those without a date have none, and nothing is a copy of them."""
    found = ((place, signs_of(post, people)) for place, post in posts)
    return [signs.at(place) for place, signs in found if signs is not None]


def add(db: Connection, posts: Iterable[Keyed]) -> None:
    """Let posts be found."""
    db.executemany("INSERT OR IGNORE INTO copy_keys VALUES (?, ?, ?)", sorted(_rows(posts)))


def remove(db: Connection, posts: Iterable[Keyed]) -> None:
    """Take posts out, with the keys with which they were added."""
    rows = list(_rows(posts))
    db.crowded.difference_update(key for key, *_ in rows)
    db.executemany("DELETE FROM copy_keys WHERE key = ? AND network = ? AND place = ?", rows)


def shared(db: Connection, posts: Sequence[Keyed]) -> Iterator[tuple[Keyed, Sequence[int]]]:
    """Those of the posts that seek what another network has, too, in order, each with that.

    The cost is of the posts asked about, whatever there is on their own networks.
    """
    asked = [tuple(_spots(post)) for post in posts]
    wanted: dict[int, set[int]] = defaultdict(set)
    for post, spots in zip(posts, asked, strict=True):
        wanted[post.network].update(spots)
    there = {network: _elsewhere(db, spots, network) for network, spots in wanted.items()}
    for post, spots in zip(posts, asked, strict=True):
        if found := [key for key in spots if key in there[post.network]]:
            yield post, found


def _elsewhere(db: Connection, spots: set[int], network: int) -> frozenset[int]:
    """Which of the keys a few other networks have.

    What many have had is not counted again: that is most of the cost where it happens.
    """
    if len(db.crowded) > _REMEMBERED:
        db.crowded.clear()
    found = dict(db.execute(_HAS_OTHERS, (_listed(spots - db.crowded), network)))
    db.crowded.update(key for key, is_crowded in found.items() if is_crowded)
    return frozenset(key for key, is_crowded in found.items() if not is_crowded)


def nearest(db: Connection, post: Keyed, shared: Sequence[int]) -> Sequence[int]:
    """Where on other networks there may be the like of a post, the nearest first."""
    found: set[int] = set()
    for key in shared:
        for after, before in db.execute(_NEAR, (key, post.network, post.place, _HOUR, _NEAREST)):
            found.update(_places(after), _places(before))
    return sorted(found, key=lambda place: abs(place - post.place))


def _spots(post: Keyed) -> Iterator[int]:
    """The keys that a post seeks, of its own time and of what it touches."""
    for part in {(post.place - _HOUR) // _PART, (post.place + _HOUR) // _PART}:
        for number in post.sought:
            yield (part << 32) + number


def _listed(numbers: Iterable[int]) -> str:
    return msgspec.json.encode(list(numbers)).decode()


def _rows(posts: Iterable[Keyed]) -> Iterator[tuple[int, int, int]]:
    for post in posts:
        part = post.place // _PART << 32
        for number in post.kept:
            yield part + number, post.network, post.place


@lru_cache(maxsize=10_000)  # what an author has comes again with every post of theirs
def _number(text: str) -> int:
    return zlib.crc32(text.encode(errors="surrogatepass"))

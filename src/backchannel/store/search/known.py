"""What can be asked for: the people, tags, sources and sessions that a filter may name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct

from backchannel.decoding import decoder
from backchannel.model.programme import AFTER, BEFORE
from backchannel.model.roles.people import roles
from backchannel.store.connection import Connection
from backchannel.store.held.muted import muted
from backchannel.store.search.situation import event_of

LATEST: Final = 2_000
"""Posts whose people and tags are known: the newest, so that it costs the same in any store."""


class Known(Struct, frozen=True):
    """What there is of each, the most frequent first; sessions as in the programme."""

    names: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


class _Author(Struct):
    name: str
    handle: str


class _Named(Struct):
    """As much of a post's JSON as is looked at."""

    author: _Author
    tags: tuple[str, ...] = ()
    language: str = ""


_decode: Final = decoder(_Named)


def known(db: Connection) -> Known:
    """What can be named: some ten milliseconds, however much is stored."""
    since = int(db.value("SELECT coalesce(max(number), 0) FROM posts")) - LATEST
    posts = [_decode(body) for body in _in_sight(db, since)]
    given = db.execute(
        "SELECT s.source FROM posts p JOIN sightings s USING (place) WHERE p.number > ?", (since,)
    )
    followed = db.execute("SELECT name FROM sources ORDER BY position, name")
    event = event_of(db)
    own = list(event.tags) if event else []
    sessions = [each.name for each in event.sessions] if event else []
    outside = (BEFORE, AFTER) if sessions else ()
    return Known(
        names=_ranked(post.author.name for post in posts),
        handles=_ranked(post.author.handle for post in posts),
        tags=_ranked([tag for post in posts for tag in post.tags] + own),
        sources=_ranked([*(name for (name,) in given), *(name for (name,) in followed)]),
        languages=_ranked(post.language for post in posts),
        sessions=tuple(dict.fromkeys((*sessions, *outside))),
        roles=roles(event.people) if event else (),
    )


def _in_sight(db: Connection, since: int) -> list[bytes]:
    """What was written in the posts after that number which somebody may see."""
    rows: list[Any] = db.execute(
        "SELECT place, number, version, body FROM posts "
        "WHERE number > ? AND is_hidden = 0 AND gone_at IS NULL",
        (since,),
    ).fetchall()
    out = muted(db, {place: (number, version) for place, number, version, _ in rows})
    return [body for place, _, _, body in rows if place not in out]


def _ranked(several: Iterable[str]) -> tuple[str, ...]:
    return tuple(each for each, _ in Counter(several).most_common() if each)

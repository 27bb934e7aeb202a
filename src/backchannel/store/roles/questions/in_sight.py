"""Whose words may be read out: not what its author deleted, nor what is hidden or muted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from backchannel.model.post import StoredPost
from backchannel.model.programme import zone_of
from backchannel.model.query import EVERYTHING, is_in_sight
from backchannel.store import pages
from backchannel.store.connection import Connection
from backchannel.store.search import event_of, situation

_POST: Final = (
    "SELECT 1 FROM posts p WHERE p.place = {0}.place AND p.gone_at IS NULL AND p.is_hidden & 3 = 0"
)
_WAITING: Final = (
    "SELECT DISTINCT place FROM questions "
    "WHERE place IS NOT NULL AND (merged <> '' OR state IN ('open', 'now'))"
)


def troubles(db: Connection, posts: Iterable[StoredPost]) -> Mapping[int, str]:
    """Why posts cannot be read out, by their places; those that can be are left out."""
    wanted = list(posts)
    muted = dict.fromkeys(_muted_by_rules(db, wanted), "a rule mutes it")
    told = {post.place: why for post in wanted if (why := _trouble(post))}
    return muted | told


def stands(db: Connection) -> str:
    """The condition that somebody's words are there: of the question `q`, or of a part of it."""
    muted = _waiting_muted(db)
    also = f" AND p.place NOT IN ({', '.join(map(str, muted))})" if muted else ""
    own, part = (
        f"({name}.place IS NULL OR EXISTS ({_POST.format(name)}{also}))" for name in ("q", "m")
    )
    merged = f"SELECT 1 FROM questions m WHERE m.merged = q.id AND m.merged <> '' AND {part}"
    return f"({own} OR EXISTS ({merged}))"


def _waiting_muted(db: Connection) -> list[int]:
    """Of those that wait; only where there are rules that mute is anything read for it."""
    if not _has_mutes(db):
        return []
    places = [place for (place,) in db.execute(_WAITING)]
    return _muted_by_rules(db, pages.by_places(db, places).values())


def _has_mutes(db: Connection) -> bool:
    event = event_of(db)
    return event is not None and any(rule.mute for rule in event.rules)


def _muted_by_rules(db: Connection, posts: Iterable[StoredPost]) -> list[int]:
    """The places of those that only rules of the event keep out of sight."""
    if not _has_mutes(db):
        return []
    asked = situation(db, zone_of(event_of(db)).key)
    return [
        post.place
        for post in posts
        if not _trouble(post) and not post.is_copy and not is_in_sight(EVERYTHING, post, asked)
    ]


def _trouble(post: StoredPost) -> str:
    if post.is_gone:
        return "deleted by its author"
    return "hidden" if post.is_hidden else "its author is muted" if post.is_muted else ""

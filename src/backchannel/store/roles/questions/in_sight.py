"""Whose words may be read out: not what its author deleted, nor what is hidden or muted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from backchannel.model.post import StoredPost
from backchannel.store.connection import Connection
from backchannel.store.held.muted import muted, muted_among, stamps_of

_POST: Final = (
    "SELECT 1 FROM posts p WHERE p.place = {0}.place AND p.gone_at IS NULL AND p.is_hidden & 3 = 0"
)
_WAITING: Final = (
    "SELECT p.place, p.number, p.version FROM posts p WHERE p.place IN ("
    "SELECT place FROM questions WHERE merged = '' AND state IN ('open', 'now') "
    "UNION SELECT place FROM questions WHERE merged <> '') "
    "AND p.gone_at IS NULL AND p.is_hidden = 0"
)


def troubles(db: Connection, posts: Iterable[StoredPost]) -> Mapping[int, str]:
    """Why posts cannot be read out, by their places; those that can be are left out."""
    wanted = list(posts)
    told = {post.place: why for post in wanted if (why := _trouble(post))}
    asked = {post.place: post for post in wanted if post.place not in told and not post.is_copy}
    return dict.fromkeys(muted(db, stamps_of(asked), asked), "a rule mutes it") | told


def stands(db: Connection) -> str:
    """The condition that somebody's words are there: of the question `q`, or of a part of it."""
    out = muted_among(db, _WAITING)
    also = f" AND p.place NOT IN ({', '.join(map(str, out))})" if out else ""
    own, part = (
        f"({name}.place IS NULL OR EXISTS ({_POST.format(name)}{also}))" for name in ("q", "m")
    )
    merged = f"SELECT 1 FROM questions m WHERE m.merged = q.id AND m.merged <> '' AND {part}"
    return f"({own} OR EXISTS ({merged}))"


def _trouble(post: StoredPost) -> str:
    if post.is_gone:
        return "deleted by its author"
    return "hidden" if post.is_hidden else "its author is muted" if post.is_muted else ""

"""Why posts are out of sight: what was decided about each, and what rules say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backchannel.model.post import StoredPost
from backchannel.store.connection import Connection
from backchannel.store.held.muted import muted, stamps_of


def out_of_sight(db: Connection, posts: Iterable[StoredPost]) -> Mapping[int, str]:
    """Why, in a few words, by their places; those that are in sight are left out.

    So are those that are shown in the row of another: what is in sight of them is that.
    """
    wanted = list(posts)
    told = {post.place: why for post in wanted if (why := _decided(post))}
    asked = {post.place: post for post in wanted if post.place not in told and not post.is_copy}
    return dict.fromkeys(muted(db, stamps_of(asked), asked), "a rule mutes it") | told


def _decided(post: StoredPost) -> str:
    if post.is_gone:
        return "deleted by its author"
    return "hidden" if post.is_hidden else "its author is muted" if post.is_muted else ""

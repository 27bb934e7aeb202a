"""When two posts are the same post, and what is kept when one is seen again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from backchannel.model.post import CleanText, Post

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def id_within(source: str, native_id: str) -> str:
    """The identity of what only its source has a name for."""
    return f"{source}\x1f{native_id}"


def identities(post: Post) -> tuple[str, ...]:
    """Every name the post is known by; two posts that share one are the same."""
    return tuple(dict.fromkeys((post.id, *post.aliases)))


def merged(old: Post, new: Post, *, is_copy: bool) -> Post:
    """What is kept when a known post is seen again.

    A copy (seen at another place) adds only its counts, unless it carries a later edit; the first
    place's words are the author's. Names and the moment of posting never change.
    """
    if is_copy and (new.edited or _NEVER) <= (old.edited or _NEVER):
        return replace(
            old,
            likes=max(old.likes, new.likes),
            boosts=max(old.boosts, new.boosts),
            replies=max(old.replies, new.replies),
        )
    return replace(new, id=old.id, published=old.published, aliases=())


def says_the_same(one: Post, other: Post) -> bool:
    """Whether only counts differ, so that nobody needs to be told of an edit."""
    return one == replace(
        other, likes=one.likes, boosts=one.boosts, replies=one.replies, edited=one.edited
    )


def retracted(post: Post) -> Post:
    """What is kept of a post its author deleted: that there was one, by whom and when."""
    nothing = CleanText("")
    return Post(
        id=post.id,
        kind=post.kind,
        author=post.author,
        title=nothing,
        text=nothing,
        published=post.published,
        tags=post.tags,
    )

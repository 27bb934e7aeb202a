"""When two posts are the same post, and what is kept when one is seen again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from backchannel.model.post import CleanText, Post

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def id_within(source: str, native_id: str) -> str:
    """The identity of what only its source has a name for."""
    return f"{source}\x1f{native_id}"


def identities(post: Post) -> tuple[str, ...]:
    """Every name the post is known by; two posts that share one are the same."""
    return tuple(dict.fromkeys((post.id, *post.aliases)))


def merged(
    old: Post, new: Post, *, is_first: bool, is_alone: bool, is_heard: bool | None = None
) -> Post:
    """What is kept when a known post is seen again.

    The first place's words are the author's; those of another place count when it names the post by
    the same id and knows of a later edit. Words from before the edit we know of are passed over
    wherever they come from. `is_heard` says that its words count in any case, or in none, whatever
    their dates. Counts of a post seen in several places are the highest, for each place knows of a
    part. Names and the moment of posting never change. The same two posts, merged again, change
    nothing.
    """
    known, told = old.edited or _NEVER, new.edited or _NEVER
    is_theirs = told >= known if is_first else told > known and new.id == old.id
    words = new if (is_theirs if is_heard is None else is_heard) else old
    if is_alone and words is new:
        return replace(new, id=old.id, published=old.published, aliases=())
    return replace(
        words,
        id=old.id,
        published=old.published,
        aliases=(),
        likes=max(old.likes, new.likes),
        boosts=max(old.boosts, new.boosts),
        replies=max(old.replies, new.replies),
    )


def says_the_same(one: Post, other: Post) -> bool:
    """Whether the author's words are the same, so that there is nothing to keep of the earlier."""
    return _words(one) == _words(other)


def _words(post: Post) -> tuple[object, ...]:
    return (
        (post.title, post.text, post.warning, post.link),
        tuple((media.url, media.alt) for media in post.media),
        tuple(option for option, _ in post.poll.options) if post.poll else (),
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

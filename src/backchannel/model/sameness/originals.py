"""Of two posts that say the same, the one that the other is made of."""

from __future__ import annotations

from collections.abc import Sequence

from backchannel.model.post import Post
from backchannel.model.programme import Person
from backchannel.model.sameness.accounts import is_bridged
from backchannel.model.sameness.crossposts import announces, relays


def is_page_of(page: Post, post: Post, people: Sequence[Person] = ()) -> bool:
    """Whether a post only announces a page: it could not stand for it."""
    return announces(post, page, people)


def is_carried(post: Post) -> bool:
    """Whether a bridge or a program posted it: what it says was said elsewhere before."""
    return is_bridged(post.author) or post.author.is_bot


def is_original_of(one: Post, other: Post, people: Sequence[Person] = ()) -> bool:
    """Whether a bridge or a program made the other of it. Of two that say the same, not of any."""
    if announces(other, one, people) or relays(other, one):
        return True
    if announces(one, other, people) or relays(one, other):
        return False
    ours, theirs = one.author, other.author
    if is_bridged(ours) != is_bridged(theirs):
        return is_bridged(theirs)
    return theirs.is_bot and not ours.is_bot

"""What stands beside the names of people, so that of two who are called the same each is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from msgspec import Struct

from backchannel.model.post import Author, Post
from backchannel.model.who import told_apart, written_on


class Called(Struct, frozen=True):
    """How somebody is called, and what tells them from others of that name."""

    name: str
    handle: str
    apart: str

    def now(self, author: Author) -> Called:
        """The same person as they call themselves by now."""
        return Called(author.name, author.handle, self.apart)


def called(post: Post) -> Called:
    """The author of a post."""
    name, handle = post.author.name, post.author.handle
    apart = told_apart(post)
    if apart == name:  # as a nick in a chat, which is somebody else's in another
        apart = f"at {site}" if (site := written_on(post)) else ""
    return Called(name, handle, apart)


def beside(several: Collection[Called]) -> Sequence[str]:
    """Of each the handle; without one, and where others are called so, their page or site."""
    names = Counter(each.name.casefold() for each in several)
    return [_beside(each, is_shared=names[each.name.casefold()] > 1) for each in several]


def _beside(one: Called, *, is_shared: bool) -> str:
    if one.handle and one.handle != one.name:
        return one.handle
    return one.apart if is_shared else ""

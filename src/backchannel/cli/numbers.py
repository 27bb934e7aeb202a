"""Posts named by the short numbers that `tail` prints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from backchannel.model.post import StoredPost
    from backchannel.store.connection import Connection


def is_number(word: str) -> bool:
    """Whether a word can be the number of a post, as `12` or `#12`."""
    return word.lstrip("#").isdecimal() and len(word) <= 18


def numbers_of(words: Sequence[str]) -> list[int]:
    """The numbers, each once. What is none is the user's mistake."""
    if not words:
        raise click.UsageError("name at least one post by its number, as tail prints it")
    for word in words:
        if not is_number(word):
            raise click.UsageError(f"{word!r} is not the number of a post, as tail prints it")
    return list(dict.fromkeys(int(word.lstrip("#")) for word in words))


def post_numbered(db: Connection, number: int) -> StoredPost:
    """The post; to name one that is not there is the user's mistake."""
    from backchannel.store import pages

    found = pages.by_number(db, number)
    if found is None:
        raise click.UsageError(f"there is no post {number}; tail prints the numbers there are")
    return found


def on_each(
    db: Connection, numbers: Sequence[int], act: Callable[[Connection, int, str], bool], by: str
) -> list[tuple[StoredPost, bool]]:
    """Do it to all of the posts or, if one is not there, to none; undone in one.

    Whether it changed something is said of each.
    """
    from backchannel.store import board

    asked = [post_numbered(db, number) for number in numbers]
    with board.together(db):
        return [(post, act(db, post.place, by)) for post in asked]

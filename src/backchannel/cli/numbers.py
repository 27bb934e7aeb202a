"""Posts named by the short numbers that `tail` prints, and how long something lasts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from backchannel.model.post import StoredPost
    from backchannel.store.connection import Connection


_LASTS: Final = re.compile(r"(\d{1,4})([mhdw])", re.ASCII | re.IGNORECASE)
_MINUTES: Final = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}


def lasting(word: str) -> timedelta | None:
    """`30m`, `2h`, `1d` or `1w`; None for anything else."""
    found = _LASTS.fullmatch(word)
    return timedelta(minutes=int(found[1]) * _MINUTES[found[2].casefold()]) if found else None


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

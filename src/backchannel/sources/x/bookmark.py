"""How far X was searched, what is still to be read, what was shown last, and what that cost."""

from __future__ import annotations

from typing import Final

from msgspec import DecodeError, Struct, json

from backchannel.sources.x.spending import Spent

KEPT: Final = 100
"""Posts of which it is asked now and then whether they were deleted."""


class Gap(Struct, frozen=True):
    """Posts between two numbers, both excluded, that are not read yet; `most` they may cost.

    `after` 0 means as far back as can be asked for, or as matters.
    """

    after: int
    before: int
    most: int | None = None


class Bookmark(Struct, frozen=True):
    """`newest` is the number of the newest post read; posts until `since` are all read.

    `shown` are the numbers of those given last, the longest unchecked first; they are checked again
    at `check_at`, in seconds since 1970.
    """

    newest: int = 0
    since: int = 0
    gap: Gap | None = None
    shown: tuple[str, ...] = ()
    check_at: float = 0.0
    spent: Spent = Spent()


def read(text: str | None) -> Bookmark:
    """A stored bookmark; what is no bookmark of ours means first contact."""
    try:
        return json.decode(text or "{}", type=Bookmark)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return Bookmark()


def write(bookmark: Bookmark) -> str:
    """The bookmark as it is stored."""
    return json.encode(bookmark).decode()

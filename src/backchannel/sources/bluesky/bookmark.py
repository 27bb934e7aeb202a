"""How far the stream has been read, and what was given last."""

from __future__ import annotations

from datetime import datetime

from msgspec import DecodeError, Struct, json

from backchannel.model.moments import from_micros

KEPT = 100
"""Posts whose edits are known and whose counts are looked at after a restart."""


class Bookmark(Struct, frozen=True):
    """`cursor` is the moment of the last line heard, in microseconds since 1970.

    `known` are the posts given last, oldest first, each with the revision it had. What was posted
    from `owed` on is still to be searched for; None when nothing is, or nobody could say.
    """

    cursor: int | None = None
    known: dict[str, str] = {}
    owed: datetime | None = None
    is_searched: bool = False
    version: int = 1

    @property
    def until(self) -> datetime | None:
        """Until when everything was heard."""
        return from_micros(self.cursor) if self.cursor else None


def read(text: str | None) -> Bookmark:
    """A stored bookmark; what is no bookmark of ours means first contact."""
    try:
        return json.decode(text or "", type=Bookmark)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return Bookmark()


def write(bookmark: Bookmark) -> str:
    """The bookmark as it is stored."""
    return json.encode(bookmark).decode()

"""How far each channel has been read, so that a gap is closed where the server keeps history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import DecodeError, Struct, json

from backchannel.sources.irc.strict import Policy

_VERSION = 1


class Bookmark(Struct, frozen=True):
    """By channel as it was written: when the last line came that nothing before it is missing.

    `sts` is what the server wants of whoever connects to it.
    """

    heard: Mapping[str, datetime] = {}
    version: int = _VERSION
    sts: Policy | None = None

    def written(self) -> str:
        """As it is stored."""
        return json.encode(self).decode()


def recall(text: str | None) -> Bookmark:
    """What was written; an empty one for what is not, or no longer, understood."""
    if text is None:
        return Bookmark()
    try:
        found = json.decode(text, type=Bookmark)
    except DecodeError:
        return Bookmark()
    return found if found.version == _VERSION else Bookmark()

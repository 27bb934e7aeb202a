"""An account that posts can be written with; public facts only."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from msgspec import Struct


class Network(StrEnum):
    """Where an account is at home."""

    MASTODON = "mastodon"
    BLUESKY = "bluesky"

    @property
    def shown(self) -> str:
        """As people write it; what speaks Mastodon's language is the fediverse."""
        return "the fediverse" if self is Network.MASTODON else "Bluesky"


class Measure(Struct, frozen=True):
    """How a server counts a post.

    `longest` is in graphemes if `is_in_graphemes`, else in characters; `bytes` limits its UTF-8, 0
    for no limit. Each link counts `link`, 0 for as long as it is. `counts_warning` adds the content
    warning; `has_short_mentions` counts `@ana@toot.example` as `@ana`.
    """

    longest: int
    bytes: int = 0
    link: int = 0
    is_in_graphemes: bool = False
    counts_warning: bool = False
    has_short_mentions: bool = False


MASTODON: Final = Measure(
    500, link=23, is_in_graphemes=True, counts_warning=True, has_short_mentions=True
)
"""What a Mastodon server does that was never asked (docs.joinmastodon.org/user/posting)."""

BLUESKY: Final = Measure(300, bytes=3_000, is_in_graphemes=True)
"""The lexicon app.bsky.feed.post."""


class Account(Struct, frozen=True):
    """Somebody's account that this desk may write with.

    `name` is how people know it: `@ana@toot.example`, `@ana.bsky.example`. `server` is the origin
    of its server, `https://toot.example`. `language` is the account's own default (BCP 47), empty
    when it has none. `problem` is a cleaned sentence why it cannot write now, empty when all is
    well.
    """

    name: str
    network: Network
    server: str
    measure: Measure
    language: str = ""
    problem: str = ""

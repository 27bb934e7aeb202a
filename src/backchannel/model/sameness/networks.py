"""Where a post was published, and what people call it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from backchannel.model.post import Kind, Post
from backchannel.model.sameness.links import USUAL
from backchannel.model.who import server_of

_CALLED: Final = {"at": "Bluesky", "nostr": "Nostr"}


def network_of(post: Post) -> str:
    """Where it was published: a network that has one name for its posts, else a host.

    Who has no account where they write may have a page anywhere; a bookmark is on another's site.
    """
    scheme, colon, _ = post.id.partition(":")
    if colon and scheme in {"at", "nostr"}:
        return scheme
    page, server = host_of(post.url or post.id), server_of(post.author)
    is_on_page = not post.author.handle and post.kind is not Kind.BOOKMARK
    return (page or server) if is_on_page else (server or page)


def network_name(network: str) -> str:
    """What people call a network: hosts by their names."""
    return _CALLED.get(network, network)


@lru_cache(maxsize=1_000)  # asked again for each post that one is compared with
def host_of(url: str) -> str:
    """The host of an address, without `www.`; empty when there is none."""
    if found := USUAL.fullmatch(url):
        return found[1].removeprefix("www.")
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""

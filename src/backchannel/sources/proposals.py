"""Which places a web page speaks of that could be followed: its feeds, and hashtags elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from typing import Final
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from backchannel.clean.html import from_html
from backchannel.clean.terminal import clean_line
from backchannel.model.tags import in_text
from backchannel.sources.autodiscovery import announced, joined, leading

MOST: Final = 20
"""Places, and tags, that are proposed."""

_LINKS: Final = 5_000
_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_FEED: Final = re.compile(r"/(?:feed|rss|atom|feed\.xml|rss\.xml|atom\.xml|index\.xml)/?", re.ASCII)
_TAG: Final = re.compile(r"/tags/([^/]+)/?")
"""A hashtag's page on Mastodon and on what speaks its API."""

_NOT_MASTODON: Final = re.compile(r"(?:^|\.)(?:flickr|instagram|youtube|github|medium)\.com$")


class Place(Struct, frozen=True):
    """A source as an event file has it: its kind, and the key that names its address."""

    kind: str
    key: str
    address: str


class Proposals(Struct, frozen=True):
    """What a page has: what it is called, hashtags, the most frequent first, and places."""

    title: str = ""
    tags: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


def proposed(page: str, address: str) -> Proposals:
    """Read a page that came from an address; anything at all may be in it."""
    tags = Counter(in_text(from_html(page, base=address).text))
    places: dict[Place, None] = {}
    for url in announced(page, address):
        places[Place("feed", "url", url)] = None
    own = urlsplit(address).hostname or ""
    for url in _links(page, address):
        if (found := _place_of(url, own)) is not None:
            places[found[0]] = None
            tags.update([found[1]] if found[1] else [])
    named = tuple(tag for tag, _ in tags.most_common(MOST))
    return Proposals(_title(page), named, tuple(places)[:MOST])


def _place_of(url: str, own: str) -> tuple[Place, str] | None:
    """What a link leads to that can be followed, and the tag in it."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    tag = _TAG.fullmatch(parts.path)
    if tag and host != own and not _NOT_MASTODON.search(host):
        named = "".join(in_text(f"#{unquote(tag[1])}")[:1])
        return Place("mastodon", "server", f"{parts.scheme}://{parts.netloc}"), named
    if _FEED.fullmatch(parts.path) or parts.path.endswith((".rss", ".atom")):
        return Place("feed", "url", url), ""
    return None


def _links(page: str, address: str) -> Iterator[str]:
    for said in leading(page, {"a"}, _LINKS):
        url = joined(address, said["href"])
        with suppress(ValueError):
            if urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname:
                yield url


def _title(page: str) -> str:
    found = _TITLE.search(page[:200_000])
    return clean_line(unescape(found[1]), limit=100) if found else ""

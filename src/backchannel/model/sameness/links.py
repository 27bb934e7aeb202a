"""Where the words of a post lead, spelled so that two places say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from backchannel.model.post import Post, SpanKind

ADDRESS: Final = re.compile(r"\bhttps?://\S+|(?<![@\w.])[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*|\b)")
"""An address as people write it, with a scheme or without."""

_HOST: Final = re.compile(r"\.[a-z]{2}")
"""What an address without a scheme has: looked for first, for that is quick and most have none."""
USUAL: Final = re.compile(r"https?://([a-z0-9.-]+)(/[A-Za-z0-9/%._~-]*+)", re.ASCII)
"""An address of which host and path are plain to see."""

_TRACKING: Final = ("utm_", "fbclid", "gclid", "mc_")


def links_of(post: Post) -> Iterator[str]:
    """Where the words of a post lead, each address as `plain` spells it."""
    for span in post.spans:
        if span.kind is SpanKind.LINK:
            yield plain(span.target)
    if "://" not in post.text and _HOST.search(post.text) is None:
        return
    for found in ADDRESS.findall(post.text):
        yield plain(found if "://" in found else f"https://{found}")


@lru_cache(maxsize=4_096)  # what is shared at all is shared again
def plain(url: str) -> str:
    """An address without its scheme and without what only counts who came from where."""
    if found := USUAL.fullmatch(url):
        return found[1].removeprefix("www.") + found[2].rstrip("/")
    try:
        parts = urlsplit(url)
        kept = [(key, value) for key, value in parse_qsl(parts.query) if not _is_tracking(key)]
    except ValueError:
        return url
    host = parts.netloc.casefold().removeprefix("www.")
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def _is_tracking(key: str) -> bool:
    return key.casefold().startswith(_TRACKING)

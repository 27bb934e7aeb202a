"""Which feeds a web page announces (https://www.rssboard.org/rss-autodiscovery)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from urllib.parse import urljoin

from backchannel.clean.markup import Markup, Tag, attributes

_TYPES = (
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
    "application/json",
    "application/rdf+xml",
)
_GUESSES = ("feed/", "rss.xml", "atom.xml", "feed.xml", "index.xml")
_MOST = 20


def announced(page: str, address: str) -> tuple[str, ...]:
    """Absolute addresses of the feeds a page links to, best first: no comments, Atom or RSS."""
    base = address
    found: list[tuple[bool, bool, str]] = []
    for said in _links(page):
        if said[""] == "base":
            base = _joined(address, said["href"]) or base
            continue
        mime = said.get("type", "").partition(";")[0].strip().lower()
        relations = said.get("rel", "").lower().split()
        if "feed" not in relations and ("alternate" not in relations or mime not in _TYPES):
            continue
        url = _joined(base, said["href"])
        words = f"{said.get('title', '')} {url}".lower()
        if url.startswith(("http://", "https://")):
            found.append(("comment" in words, mime.endswith("json"), url))
    return _unique(url for *_, url in sorted(found, key=lambda each: each[:2]))[:_MOST]


def _links(page: str) -> Iterator[Mapping[str, str]]:
    """The attributes of the elements that lead somewhere; their own name is under ""."""
    tags = (part for part in Markup(page) if isinstance(part, Tag) and not part.is_end)
    leading = (tag for tag in tags if tag.name in {"base", "link"})
    for tag in islice(leading, _MOST * 10):
        said = dict(attributes(tag))
        if said.get("href"):
            yield {**said, "": tag.name}


def guesses(address: str) -> tuple[str, ...]:
    """Where feeds commonly are, for a page that announces none."""
    below = address.partition("?")[0].partition("#")[0]
    below = below if below.endswith("/") else f"{below}/"
    return _unique(_joined(below, guess) for guess in _GUESSES)


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return ""


def _unique(urls: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(url for url in urls if url))

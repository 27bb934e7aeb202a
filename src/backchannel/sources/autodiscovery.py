"""Which feeds a web page announces (https://www.rssboard.org/rss-autodiscovery)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
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
    for said in leading(page, {"base", "link"}, _MOST * 10):
        if said[""] == "base":
            base = joined(address, said["href"]) or base
            continue
        mime = said.get("type", "").partition(";")[0].strip().lower()
        relations = said.get("rel", "").lower().split()
        if "feed" not in relations and ("alternate" not in relations or mime not in _TYPES):
            continue
        url = joined(base, said["href"])
        words = f"{said.get('title', '')} {url}".lower()
        if url.startswith(("http://", "https://")):
            found.append(("comment" in words, mime.endswith("json"), url))
    return _unique(url for *_, url in sorted(found, key=lambda each: each[:2]))[:_MOST]


def leading(page: str, names: Collection[str], most: int) -> Iterator[Mapping[str, str]]:
    """The attributes of elements of these names that lead somewhere; the name is under "".

    Of a page that has very many, the first `most` are looked at.
    """
    tags = (part for part in Markup(page) if isinstance(part, Tag) and not part.is_end)
    for tag in islice((tag for tag in tags if tag.name in names), most):
        said = dict(attributes(tag))
        if said.get("href"):
            yield {**said, "": tag.name}


def guesses(address: str) -> tuple[str, ...]:
    """Where feeds commonly are, for a page that announces none."""
    below = address.partition("?")[0].partition("#")[0]
    below = below if below.endswith("/") else f"{below}/"
    return _unique(joined(below, guess) for guess in _GUESSES)


def joined(base: str, url: str) -> str:
    """A link as an address; empty when it is none."""
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return ""


def _unique(urls: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(url for url in urls if url))

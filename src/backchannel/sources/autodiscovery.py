"""Which feeds a web page announces (https://www.rssboard.org/rss-autodiscovery)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin

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
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(page)
    base_node = tree.css_first("base[href]")
    base = _joined(address, (base_node.attributes.get("href") if base_node else "") or "")
    found: list[tuple[bool, bool, str]] = []
    for node in tree.css("link[rel][href]")[: _MOST * 10]:
        said = {key.lower(): value or "" for key, value in node.attributes.items()}
        mime = said.get("type", "").partition(";")[0].strip().lower()
        relations = said["rel"].lower().split()
        if "feed" not in relations and ("alternate" not in relations or mime not in _TYPES):
            continue
        url = _joined(base or address, said["href"])
        words = f"{said.get('title', '')} {url}".lower()
        if url.startswith(("http://", "https://")):
            found.append(("comment" in words, mime.endswith("json"), url))
    return _unique(url for *_, url in sorted(found, key=lambda each: each[:2]))[:_MOST]


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

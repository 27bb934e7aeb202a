"""The names of elements and attributes as feedparser calls them: `title`, `dc_creator`, `xml:lang`.

It goes by the namespace where it knows that, else by the prefix the document happens to use.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

SEPARATOR: Final = "\x1f"
"""What expat puts between namespace, name and prefix; no XML document can hold it."""

ATOM: Final = "http://www.w3.org/2005/atom"
RSS_1: Final = "http://purl.org/rss/1.0/"
MEDIA: Final = frozenset({"http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss"})

_KNOWN: Final[Mapping[str, str]] = {
    ATOM: "",
    RSS_1: "",
    **dict.fromkeys(MEDIA, "media"),
    "http://www.w3.org/xml/1998/namespace": "xml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.georss.org/georss": "georss",
    "http://creativecommons.org/ns#license": "cc",
    "http://web.resource.org/cc/": "cc",
    "http://backend.userland.com/creativecommonsrssmodule": "creativecommons",
}
_READ: Final = frozenset({*_KNOWN.values(), "gml", "psc"})
"""Prefixes that feedparser does something about."""

_STANDARD: Final = frozenset(
    {
        "admin",
        "ag",
        "annotate",
        "audio",
        "blogchannel",
        "co",
        "cp",
        "email",
        "ev",
        "fm",
        "foaf",
        "geo",
    }
    | {"icbm", "image", "l", "pingback", "prism", "rdfs", "ref", "reqv", "search", "slash", "soap"}
    | {"ss", "str", "sub", "szf", "taxo", "thr", "ti", "trackback", "wfw", "wiki", "xlink"}
)
"""Others that it knows."""

_UNUSUAL: Final = (
    *("userland.com/rss", "law.harvard.edu", "rss091#", "/rdf/simple/", "purl.org/pie/"),
    *("purl.org/atom/", "purl.org/echo/", "echo/namespace", "example.com/ne", "example.com/dtds/"),
    "1999/xlink",
)
"""Parts of the names of old drafts that feedparser reads as RSS, and of what it handles apart."""

_VALUES_IN_LOWER_CASE: Final = frozenset({"rel", "type"})


class Unusual(Exception):  # no error: the document is read the thorough way
    """The document has something that is not known here for certain."""


class Names:
    """The namespaces of one document, and what its elements are called.

    `media` is the only prefix that Media RSS may have in it.
    """

    def __init__(self, media: str) -> None:
        self._media = media
        self._declared: dict[str, str] = {}
        self._elements: dict[str, str] = {}
        self._is_settled = False
        self.version = ""
        """What feedparser takes the document for, as far as the namespaces of its root tell."""

    def declare(self, prefix: str | None, uri: str | None) -> None:
        """A namespace; raises Unusual where feedparser could take it for another."""
        if not uri:
            raise Unusual
        lower, own = uri.lower(), (prefix or "").lower()
        known = _KNOWN.get(lower)
        if known is None and any(part in lower for part in _UNUSUAL):
            raise Unusual
        if own and own != known and (own in _READ or (known and own in _STANDARD)):
            raise Unusual
        if own and self._declared.setdefault(own, lower) != lower:
            raise Unusual
        if known == "media" and own != self._media:
            raise Unusual
        if not self.version and not self._is_settled:
            self.version = {RSS_1: "rss10", ATOM: "atom10"}.get(lower, "")

    def settle(self) -> None:
        """The root begins: what is declared from here on tells nothing of the whole."""
        self._is_settled = True

    def element(self, name: str) -> str:
        """What feedparser calls an element, of which expat gives the name."""
        found = self._elements.get(name)
        if found is None:
            found = self._elements[name] = _called(name)
        return found

    def attributes(self, raw: Mapping[str, str]) -> dict[str, str]:
        """Attributes as feedparser hands them on: some by two names."""
        found = {}
        for name, value in raw.items():
            for called in _spellings(name):
                found[called] = value.lower() if called in _VALUES_IN_LOWER_CASE else value
        return found


def _called(name: str) -> str:
    if SEPARATOR not in name:
        return name.lower()
    namespace, local, *prefixes = name.split(SEPARATOR)
    known = _KNOWN.get(namespace.lower())
    if known is None and not prefixes:
        raise Unusual
    prefix = prefixes[0].lower() if known is None else known
    return f"{prefix}_{local.lower()}" if prefix else local.lower()


@lru_cache(maxsize=500)
def _spellings(name: str) -> tuple[str, ...]:
    if SEPARATOR not in name:
        return (name.lower(),)
    namespace, local, *prefixes = name.lower().split(SEPARATOR)
    known = _KNOWN.get(namespace, "")
    return (f"{known}:{local}" if known else local, *(f"{one}:{local}" for one in prefixes))

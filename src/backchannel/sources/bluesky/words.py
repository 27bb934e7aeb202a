"""The text of a post with its facets, as HTML: links, mentions and hashtags.

The public document is https://docs.bsky.app/docs/advanced-guides/post-richtext. Places are counted
in bytes of UTF-8. A facet that is out of range, cuts a letter in two, or lies in another, is
passed over, and its text stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import quote

from backchannel.sources.bluesky.entities import Facet, Feature, parts

_SCHEMES = ("https://", "http://")


def markup(text: str, facets: Iterable[Facet]) -> str:
    """The text as HTML; what its author wrote is escaped."""
    raw = text.encode("utf-8", "replace")
    written: list[str] = []
    at = 0
    for facet in _in_order(facets, raw):
        shown = raw[facet.index.start : facet.index.end].decode()
        if facet.index.start < at or not (linked := _linked(shown, facet)):
            continue
        written += [_plain(raw[at : facet.index.start]), linked]
        at = facet.index.end
    return "".join((*written, _plain(raw[at:])))


def tags_of(facets: Iterable[Facet]) -> Iterator[str]:
    """The hashtags among the facets, as their author spelled them."""
    for facet in facets:
        yield from (each.tag for each in parts(facet.features, Feature) if each.tag)


def links_of(facets: Iterable[Facet]) -> frozenset[str]:
    """The addresses among the facets."""
    return frozenset(each.uri for facet in facets for each in parts(facet.features, Feature))


def anchor(address: str, shown: str = "", label: str = "") -> str:
    """A link in HTML."""
    marked = f' class="{label}"' if label else ""
    return f'<a href="{escape(address)}"{marked}>{escape(shown or address)}</a>'


def _in_order(facets: Iterable[Facet], raw: bytes) -> list[Facet]:
    whole = (facet for facet in facets if _is_whole(raw, facet.index.start, facet.index.end))
    return sorted(whole, key=lambda facet: facet.index.start)


def _is_whole(raw: bytes, start: int, end: int) -> bool:
    """Whether both ends lie within the text, and between two letters."""
    if not 0 <= start < end <= len(raw):
        return False
    return all(at == len(raw) or raw[at] & 0xC0 != 0x80 for at in (start, end))


def _linked(shown: str, facet: Facet) -> str:
    for feature in parts(facet.features, Feature):
        if feature.uri:
            return anchor(feature.uri, _whole_address(shown, feature.uri))
        if feature.tag:
            page = f"https://bsky.app/hashtag/{quote(feature.tag, safe='')}"
            return anchor(page, shown, "hashtag")
        if feature.did:
            return anchor(f"https://bsky.app/profile/{feature.did}", shown, "mention")
    return ""


def _whole_address(shown: str, address: str) -> str:
    """A client shows the beginning of a long address; words of the author's own are kept."""
    beginning = _bare(shown.rstrip(".…"))
    return address if beginning and _bare(address).startswith(beginning) else shown


def _bare(address: str) -> str:
    lowered = address.strip().casefold()
    for scheme in _SCHEMES:
        lowered = lowered.removeprefix(scheme)
    return lowered.removeprefix("www.")


def _plain(raw: bytes) -> str:
    return escape(raw.decode("utf-8", "replace")).replace("\n", "<br>")

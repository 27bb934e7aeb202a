"""The text of a post as HTML: links by their real addresses, mentions and hashtags.

Places are counted in code points of the text as it was sent, in which `&`, `<` and `>` are written
as in HTML. What is out of range, or lies in another, is passed over, and its text stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape, unescape
from urllib.parse import quote

from msgspec import Raw

from backchannel.sources.forgiving import entity, parts
from backchannel.sources.x.entities import Entities, Stretch


def markup(text: str, entities: Raw, shown: frozenset[str] = frozenset()) -> str:
    """The text as HTML. Links to the media in `shown`, which are attached, are left out."""
    written: list[str] = []
    at = 0
    for each in sorted(_stretches(entities), key=lambda stretch: stretch.start):
        if not at <= each.start < each.end <= len(text):
            continue
        written += [
            _plain(text[at : each.start]),
            _linked(each, text[each.start : each.end], shown),
        ]
        at = each.end
    return "".join((*written, _plain(text[at:]))).strip()


def tags_of(entities: Raw) -> Iterator[str]:
    """The hashtags, as their author spelled them."""
    return (each.tag for each in _stretches(entities) if each.tag)


def _stretches(entities: Raw) -> list[Stretch]:
    found = entity(entities, Entities) or Entities()
    return [
        each for raw in (found.urls, found.hashtags, found.mentions) for each in parts(raw, Stretch)
    ]


def _linked(stretch: Stretch, words: str, shown: frozenset[str]) -> str:
    if stretch.media_key and stretch.media_key in shown:
        return ""
    if stretch.tag:
        page = f"https://x.com/hashtag/{quote(stretch.tag, safe='')}"
        return _anchor(page, words, ' class="hashtag"')
    if stretch.username:
        page = f"https://x.com/{quote(stretch.username, safe='')}"
        return _anchor(page, words, ' class="mention"')
    address = stretch.expanded or stretch.url
    return _anchor(address, address, "") if address else _plain(words)


def _anchor(address: str, words: str, more: str) -> str:
    return f'<a href="{escape(address)}"{more}>{_plain(words)}</a>'


def _plain(text: str) -> str:
    return escape(unescape(text)).replace("\n", "<br>")

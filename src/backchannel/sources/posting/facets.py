"""The links, mentions and hashtags of a text, as Bluesky wants them told beside it.

The public document is https://docs.bsky.app/docs/advanced-guides/post-richtext: places are counted
in bytes of UTF-8, and without them a hashtag is dead text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from backchannel.model.outgoing.length import LINK, link_end

FACET: Final = "app.bsky.richtext.facet"
LONGEST_TAG: Final = 64

_HASHTAG: Final = re.compile(r"(?<!\S)[#＃](\S+)")
_MENTION: Final = re.compile(r"(?<![\w@/.])@((?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*)", re.IGNORECASE)
_BARE: Final = re.compile(r"[\d\W_]*")


def mentioned(text: str) -> tuple[str, ...]:
    """The handles that a text mentions, without `@`, each once."""
    return tuple(dict.fromkeys(found[1].casefold() for found in _MENTION.finditer(text)))


def facets(text: str, dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """What stands for something, in order. `dids` are those of the handles that are known."""
    found = sorted([*_links(text), *_mentions(text, dids), *_tags(text)], key=lambda each: each[0])
    made: list[dict[str, Any]] = []
    end = 0
    for start, stop, feature in found:
        if start >= end:
            made.append(_facet(text, start, stop, feature))
            end = stop
    return made


_Stretch = tuple[int, int, dict[str, str]]


def _links(text: str) -> Iterator[_Stretch]:
    for found in LINK.finditer(text):
        end = link_end(text, found.start(), found.end())
        uri = text[found.start() : end]
        yield found.start(), end, {"$type": f"{FACET}#link", "uri": uri}


def _mentions(text: str, dids: Mapping[str, str]) -> Iterator[_Stretch]:
    for found in _MENTION.finditer(text):
        if did := dids.get(found[1].casefold()):
            yield found.start(), found.end(), {"$type": f"{FACET}#mention", "did": did}


def _tags(text: str) -> Iterator[_Stretch]:
    for found in _HASHTAG.finditer(text):
        tag = re.sub(r"[^\w]+$", "", found[1])
        if tag and not _BARE.fullmatch(tag) and len(tag) <= LONGEST_TAG:
            end = found.start(1) + len(tag)
            yield found.start(), end, {"$type": f"{FACET}#tag", "tag": tag}


def _facet(text: str, start: int, end: int, feature: dict[str, str]) -> dict[str, Any]:
    before = len(text[:start].encode())
    inside = len(text[start:end].encode())
    return {"index": {"byteStart": before, "byteEnd": before + inside}, "features": [feature]}

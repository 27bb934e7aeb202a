"""A feed read in one pass: its fields, its entries and their Media RSS, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree as ET
from xml.parsers import expat

from backchannel.sources.syndication.plain import vocabulary
from backchannel.sources.syndication.plain.names import Names, Unusual
from backchannel.sources.syndication.plain.scope import Said, Scope, language_within
from backchannel.sources.syndication.plain.tree import tree
from backchannel.sources.syndication.plain.walk import Walk
from backchannel.sources.syndication.survey import Element, for_feedparser

_MEDIA: Final = re.compile(r"""xmlns:([\w.-]{1,40})\s*=\s*["']http://search\.yahoo\.com/mrss""")
_CHANNEL: Final = frozenset({"channel"})
_BESIDE_CHANNEL: Final = frozenset({"channel", "item", "image", "textinput"})
_OLDER: Final = frozenset({"lastmod", "href"})
"""Attributes that mean something in channels of CDF."""


@dataclass(slots=True)
class Plain:
    """What a document holds, as feedparser names it. `media[n]` belongs to the n-th entry."""

    feed: Mapping[str, object] = field(default_factory=dict)
    entries: list[Mapping[str, object]] = field(default_factory=list)
    media: list[Element] = field(default_factory=list)


def read(text: str) -> Plain | None:
    """What the document holds, None if it is unusual in any way.

    `text` is well-formed but for its declaration, which it has not. Document types are unusual,
    and so is more of anything than `survey` lets pass, so the cost is of one pass.
    """
    media = _MEDIA.search(text)
    prefix = media[1] if media else ""
    names = Names(prefix)
    try:
        root = tree(for_feedparser(text, prefix), names)
        return _Document(Walk(names)).read(root)
    except (expat.ExpatError, Unusual):
        return None


class _Document:
    """A document on its way."""

    def __init__(self, walk: Walk) -> None:
        self._walk, self._names = walk, walk.names
        self._language: str | None = None
        self._scope: Scope | None = None
        self._found = Plain()

    def read(self, root: ET.Element) -> Plain:
        """All that is found; raises Unusual if there is no channel."""
        for key, said, element in self._walk.within((root,)):
            self._language = language_within(None, said)
            if key == "rdf_rdf" and self._names.version:
                self._rss(element, _BESIDE_CHANNEL, None)
            elif key == "rss":
                self._names.version = "rss20"
                self._rss(element, _CHANNEL, self._language)
            elif key == "feed" and self._names.version == "atom10":
                self._feed({}, element, self._language)
            else:
                raise Unusual
        if self._scope is None:
            raise Unusual
        self._found.feed = self._scope.finished()
        return self._found

    def _rss(self, root: ET.Element, inside: frozenset[str], spoken: str | None) -> None:
        """The channel, and what stands beside it: in RSS 1.0 its items and picture."""
        for key, said, element in self._walk.within(root):
            if key not in inside:
                raise Unusual
            if key == "channel":
                self._feed(said, element, spoken)
            elif key == "item":
                self._entry(said, element, self._language)
            else:
                self._walk.passed(key, element)

    def _feed(self, said: Said, feed: ET.Element, spoken: str | None) -> None:
        """A channel, or all of an Atom document. `spoken` is its language if the root says so."""
        if self._scope is not None or not _OLDER.isdisjoint(said):
            raise Unusual
        language = language_within(self._language, said)
        self._scope = scope = Scope(self._names.version, self._walk.bases, language)
        if spoken:
            scope.fields["language"] = spoken.replace("_", "-")
        for key, its, element in self._walk.within(feed):
            if key in vocabulary.ENTRIES:
                scope.has_title = False
                self._entry(its, element, scope.language)
            elif begin := vocabulary.OF_FEED.get(key):
                self._walk.read(key, its, element, begin, scope)
            elif key == "itunes_owner":
                self._walk.owner(element, scope)
            else:
                if key in vocabulary.RESETTING:
                    scope.has_title = False
                vocabulary.check_passed_over(key, is_entry=False)
                self._walk.passed(key, element)

    def _entry(self, said: Said, entry: ET.Element, outer: str | None) -> None:
        """An item or entry in a language."""
        if not _OLDER.isdisjoint(said):
            raise Unusual
        language = language_within(outer, said)
        scope = Scope(self._names.version, self._walk.bases, language, is_entry=True)
        scope.has_content = self._scope is not None and self._scope.has_content
        if about := said.get("rdf:about"):
            scope.fields["id"] = about
        self._found.media.append(self._walk.entry(entry, scope))
        self._found.entries.append(scope.finished())
        if self._scope is not None:
            self._scope.has_content = False

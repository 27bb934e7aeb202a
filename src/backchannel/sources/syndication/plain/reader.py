"""One pass of expat over a feed: its fields, its entries and their Media RSS, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from backchannel.sources.syndication.plain.frames import Entry, Feed, Frame, Passed, Tag
from backchannel.sources.syndication.plain.names import SEPARATOR, Names, Unusual
from backchannel.sources.syndication.plain.scope import Bases, Said, Scope, language_within
from backchannel.sources.syndication.survey import (
    DEEPEST,
    MOST_ATTRIBUTES,
    MOST_ELEMENTS,
    Element,
    for_feedparser,
)

_MEDIA: Final = re.compile(r"""xmlns:([\w.-]{1,40})\s*=\s*["']http://search\.yahoo\.com/mrss""")
_TEXT: Final = 1 << 16
_ROOTS: Final = frozenset({"rss", "feed", "rdf_rdf"})
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
    document = _Document(prefix)
    parser = expat.ParserCreate("utf-8", SEPARATOR)
    parser.buffer_text = parser.namespace_prefixes = True
    parser.buffer_size = _TEXT
    parser.StartDoctypeDeclHandler = _unusual
    parser.StartNamespaceDeclHandler = document.names.declare
    parser.StartElementHandler = document.start
    parser.EndElementHandler = document.end
    parser.CharacterDataHandler = document.pieces.append
    try:
        parser.Parse(for_feedparser(text, prefix).encode("utf-8", "replace"), True)  # noqa: FBT003  # has no keyword
        return document.finished()
    except (expat.ExpatError, Unusual):
        return None


def _unusual(*_: object) -> None:
    raise Unusual


class _Document(Frame):
    """The document as a frame, and expat's callbacks."""

    def __init__(self, media: str) -> None:
        self.names = Names(media)
        self.pieces: list[str] = []
        self._frames: list[Frame] = [self]
        self._elements = 0
        self._bases = Bases()
        self._language: str | None = None
        self._said_language: str | None = None
        self._scope: Scope | None = None
        self._entries: list[Mapping[str, object]] = []
        self._media: list[Element] = []

    def start(self, name: str, raw: dict[str, str]) -> None:
        """An element begins."""
        outer, self._elements = self._frames[-1], self._elements + 1
        if self._elements > MOST_ELEMENTS or len(self._frames) > DEEPEST:
            raise Unusual
        if outer.is_written:
            outer.hear("".join(self.pieces))
        self.pieces.clear()
        said = self._attributes(raw) if raw else {}
        if self._bases.is_used and not said:
            self._bases.begin("", len(self._frames))
        self._frames.append(outer.child(Tag(self.names.element(name), said, name, raw)))

    def end(self, _name: str) -> None:
        """It ends."""
        self._frames.pop().close("".join(self.pieces))
        self.pieces.clear()
        if self._bases.is_used:
            self._bases.end()

    def child(self, tag: Tag) -> Frame:
        if tag.key not in _ROOTS:
            raise Unusual
        self._language = language_within(None, tag.said)
        if tag.key == "rdf_rdf" and self.names.version:
            return _Root(self, _BESIDE_CHANNEL)
        if tag.key == "rss":
            self.names.version = "rss20"
            self._said_language = self._language
            return _Root(self, _CHANNEL)
        if self.names.version != "atom10":
            raise Unusual
        self._said_language = self._language
        return self.feed(Tag("feed", {}, "", {}))

    def feed(self, tag: Tag) -> Frame:
        """A channel, or all of an Atom document."""
        if self._scope is not None or not _OLDER.isdisjoint(tag.said):
            raise Unusual
        self._scope = scope = Scope(
            self.names.version, self._bases, language_within(self._language, tag.said)
        )
        if self._said_language:
            scope.fields["language"] = self._said_language.replace("_", "-")
        return Feed(scope, self.entry)

    def entry(self, tag: Tag, outer: str | None) -> Frame:
        """An item or entry in a language."""
        if not _OLDER.isdisjoint(tag.said):
            raise Unusual
        language = language_within(outer, tag.said)
        scope = Scope(self.names.version, self._bases, language, is_entry=True)
        scope.has_content = self._scope is not None and self._scope.has_content
        if about := tag.said.get("rdf:about"):
            scope.fields["id"] = about
        return Entry(scope, self._done)

    def beside(self, tag: Tag) -> Frame:
        """What stands beside a channel: itself, and in RSS 1.0 its items and picture."""
        if tag.key == "channel":
            return self.feed(tag)
        return self.entry(tag, self._language) if tag.key == "item" else Passed(tag.key)

    def finished(self) -> Plain:
        """All that was found; raises Unusual if there was no channel."""
        if self._scope is None:
            raise Unusual
        return Plain(self._scope.finished(), self._entries, self._media)

    def _done(self, entry: Entry) -> None:
        self._entries.append(entry.scope.finished())
        if self._scope is not None:
            self._scope.has_content = False
        self._media.append(entry.media)

    def _attributes(self, raw: dict[str, str]) -> Said:
        if len(raw) > MOST_ATTRIBUTES:
            raise Unusual
        said = self.names.attributes(raw)
        base = said.get("xml:base", said.get("base", ""))
        if base or self._bases.is_used:
            self._bases.begin(base, len(self._frames) - 1)
        return said


class _Root(Frame):
    """The root of RSS."""

    def __init__(self, document: _Document, inside: frozenset[str]) -> None:
        self._document, self._inside = document, inside

    def child(self, tag: Tag) -> Frame:
        if tag.key not in self._inside:
            raise Unusual
        return self._document.beside(tag)

"""One quick pass over a feed's XML before the real parser: what is forbidden, and its media.

Two reasons. Some documents cost a parser minutes (entities, default attributes, a million
elements), and only an XML parser knows reliably what is in a document, so expat counts first. And
feedparser takes the description of a picture for the text of the post, so Media RSS
(https://www.rssboard.org/media-rss) is read here and hidden from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from backchannel.errors import Refusal, SourceRefused
from backchannel.sources.syndication import people

MOST_ELEMENTS = 200_000
MOST_ATTRIBUTES = 500
MOST_TAGS = 1_000  # of one entry; feedparser compares each with all others
DEEPEST = 200
_SEPARATOR = "\x1f"  # no XML document can hold it, so no namespace can forge it
_MEDIA = ("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss")
WITH_TEXT = {"description", "title", "rating", "keywords", "credit"}
_PERSON = re.compile(
    r"(<(?:[\w-]+:)?(?:author|creator|managingEditor|webMaster)(?:\s[^<>]*)?>(?:\s*<!\[CDATA\[)?)"
    r"([^<\]]+)"
)
_MISTAKEN = ("title", "description", "keywords")
"""Texts of Media RSS that feedparser takes for those of the entry."""

_TAGS = {"category", "subject"}
_ENTRIES = {"item", "entry"}
_FEED_SPACES = ("http://www.w3.org/2005/atom", "http://purl.org/rss/", "http://purl.org/atom/")


@dataclass(slots=True)
class Element:
    """A Media RSS element: its name without prefix, attributes, text and what is inside."""

    name: str
    attributes: Mapping[str, str]
    text: str = ""
    inside: list[Element] = field(default_factory=list)

    def first(self, name: str) -> Element | None:
        """The first element of that name directly inside."""
        return next((element for element in self.inside if element.name == name), None)


@dataclass(slots=True)
class Survey:
    """What was found. `media[n]` belongs to the n-th entry of the document.

    `prefix` is the document's own prefix for Media RSS, empty if there is none. `problem` says
    where the document stops being well-formed, empty if it never does.
    """

    root: str = ""
    prefix: str = ""
    media: list[Element] = field(default_factory=list)
    problem: str = ""


def survey(text: str) -> Survey:
    """Look through the document as far as it is well-formed.

    Raises SourceRefused if it declares a document type with an internal subset, or holds more than
    any feed needs.
    """
    visitor = _Visitor()
    parser = expat.ParserCreate("utf-8", _SEPARATOR)
    parser.buffer_text = parser.namespace_prefixes = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = visitor.doctype
    parser.StartNamespaceDeclHandler = visitor.namespace
    parser.StartElementHandler = visitor.start
    parser.EndElementHandler = visitor.end
    parser.CharacterDataHandler = visitor.characters
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003  # has no keyword
    except expat.ExpatError as error:
        visitor.found.problem = f"line {error.lineno}"
    if not visitor.found.root and re.search(r"<!(?:ENTITY|ATTLIST)", text):
        raise _refused("declares entities of its own, which are not read")
    return visitor.found


def for_feedparser(text: str, prefix: str) -> str:
    """The document without what feedparser misreads.

    The texts of Media RSS, which it takes for those of the entry; and people's mail addresses,
    which it takes apart wrongly and slowly, and which nobody wants on a screen.
    """
    if prefix and any(f"{prefix}:{name}" in text for name in _MISTAKEN):
        words = rf"(</?{re.escape(prefix)}:)({'|'.join(_MISTAKEN)})\b"
        text = re.sub(words, r"\1own-\2", text)
    return _PERSON.sub(lambda found: found[1] + people.held(people.without_mail(found[2])), text)


def _refused(problem: str) -> SourceRefused:
    return SourceRefused(f"the feed {problem}", why=Refusal.NOT_A_SOURCE)


def _parts(name: str) -> tuple[str, str, bool]:
    """Namespace, local name, and whether feedparser reads it as a word of RSS or Atom itself."""
    if _SEPARATOR not in name:
        return "", name, True
    namespace, local, *prefix = name.split(_SEPARATOR)
    return namespace, local, not prefix or namespace.lower().startswith(_FEED_SPACES)


class _Visitor:
    """Expat's callbacks; called for every element, so they do little."""

    def __init__(self) -> None:
        self.found = Survey()
        self._elements = 0
        self._depth = 0
        self._tags = 0
        self._open: list[Element] = []
        self._text: list[str] | None = None

    def doctype(self, _name: str, _system: str | None, _public: str | None, subset: int) -> None:
        if subset:
            raise _refused("declares entities of its own, which are not read")

    def namespace(self, prefix: str | None, uri: str | None) -> None:
        if uri in _MEDIA and prefix and not self.found.prefix:
            self.found.prefix = prefix

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > MOST_ELEMENTS:
            raise _refused(f"has more than {MOST_ELEMENTS:,} elements")
        if self._depth > DEEPEST:
            raise _refused(f"is nested more than {DEEPEST} deep")
        if len(attributes) > MOST_ATTRIBUTES:
            raise _refused(f"has an element with more than {MOST_ATTRIBUTES} attributes")
        namespace, local, is_plain = _parts(name)
        if local in _TAGS:
            self._count_tag()
        if namespace in _MEDIA:
            self._start_media(local, attributes)
        elif not self.found.root:
            self.found.root = local.lower()
        elif local in _ENTRIES and is_plain:
            self._tags = 0
            self._open = [Element("entry", {})]
            self.found.media.append(self._open[0])

    def _count_tag(self) -> None:
        self._tags += 1
        if self._tags > MOST_TAGS:
            raise _refused(f"has an entry with more than {MOST_TAGS:,} tags")

    def _start_media(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open:
            return
        element = Element(name, attributes)
        self._open[-1].inside.append(element)
        self._open.append(element)
        self._text = [] if name in WITH_TEXT else None

    def end(self, name: str) -> None:
        self._depth -= 1
        namespace, local, is_plain = _parts(name)
        if namespace in _MEDIA:
            if len(self._open) > 1:
                self._open.pop().text = "".join(self._text or ()).strip()
            self._text = None
        elif local in _ENTRIES and is_plain:
            self._open = []

    def characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

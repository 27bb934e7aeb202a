"""What the elements of a feed may hold, by what they are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from backchannel.sources.syndication.plain import parts, vocabulary
from backchannel.sources.syndication.plain.names import SEPARATOR, Names, Unusual
from backchannel.sources.syndication.plain.scope import Bases, Said, Scope
from backchannel.sources.syndication.plain.values import mended, without_div
from backchannel.sources.syndication.survey import DEEPEST, MOST_ATTRIBUTES, WITH_TEXT, Element

_OWN: Final = "own-"
"""What `survey.for_feedparser` puts before the texts of Media RSS."""

_MEDIA: Final = "media_"
_CATEGORIES: Final = "http://search.yahoo.com/mrss/category_schema"
_QUOTED: Final = {'"': "&quot;"}
_NOT_MARKUP: Final = frozenset({"body", "math", "svg"})
_NOTHING: Final = frozenset[str]()

Found = tuple[str, Said, ET.Element]
"""An element: what feedparser calls it, its attributes likewise, and itself."""


class Walk:
    """Goes through the elements of one document in their order.

    Raises Unusual for all that is not known for certain, nested too deeply or too much.
    """

    def __init__(self, names: Names) -> None:
        self.names, self.bases = names, Bases()
        self._depth = -1

    def within(self, element: ET.Element | Sequence[ET.Element]) -> Iterator[Found]:
        """What is in an element, or in a list; the base of each counts until the next is asked."""
        called, bases = self.names.element, self.bases
        self._depth += 1
        if self._depth >= DEEPEST and len(element):
            raise Unusual
        for child in element:
            if raw := child.attrib:
                said = self._attributes(raw)
            else:
                said = {}
                if bases.is_used:
                    bases.begin("", self._depth)
            yield called(child.tag), said, child
            if bases.is_used:
                bases.end()
        self._depth -= 1

    def _attributes(self, raw: dict[str, str]) -> Said:
        if len(raw) > MOST_ATTRIBUTES:
            raise Unusual
        said = self.names.attributes(raw)
        base = said.get("xml:base", said.get("base", ""))
        if base or self.bases.is_used:
            self.bases.begin(base, self._depth)
        return said

    def entry(self, entry: ET.Element, scope: Scope) -> Element:
        """An item or entry; its Media RSS."""
        media = Element("entry", {})
        for key, said, element in self.within(entry):
            if begin := vocabulary.OF_ENTRY.get(key):
                self.read(key, said, element, begin, scope)
            elif key.startswith(_MEDIA):
                self._media(key, said, element, media, scope)
            else:
                vocabulary.check_passed_over(key, is_entry=True)
                if key.endswith("in-reply-to"):
                    scope.fields[key] = said or ""
                self.passed(key, element)
        return media

    def read(
        self,
        key: str,
        said: Said,
        element: ET.Element,
        begin: vocabulary.Begin,
        scope: Scope,
    ) -> None:
        """An element that is read."""
        if key == "author" and scope.version.startswith("atom"):
            self._person(element, scope)
            return
        scope.takes_markup = False
        ending = begin(scope, said)
        if scope.takes_markup and ending is not None:
            ending("".join(without_div(self._markup(element))))
        elif len(element):
            raise Unusual
        elif ending is not None:
            ending(element.text or "")

    def passed(self, key: str, element: ET.Element) -> None:
        """Nothing of interest, and perhaps elements of no interest."""
        if len(element):
            inside = vocabulary.INSIDE.get(key, _NOTHING)
            for inner, _, child in self.within(element):
                if inner not in inside:
                    raise Unusual
                self.passed(inner, child)

    def owner(self, element: ET.Element, scope: Scope) -> None:
        """The owner of a podcast."""
        for key, _, child in self.within(element):
            if key not in vocabulary.OWNER or len(child):
                raise Unusual
            parts.owner(scope, key.removeprefix("itunes_"), (child.text or "").strip())

    def _person(self, element: ET.Element, scope: Scope) -> None:
        """An author of Atom, in parts."""
        found: dict[str, str] = {}
        for key, _, child in self.within(element):
            if key not in vocabulary.PERSON:
                if "_" not in key:
                    raise Unusual
                vocabulary.check_passed_over(key, is_entry=scope.is_entry)
                self.passed(key, child)
                continue
            if len(child):
                raise Unusual
            value = (child.text or "").strip()
            if key in {"uri", "url"}:
                found["href"] = mended(scope.within(value))
            else:
                found[key] = value
        parts.named(scope, found)

    def _markup(self, element: ET.Element) -> list[str]:
        """A text with elements of its own, which are written out again: tags and texts."""
        pieces = [escape(element.text)] if element.text else []
        for key, said, child in self.within(element):
            place, _, local = key.partition("_")
            if place != "xhtml" or local in _NOT_MARKUP:
                raise Unusual
            if any(":" in name and not name.startswith("xml:") for name in said):
                raise Unusual
            written = (f' {name}="{escape(value, _QUOTED)}"' for name, value in said.items())
            pieces.append(f"<{local}{''.join(written)}>")
            pieces += self._markup(child)
            pieces.append(f"</{local}>")
            if child.tail:
                pieces.append(escape(child.tail))
        return pieces

    def _media(
        self, key: str, said: Said, element: ET.Element, outer: Element, scope: Scope
    ) -> None:
        """An element of Media RSS within an entry."""
        name = element.tag.split(SEPARATOR)[1].removeprefix(_OWN)
        if name != name.lower() and key != f"{_MEDIA}{name.lower()}":
            raise Unusual
        found = Element(name, element.attrib)
        outer.inside.append(found)
        is_tag = name.lower() == "category"
        ending = parts.tag(scope, {"scheme": _CATEGORIES, **said}) if is_tag else None
        if len(element) and (name in WITH_TEXT or ending):
            raise Unusual
        for inner, its, child in self.within(element):
            if not inner.startswith(_MEDIA):
                raise Unusual
            self._media(inner, its, child, found, scope)
        text = element.text or ""
        if name in WITH_TEXT:
            found.text = text.strip()
        if ending:
            ending(text)

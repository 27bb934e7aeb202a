"""What an element of a feed may hold, by what it is in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from backchannel.sources.syndication.plain import parts, vocabulary
from backchannel.sources.syndication.plain.names import SEPARATOR, Unusual
from backchannel.sources.syndication.plain.scope import Ending, Said, Scope
from backchannel.sources.syndication.plain.values import mended, without_div
from backchannel.sources.syndication.survey import WITH_TEXT, Element

_OWN: Final = "own-"
"""What `survey.for_feedparser` puts before the texts of Media RSS."""

_MEDIA: Final = "media_"
_CATEGORIES: Final = "http://search.yahoo.com/mrss/category_schema"
_QUOTED: Final = {'"': "&quot;"}
_NOT_MARKUP: Final = frozenset({"body", "math", "svg"})


class Tag(NamedTuple):
    """An element that begins: what feedparser calls it, what expat does, attributes likewise."""

    key: str
    said: Said
    name: str
    raw: Mapping[str, str]


class Frame:
    """An element that is open; this one holds nothing."""

    is_written = False
    """Whether the text between its elements matters."""

    def child(self, tag: Tag) -> Frame:
        """What begins in it; raises Unusual if nothing may."""
        raise Unusual

    def hear(self, text: str) -> None:
        """The text before an element that begins, if that is written."""

    def close(self, text: str) -> None:
        """It ends, after the text since the last element began or ended."""


class Leaf(Frame):
    """Text only."""

    def __init__(self, ending: Ending) -> None:
        self._ending = ending

    def close(self, text: str) -> None:
        """See `Frame.close`."""
        self._ending(text)


class Passed(Frame):
    """Nothing of interest, and perhaps elements of no interest."""

    def __init__(self, key: str) -> None:
        self._inside = vocabulary.INSIDE.get(key, frozenset[str]())

    def child(self, tag: Tag) -> Frame:
        """See `Frame.child`."""
        if tag.key not in self._inside:
            raise Unusual
        return Passed(tag.key)


class Person(Frame):
    """An author of Atom, in parts."""

    def __init__(self, scope: Scope) -> None:
        self._scope, self._found = scope, dict[str, str]()

    def child(self, tag: Tag) -> Frame:
        """See `Frame.child`."""
        if tag.key not in vocabulary.PERSON:
            if "_" not in tag.key:
                raise Unusual
            vocabulary.check_passed_over(tag.key, self._scope)
            return Passed(tag.key)
        is_address = tag.key in {"uri", "url"}

        def end(text: str) -> None:
            value = text.strip()
            key = "href" if is_address else tag.key
            self._found[key] = mended(self._scope.within(value)) if is_address else value

        return Leaf(end)

    def close(self, _text: str) -> None:
        """See `Frame.close`."""
        parts.named(self._scope, self._found)


class Owner(Frame):
    """The owner of a podcast."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def child(self, tag: Tag) -> Frame:
        """See `Frame.child`."""
        if tag.key not in vocabulary.OWNER:
            raise Unusual
        key = tag.key.removeprefix("itunes_")
        return Leaf(lambda text: parts.owner(self._scope, key, text.strip()))


class Markup(Frame):
    """A text with elements of its own, which are written out again."""

    is_written = True

    def __init__(self, ending: Ending) -> None:
        self._ending = ending
        self.pieces: list[str] = []

    def child(self, tag: Tag) -> Frame:
        """See `Frame.child`."""
        place, _, local = tag.key.partition("_")
        if place != "xhtml" or local in _NOT_MARKUP:
            raise Unusual
        if any(":" in name and not name.startswith("xml:") for name in tag.said):
            raise Unusual
        said = (f' {name}="{escape(value, _QUOTED)}"' for name, value in tag.said.items())
        self.pieces.append(f"<{local}{''.join(said)}>")
        return Inline(self, local)

    def hear(self, text: str) -> None:
        """See `Frame.hear`."""
        if text:
            self.pieces.append(escape(text))

    def close(self, text: str) -> None:
        """See `Frame.close`."""
        self.hear(text)
        self._ending("".join(without_div(self.pieces)))


class Inline(Frame):
    """An element of such a text."""

    is_written = True

    def __init__(self, outer: Markup, name: str) -> None:
        self._outer, self._name = outer, name

    def child(self, tag: Tag) -> Frame:
        """See `Frame.child`."""
        return self._outer.child(tag)

    def hear(self, text: str) -> None:
        """See `Frame.hear`."""
        self._outer.hear(text)

    def close(self, text: str) -> None:
        """See `Frame.close`."""
        self._outer.hear(text)
        self._outer.pieces.append(f"</{self._name}>")


class Media(Frame):
    """An element of Media RSS within an entry."""

    def __init__(self, tag: Tag, outer: Element, scope: Scope) -> None:
        name = tag.name.split(SEPARATOR)[1].removeprefix(_OWN)
        if name != name.lower() and tag.key != f"{_MEDIA}{name.lower()}":
            raise Unusual
        self._element, self._scope = Element(name, tag.raw), scope
        outer.inside.append(self._element)
        is_tag = name.lower() == "category"
        self._ending = parts.tag(scope, {"scheme": _CATEGORIES, **tag.said}) if is_tag else None

    def child(self, tag: Tag) -> Frame:
        """See `Frame.child`."""
        if not tag.key.startswith(_MEDIA) or self._element.name in WITH_TEXT or self._ending:
            raise Unusual
        return Media(tag, self._element, self._scope)

    def close(self, text: str) -> None:
        """See `Frame.close`."""
        if self._element.name in WITH_TEXT:
            self._element.text = text.strip()
        if self._ending:
            self._ending(text)


class Entry(Frame):
    """An item or entry. `done` is told of it when it ends."""

    def __init__(self, scope: Scope, done: Callable[[Entry], None]) -> None:
        self.scope, self.media = scope, Element("entry", {})
        self._done = done

    def child(self, tag: Tag) -> Frame:
        """See `Frame.child`."""
        key, scope = tag.key, self.scope
        if begin := vocabulary.OF_ENTRY.get(key):
            return opened(tag, begin, scope)
        if key.startswith(_MEDIA):
            return Media(tag, self.media, scope)
        vocabulary.check_passed_over(key, scope)
        if key.endswith("in-reply-to"):
            scope.fields[key] = tag.said or ""
        return Passed(key)

    def close(self, _text: str) -> None:
        """See `Frame.close`."""
        self._done(self)


class Feed(Frame):
    """A channel or feed. `enter` makes the frame of an entry, given the language around it."""

    def __init__(self, scope: Scope, enter: Callable[[Tag, str | None], Frame]) -> None:
        self.scope, self._enter = scope, enter

    def child(self, tag: Tag) -> Frame:
        """See `Frame.child`."""
        key = tag.key
        if key in vocabulary.ENTRIES:
            self.scope.has_title = False
            return self._enter(tag, self.scope.language)
        if begin := vocabulary.OF_FEED.get(key):
            return opened(tag, begin, self.scope)
        if key == "itunes_owner":
            return Owner(self.scope)
        if key in vocabulary.RESETTING:
            self.scope.has_title = False
        vocabulary.check_passed_over(key, self.scope)
        return Passed(key)


def opened(tag: Tag, begin: vocabulary.Begin, scope: Scope) -> Frame:
    """The frame of an element that is read."""
    if tag.key == "author" and scope.version.startswith("atom"):
        return Person(scope)
    scope.takes_markup = False
    ending = begin(scope, tag.said)
    if ending is None:
        return Passed("")
    return Markup(ending) if scope.takes_markup else Leaf(ending)

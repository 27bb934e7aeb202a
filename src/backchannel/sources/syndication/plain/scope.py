"""The fields of a feed or an entry, filled as feedparser fills them, element by element.

`wording` and `parts` fill them: each function takes the attributes of an element that begins, and
returns what is to be done with its text when it ends. The keys are feedparser's; only those are
kept that a draft is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backchannel.sources.syndication.plain.names import Unusual
from backchannel.sources.syndication.plain.values import resolved

Said = dict[str, str]
"""The attributes of an element."""

Ending = Callable[[str], None]

MARKUP: Final = "application/xhtml+xml"
TYPES: Final[Mapping[str, str]] = {
    "text": "text/plain",
    "plain": "text/plain",
    "text/plain": "text/plain",
    "html": "text/html",
    "text/html": "text/html",
    "xhtml": MARKUP,
}
_WEB: Final = ("http://", "https://")
_MOST_TAGS: Final = 100


class Bases:
    """What addresses are relative to just now, as feedparser sees it.

    It does not forget the base of an element that ends if there was none around it.
    """

    def __init__(self) -> None:
        self.now = ""
        self.is_used = False
        """Whether any element had one."""
        self._outer: list[str] = []

    def begin(self, own: str, depth: int) -> None:
        """An element with a base of its own, or with none, in so many others."""
        if own and not self._outer:
            self._outer = [""] * depth
        if own and own != self.now:
            if not own.startswith(_WEB) or resolved(own, self.now) != own:
                raise Unusual
            self.now = own
        self._outer.append(self.now)
        self.is_used = True

    def end(self) -> None:
        """It ends."""
        self._outer.pop()
        self.is_used = bool(self._outer)
        if self._outer and self._outer[-1]:
            self.now = self._outer[-1]


class Scope:
    """One feed or entry. `language` is that of the element that holds it."""

    def __init__(
        self, version: str, bases: Bases, language: str | None, *, is_entry: bool = False
    ) -> None:
        self.version, self.bases, self.language = version, bases, language
        self.is_entry = is_entry
        self.fields: dict[str, object] = {}
        self.links: list[dict[str, str]] = []
        self.people: list[dict[str, str]] = []
        self.tags: list[dict[str, str | None]] = []
        self.has_title = self.has_content = self.takes_markup = False
        """Whether a title was found that later ones do not replace, and whether a full text was;
        whether the text that begins has elements of its own."""

    def finished(self) -> dict[str, object]:
        """All fields."""
        lists = {"links": self.links, "authors": self.people, "tags": self.tags}
        return self.fields | {key: found for key, found in lists.items() if found}

    def within(self, value: str) -> str:
        """An address within `xml:base`; nothing stays nothing."""
        return resolved(value, self.bases.now) if value else value

    def add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        """Another tag, unless nothing is said of it or it is known."""
        found = {"term": term, "scheme": scheme, "label": label}
        if (term or scheme or label) and found not in self.tags:
            self.tags.append(found)
        if len(self.tags) > _MOST_TAGS:
            raise Unusual


def with_href(said: Said) -> Said:
    """The attributes with an address called `href`, whichever of three names it has."""
    href = said.get("url", said.get("uri", said.get("href")))
    if not href:
        return dict(said)
    return {name: each for name, each in said.items() if name not in {"url", "uri"}} | {
        "href": href
    }


def language_within(outer: str | None, said: Mapping[str, str]) -> str | None:
    """The language of an element, None if it says that it has none."""
    own = said.get("xml:lang", said.get("lang"))
    return outer if own is None else own or None

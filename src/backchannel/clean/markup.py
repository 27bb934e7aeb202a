"""HTML as a stream of texts and tags, without what is not shown.

The tokenisation of the WHATWG HTML standard (section 13.2.5), with no tree: tree builders that are
faithful to the standard need minutes for a megabyte of unclosed elements, this needs time in
proportion to the length of its input, whatever is in it.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

MARKUP_LIMIT = 4_000_000
"""Characters that are read. Large, because pages carry their pictures inside."""

_MOST_TOKENS = 100_000
_TOKEN = re.compile(
    r"((?:[^<]++|<(?![a-zA-Z!/?]))++)"
    r"|<(/?)([a-zA-Z][^\s/>]*+)"
    r"((?:[^=>]++|=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))*+)(>|\Z)"
    r"|<!--(?:-?>|(?s:.*?)(?:--!?>|\Z))"
    r"|<[!/?][^>]*+(?:>|\Z)"
)
_ATTRIBUTE = re.compile(
    r"([^\s/>=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\s>]*+)))?+",
)
_ATTRIBUTES_LIMIT = 16_384  # characters of one tag's attributes that are looked at
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]++)|([0-9]++));?|([a-zA-Z][a-zA-Z0-9]{0,31}+;?))")

# Their content is text to the tokeniser, whatever it looks like; all of it is dropped.
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "iframe", "noembed", "noframes", "textarea", "title", "xmp")
}
_DROPPED = frozenset(
    {
        *("applet", "audio", "button", "canvas", "datalist", "head", "math", "object", "rp"),
        *("select", "svg", "template", "video"),
    }
)
_UNSEEN = _DROPPED | _RAW.keys()
_VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr"),
    }
)
BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog"),
        *("dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1"),
        *("h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main"),
        *("menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot"),
        *("th", "thead", "tr", "ul"),
    }
)
# Elements that end without a tag of their own when one of these begins, unless it is inside these.
_CLOSED_BY = {
    "head": (BLOCKS, ()),
    "p": (BLOCKS, ()),
    "li": (frozenset({"li"}), ("ul", "ol", "menu")),
    "dt": (frozenset({"dt", "dd"}), ("dl",)),
    "dd": (frozenset({"dt", "dd"}), ("dl",)),
    "td": (frozenset({"td", "th", "tr"}), ("table",)),
    "th": (frozenset({"td", "th", "tr"}), ("table",)),
    "tr": (frozenset({"tr"}), ("table",)),
}
_NEVER: tuple[frozenset[str], tuple[str, ...]] = (frozenset(), ())
# What Mastodon, WordPress and Bootstrap call what only machines or screen readers are given.
_HIDING = frozenset({"invisible", "screen-reader-text", "sr-only", "visually-hidden"})
_MAY_HIDE = re.compile(r"hidden|none|invisible|reader-text|sr-only|quote-inline", re.IGNORECASE)
_UNDISPLAYED = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


class Tag(NamedTuple):
    """A start or end tag, name in lower case; the attributes as they stand in the markup."""

    name: str
    is_end: bool
    attributes: str


class Markup:
    """Texts (references not resolved) and tags in order, comments and scripts left out.

    Reads 100,000 of them at most; `was_cut` says that there were more.
    """

    def __init__(self, text: str) -> None:
        self.was_cut = len(text) > MARKUP_LIMIT
        self._text = text[:MARKUP_LIMIT]

    def __iter__(self) -> Iterator[str | Tag]:
        """One pass from the beginning."""
        markup, place, count = self._text, 0, 0
        while found := _TOKEN.match(markup, place):
            place = found.end()
            text, slash, name, attributes, close = found.groups()
            if text:
                yield text
            elif name and close:
                name = name.lower()
                yield Tag(name, bool(slash), attributes)
                if name in _RAW and not slash:
                    ending = _RAW[name].search(markup, place)
                    place = ending.start() if ending else len(markup)
            count += 1
            if count >= _MOST_TOKENS and place < len(markup):
                self.was_cut = True
                return


def visible(stream: Iterable[str | Tag], *, drop_quote: bool = False) -> Iterator[str | Tag]:
    """The stream without elements that a reader does not see, and their content.

    An element that is never closed ends with the one around it. `drop_quote` leaves out the
    address of a quoted post that Mastodon and others put into the text (class `quote-inline`).
    """
    rest = iter(stream)
    for token in rest:
        if isinstance(token, str) or not (token.attributes or token.name in _UNSEEN):
            yield token  # most of all there is
            continue
        shown: str | Tag | None = token
        while isinstance(shown, Tag) and not shown.is_end and _is_hidden(shown, drop_quote):
            shown = _skip(shown.name, rest)
        if shown is not None:
            yield shown


def attributes(tag: Tag) -> Mapping[str, str]:
    """A tag's attributes, names in lower case, references resolved; the first of a name counts."""
    if not tag.attributes:
        return {}
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(tag.attributes[:_ATTRIBUTES_LIMIT]):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found


def unescape(text: str) -> str:
    """Character references resolved, in time proportional to the length.

    Unlike `html.unescape`, references to control characters become them, so that a whole escape
    sequence is seen and taken out together.
    """
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    hexadecimal, decimal, name = reference.groups()
    if name:
        return html.unescape(reference[0])
    digits = (hexadecimal or decimal).lstrip("0") or "0"
    code = int(digits, 16 if hexadecimal else 10) if len(digits) <= 7 else 0x110000
    if 0x80 <= code <= 0x9F:
        return bytes([code]).decode("cp1252", "replace")
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return chr(code)


def _is_hidden(tag: Tag, drop_quote: bool) -> bool:
    if tag.name in _UNSEEN:
        return True
    if not tag.attributes or not _MAY_HIDE.search(tag.attributes, 0, _ATTRIBUTES_LIMIT):
        return False
    found = attributes(tag)
    classes = frozenset(found.get("class", "").split())
    return (
        "hidden" in found
        or not classes.isdisjoint(_HIDING)
        or (drop_quote and "quote-inline" in classes)
        or _UNDISPLAYED.search(found.get("style", "")) is not None
    )


def _skip(name: str, rest: Iterator[str | Tag]) -> Tag | None:
    """Reads to the end of the element `name`; returns the tag that ended it if it was another's."""
    if name in _VOID:
        return None
    inside: Counter[str] = Counter()
    closers, shields = _CLOSED_BY.get(name, _NEVER)
    for token in rest:
        if isinstance(token, str):
            continue
        if not token.is_end:
            if token.name in closers and not any(inside[shield] for shield in shields):
                return token
            inside[token.name] += 1
        elif inside[token.name] > 0:
            inside[token.name] -= 1
        elif token.name == name or token.name in BLOCKS:
            return None if token.name == name else token
    return None

"""What an element holds: text as feedparser hands it on, dates of the two usual kinds."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from html.entities import entitydefs
from typing import Final
from urllib.parse import urljoin

from backchannel.sources.syndication.plain.names import Unusual

_WINDOWS: Final = {
    code: letter
    for code in range(0x80, 0xA0)
    if (letter := bytes([code]).decode("cp1252", "ignore"))
}
_CONTROLS: Final = re.compile("[\x80-\x9f]")
_CONTROL_BYTES: Final = bytes(range(0x80, 0xA0))
_END_TAG: Final = re.compile(r"</\w+>")
_REFERENCE: Final = re.compile(r"&#?\w+;")
_ENTITY: Final = re.compile(r"&(\w+);")
_TAG: Final = re.compile(r"</?(\w+)")
_SURELY_HTML: Final = frozenset(
    {"a", "abbr", "b", "big", "blockquote", "br", "cite", "code", "del", "div", "em", "h1", "h2"}
    | {"h3", "h4", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "small", "span"}
    | {"strike", "strong", "sub", "sup", "tt", "u", "ul"}
)
_MONTHS: Final = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)  # noqa: SIM905  # a list of them is no easier to read
}
_ZONES: Final = {"gmt": 0, "ut": 0, "z": 0, "ast": -4, "adt": -3, "met": 1, "mest": 2} | {
    f"{letter}{kind}t": hours
    for letter, east in (("e", -5), ("c", -6), ("m", -7), ("p", -8))
    for kind, hours in (("s", east), ("d", east + 1))
}
"""Names and their hours east; feedparser takes other names of three or four letters for UTC."""

_CENTURY: Final = 90
"""The first year that is one of the last century, of those with two digits."""

_RFC_822: Final = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun), )?(\d{1,2}) ([a-z]{3}) (\d{4}|\d\d) (\d\d):(\d\d):(\d\d) "
    r"(?:([+-])(\d\d)(\d\d)|([a-z]{3,4}|ut|z))",
    re.ASCII,
)
_W3C: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)t(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:z|([+-])(\d\d):(\d\d))", re.ASCII
)
_TOO_MANY_SLASHES: Final = re.compile(r"[A-Za-z][A-Za-z0-9+-.]*:///")


def mended(text: str) -> str:
    """The text without the marks of a wrong encoding."""
    if text.isascii():
        return text
    try:
        latin = text.encode("iso-8859-1")
    except UnicodeEncodeError:
        return text.translate(_WINDOWS) if _CONTROLS.search(text) else text
    try:  # UTF-8 that somebody took for Latin-1
        text = latin.decode("utf-8")
    except UnicodeDecodeError:
        if len(latin.translate(None, _CONTROL_BYTES)) == len(latin):
            return text
    return text.translate(_WINDOWS) if _CONTROLS.search(text) else text


def resolved(uri: str, base: str) -> str:
    """An address within the document's `xml:base`, which may be empty."""
    if _TOO_MANY_SLASHES.match(uri):
        raise Unusual
    try:
        return urljoin(base, uri)
    except ValueError:
        return ""


def without_div(pieces: list[str]) -> list[str]:
    """Tags and texts of XHTML without the one `div` that holds all of it, as Atom wants it."""
    first = next((at for at, each in enumerate(pieces) if each.strip()), 0)
    last = len(pieces)
    while last - first > 1 and not pieces[last - 1].strip():
        last -= 1
    kept = pieces[first:last]
    if not kept or kept[-1] != "</div>" or not (kept[0] == "<div>" or kept[0].startswith("<div ")):
        return kept
    depth = 0
    for piece in kept[:-1]:
        if piece.startswith("</"):
            depth -= 1
            if depth == 0:
                return kept
        elif piece.startswith("<"):
            depth += 1
    return kept[1:-1]


def is_html(text: str) -> bool:
    """Whether what a feed calls plain text is HTML after all.

    Raises Unusual for elements of which it is not known whether they count as HTML's.
    """
    if not (_END_TAG.search(text) or _REFERENCE.search(text)):
        return False
    if not all(name in entitydefs for name in _ENTITY.findall(text)):
        return False
    if any(name.lower() not in _SURELY_HTML for name in _TAG.findall(text)):
        raise Unusual
    return True


def moment(raw: str) -> time.struct_time | None:
    """A date of RFC 822 or W3CDTF in UTC, None for no date. Raises Unusual for all others."""
    if not raw:
        return None
    text = raw.lower()
    try:
        if found := _W3C.fullmatch(text):
            year, month, day, hour, minute, second = map(int, found.group(1, 2, 3, 4, 5, 6))
            east = _east(*found.group(7, 8, 9))
        elif found := _RFC_822.fullmatch(text):
            day, year, hour, minute, second = map(int, found.group(1, 3, 4, 5, 6))
            month = _MONTHS[found[2]]
            year += (
                0 if len(found[3]) == 4 else 2000 if year < _CENTURY else 1900
            )  # as RFC 822 wrote years
            zone = found[10]
            east = timedelta(hours=_ZONES.get(zone, 0)) if zone else _east(*found.group(7, 8, 9))
        else:
            raise Unusual
        return (datetime(year, month, day, hour, minute, second) - east).utctimetuple()  # noqa: DTZ001  # the zone is taken off
    except (ValueError, OverflowError, KeyError) as error:
        raise Unusual from error


def _east(sign: str | None, hours: str | None, minutes: str | None) -> timedelta:
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return -offset if sign == "-" else offset

"""Attachments of feed entries: Media RSS, enclosures and JSON Feed attachments as DraftMedia."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from backchannel.model.post import DraftMedia, MediaKind
from backchannel.sources.syndication.survey import Element

MOST = 30
_ICON = 64  # pixels; anything narrower is somebody's avatar
_BY_WORD = {"image": MediaKind.PHOTO, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}
_BY_ENDING = {
    MediaKind.PHOTO: ("jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "bmp", "svg", "jxl"),
    MediaKind.VIDEO: ("mp4", "m4v", "mov", "webm", "mkv", "avi", "ogv", "m3u8", "mpg", "mpeg"),
    MediaKind.AUDIO: ("mp3", "m4a", "ogg", "oga", "opus", "wav", "flac", "aac"),
}
_ENDINGS = {ending: kind for kind, endings in _BY_ENDING.items() for ending in endings}
_FLASH = "application/x-shockwave-flash"
_AVATARS = re.compile(r"^https?://[\w.]*gravatar\.com/", re.IGNORECASE)
_CLOCK = re.compile(r"^(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2})(?:\.\d+)?$")
_TAG = re.compile(r"<[^<>]*>")


def kind_of(url: str, mime: str = "", medium: str = "") -> MediaKind:
    """What an attachment is, by what is said of it and else by the ending of its address."""
    word = medium.strip().lower() or mime.partition("/")[0].strip().lower()
    if mime == _FLASH:
        return MediaKind.VIDEO
    if word in _BY_WORD:
        return _BY_WORD[word]
    path = url.partition("?")[0].partition("#")[0]
    return _ENDINGS.get(path.rpartition(".")[2].lower(), MediaKind.FILE)


def number(raw: object) -> int | None:
    """A size or count as announced: a positive whole number below 2**53, or None."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        raw = f"{raw:.0f}"
    text = str(raw or "").strip().removesuffix("px").replace(",", "")[:24]
    try:
        found = int(float(text))
    except (ValueError, OverflowError):
        return None
    return found if 0 < found < 2**53 else None


def seconds(raw: object) -> float | None:
    """A duration: seconds, or `h:mm:ss` as podcasts write it."""
    text = str(raw or "").strip()
    if clock := _CLOCK.match(text):
        hours, minutes, rest = (int(part or 0) for part in clock.groups())
        return float(hours * 3600 + minutes * 60 + rest)
    try:
        found = float(text[:24])
    except ValueError:
        return None
    return found if 0 < found < 10**7 else None


def of_entry(entry: Element, *, base: str, page: str) -> Iterator[DraftMedia]:
    """The Media RSS of an entry. `page` stands in for players that no longer exist.

    Of the renditions in a group only one is kept: the default, else the largest.
    """
    outer = _Around(entry)
    for element in entry.inside:
        if element.name == "content":
            yield from _one(element, outer, base, page)
        elif element.name == "group":
            renditions = [inner for inner in element.inside if inner.name == "content"]
            if renditions:
                yield from _one(max(renditions, key=_rank), _Around(element, outer), base, page)


def thumbnail(entry: Element, base: str) -> Iterator[DraftMedia]:
    """The largest preview picture of an entry, if it has one that is not an icon."""
    groups = [entry, *(element for element in entry.inside if element.name == "group")]
    best = _largest_thumbnail(groups)
    width = number(best.attributes.get("width")) if best else None
    if best and (width is None or width >= _ICON):
        yield DraftMedia(
            MediaKind.PHOTO,
            absolute(best.attributes.get("url", ""), base),
            width=width,
            height=number(best.attributes.get("height")),
        )


def description(entry: Element) -> tuple[str, bool]:
    """The text that stands for the whole entry, and whether it is HTML; plain by default."""
    for element in (entry, *(inner for inner in entry.inside if inner.name == "group")):
        if found := element.first("description"):
            return found.text, found.attributes.get("type", "plain").lower() == "html"
    return "", False


def is_adult(entry: Element) -> bool:
    """Whether anything in the entry is rated for adults only."""
    if entry.name == "rating":
        return entry.text.lower() == "adult"
    return any(is_adult(inner) for inner in entry.inside)


def distinct(found: Iterable[DraftMedia]) -> tuple[DraftMedia, ...]:
    """Each attachment once and the widest of several sizes, no avatars, no tracking pixels."""
    best: dict[tuple[str, MediaKind], DraftMedia] = {}
    for medium in found:
        is_pixel = medium.width == 1 or medium.height == 1
        if is_pixel or _AVATARS.match(medium.url) or not medium.url.startswith("http"):
            continue
        key = (_without_size(medium), medium.kind)
        known = best.get(key)
        if known is None or (medium.width or 0) > (known.width or 0):
            best[key] = medium
    return tuple(best.values())[:MOST]


class _Around:
    """What an element inherits from where it stands: description and preview."""

    def __init__(self, element: Element, outer: _Around | None = None) -> None:
        self.elements: list[Element] = [element, *(outer.elements if outer else ())]

    def text(self, name: str) -> str:
        for element in self.elements:
            if (found := element.first(name)) and found.text:
                is_html = found.attributes.get("type", "").lower() == "html"
                return _TAG.sub(" ", found.text) if is_html else found.text
        return ""


def _one(element: Element, around: _Around, base: str, page: str) -> Iterator[DraftMedia]:
    said = element.attributes
    mime = said.get("type", "").strip().lower()
    url = said.get("url", "").strip()
    player = element.first("player")
    if mime == _FLASH or (not url and player):
        url = page or (player.attributes.get("url", "") if player else url)
    if not url:
        return
    own = _Around(element)
    kind = kind_of(url, mime, said.get("medium", ""))
    described = own.text("description") or own.text("title")
    if not described and kind is MediaKind.PHOTO:
        described = around.text("description")
    best = _largest_thumbnail([element, *around.elements])
    yield DraftMedia(
        kind,
        absolute(url, base),
        preview=absolute(best.attributes.get("url", ""), base) if best else "",
        alt=described,
        mime=mime,
        width=number(said.get("width")),
        height=number(said.get("height")),
        bytes=number(said.get("fileSize")),
        seconds=seconds(said.get("duration")),
    )


def _rank(element: Element) -> tuple[bool, int, int]:
    said = element.attributes
    size = number(said.get("width")) or 0
    return said.get("isDefault") == "true", size, number(said.get("bitrate")) or 0


def _largest_thumbnail(elements: Iterable[Element]) -> Element | None:
    for element in elements:
        found = [inner for inner in element.inside if inner.name == "thumbnail"]
        if found:
            return max(found, key=lambda inner: number(inner.attributes.get("width")) or 0)
    return None


_ABSOLUTE = re.compile(r"https?://[\w.:-]+/[\w/.~%+,-]*+", re.ASCII)
"""What joining leaves as it is: most addresses."""


@lru_cache(maxsize=256)  # an entry names its page and its pictures several times
def absolute(url: str, base: str) -> str:
    """The address made absolute; empty if it cannot be."""
    if _ABSOLUTE.fullmatch(url):
        return url
    try:
        return urljoin(base, url.strip()) if url.strip() else ""
    except ValueError:
        return ""


def _without_size(medium: DraftMedia) -> str:
    """The address without what image servers use to name a size, when a size was announced."""
    if medium.kind is not MediaKind.PHOTO or not medium.width:
        return medium.url
    try:
        parts = urlsplit(medium.url)
    except ValueError:
        return medium.url
    return f"{parts.netloc}{parts.path}"

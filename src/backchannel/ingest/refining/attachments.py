"""What a draft carries beside its words: announced attachments, and the pictures in its text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from backchannel.clean import html, terminal, urls
from backchannel.model.post import Draft, DraftMedia, Kind, Media, MediaKind

MEDIA_LIMIT: Final = 10
ALT_LIMIT: Final = 1_500
SIZE_LIMIT: Final = 2**53

_SHOWS_ITSELF: Final = {Kind.PHOTO, Kind.VIDEO}


@dataclass(frozen=True, slots=True)
class Attached:
    """The attachments that are kept, and how many there were."""

    media: tuple[Media, ...]
    total: int


def attached(draft: Draft, body: html.Rendered, base: str) -> Attached:
    """What the source announced, then the pictures in the text that are none of these.

    A picture in the text that was announced, too, gives it its description. In the text of a photo
    or a video other pictures are previews of it.
    """
    announced = [_media(each, base) for each in draft.media[:MEDIA_LIMIT]]
    kept = [each for each in announced if each is not None]
    known = {page: at for at, media in enumerate(kept) for page in _pages(media)}
    fresh: list[Media] = []
    for address, alt in body.images:
        at = known.get(_page(address))
        if at is None:
            fresh.append(Media(MediaKind.PHOTO, address, alt))
        elif not kept[at].alt:
            kept[at] = replace(kept[at], alt=alt)
    if kept and draft.kind in _SHOWS_ITSELF:
        return Attached(tuple(kept), len(draft.media))
    more = body.image_count - len(body.images)
    return Attached(tuple([*kept, *fresh][:MEDIA_LIMIT]), len(draft.media) + len(fresh) + more)


def _media(draft: DraftMedia, base: str) -> Media | None:
    url = urls.canonical(draft.url, base)
    if url is None:
        return None
    return Media(
        kind=draft.kind,
        url=url,
        alt=terminal.clean_line(draft.alt, limit=ALT_LIMIT),
        preview=urls.canonical(draft.preview, base),
        mime=terminal.clean_line(draft.mime, limit=100),
        width=_size(draft.width),
        height=_size(draft.height),
        bytes=_size(draft.bytes),
        seconds=draft.seconds if draft.seconds and 0 < draft.seconds < 1e7 else None,
    )


def _pages(media: Media) -> Iterable[str]:
    addresses = (media.url, media.preview) if media.kind is MediaKind.PHOTO else (media.preview,)
    return [_page(address) for address in addresses if address]


def _page(address: str) -> str:
    """The address without what image servers use to name a size."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}"


def _size(value: int | None) -> int | None:
    return value if value is not None and 0 < value < SIZE_LIMIT else None

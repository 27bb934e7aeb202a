"""What is attached to a post and where its links lead, in words."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from backchannel.model.post import Media, MediaKind
from backchannel.ui.lines.amounts import duration, size

SIGNS: Final = {
    MediaKind.PHOTO: "▣",
    MediaKind.VIDEO: "▶",
    MediaKind.AUDIO: "♪",
    MediaKind.FILE: "▤",
}


def described(media: Media) -> str:
    """In one line: what it is, how long it lasts, and what is to be seen or heard."""
    kind = f"{media.kind} {duration(media.seconds)}" if media.seconds else str(media.kind)
    alt = " ".join(media.alt.split())
    return f"{kind}: {alt}" if alt else f"{kind}, not described"


def measures(media: Media) -> str:
    """What is known of its size: pixels, bytes, duration."""
    said = []
    if media.width and media.height:
        said.append(f"{media.width}×{media.height} pixels")
    if media.bytes:
        said.append(size(media.bytes))
    if media.seconds:
        said.append(duration(media.seconds))
    return ", ".join(said)


@lru_cache(maxsize=1_024)  # asked for whenever a post is drawn anew
def host_of(url: str) -> str:
    """The real host of an address, as people are shown it; empty if it has none."""
    from backchannel.clean.urls import host  # its tables are not for the first frame

    return host(url).removeprefix("www.")

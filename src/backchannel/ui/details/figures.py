"""Moments, sizes and shares in words."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from backchannel.model.post import Media
from backchannel.model.sameness import id_within


def moment(at: datetime, zone: tzinfo) -> str:
    """In the event's zone, then in UTC: `2026-01-09 14:01:05 GMT · 14:01:05 UTC`."""
    try:
        here, there = at.astimezone(zone), at.astimezone(UTC)
    except OverflowError:
        return f"{at}"
    day = "" if here.date() == there.date() else f"{there:%Y-%m-%d} "
    own = f"{here:%Y-%m-%d %H:%M:%S} {here.tzname() or ''}".rstrip()
    return own if here.tzname() == "UTC" else f"{own} · {day}{there:%H:%M:%S} UTC"


def clock(at: datetime, zone: tzinfo) -> str:
    """To the minute, in the event's zone."""
    try:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
    except OverflowError:
        return f"{at:%Y-%m-%d}"


def duration(seconds: float) -> str:
    """`0:42`, `1:02:03`."""
    minutes, rest = divmod(int(min(max(seconds, 0), 1e9)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def size(count: int) -> str:
    """Bytes, to two figures or so."""
    if count < 1_000:
        return f"{count} bytes"
    amount, unit = float(count), "kB"
    for unit in ("kB", "MB", "GB", "TB"):  # noqa: B007  # the last one is meant
        amount /= 1_000
        if amount < 999.5:
            break
    return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"


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


def bar(share: float, width: int) -> str:
    """A share of 1 as a bar."""
    filled = round(min(max(share, 0.0), 1.0) * width)
    return "█" * filled + "░" * (width - filled)


def spoken_name(name: str) -> str:
    """A name of a post as people read it: `12 at social.example` for an id within a source."""
    source, is_within, own = name.partition(id_within("", ""))
    return f"{own} at {source}" if is_within else name


def many(count: int, one: str, several: str = "") -> str:
    """`1 like`, `2 likes`."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"

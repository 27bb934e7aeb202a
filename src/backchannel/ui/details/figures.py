"""Moments, shares and names in words."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

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


def bar(share: float, width: int) -> str:
    """A share of 1 as a bar."""
    filled = round(min(max(share, 0.0), 1.0) * width)
    return "█" * filled + "░" * (width - filled)


def spoken_name(name: str) -> str:
    """A name of a post as people read it: `12 at social.example` for an id within a source."""
    source, is_within, own = name.partition(id_within("", ""))
    return f"{own} at {source}" if is_within else name

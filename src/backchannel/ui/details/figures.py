"""Moments, shares and names in words."""

from __future__ import annotations

from collections.abc import Sequence
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


def spoken_name(name: str, sources: Sequence[str]) -> str:
    """A name of a post as people read it: `12 at social.example` for an id within a source.

    `sources` are those that gave the post. One that was at another place then is called by more
    than its name in the store, for only the store to tell the two apart.
    """
    source, is_within, own = name.partition(id_within("", ""))
    if not is_within:
        return name
    if source in sources:
        return f"{own} at {source}"
    moved = next((each for each in sources if source.startswith(f"{each} ")), "")
    return f"{own} at {moved}, under an earlier address" if moved else own

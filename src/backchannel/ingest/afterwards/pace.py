"""How seldom sources are asked when an event has grown quiet. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from backchannel.model.programme import Event

CALM: Final = timedelta(hours=1)
"""Nothing for so long is no pause for breath any more."""

PART: Final = 12
"""What has been quiet for so many hours is asked every hour."""

LONGEST: Final = timedelta(hours=6)
DAILY: Final = timedelta(days=1)
WEEKLY: Final = timedelta(days=7)
"""How long nobody is asked, at the most."""


class Pace(Struct, frozen=True):
    """Until when is collected, None for good, and how long nobody is asked at the most."""

    until: datetime | None = None
    longest: timedelta = LONGEST


def begins(event: Event) -> datetime | None:
    """When people come together: not when the first posts matter, weeks before."""
    return min((each.starts for each in event.sessions), default=event.starts)


def ends(event: Event) -> datetime | None:
    """When it is over, as far as the event file and the programme say."""
    last = [each.closes or each.ends for each in event.sessions]
    return max((*last, *([event.ends] if event.ends else [])), default=None)


def slowed(usual: timedelta, event: Event, last: datetime, now: datetime, pace: Pace) -> timedelta:
    """How long to wait instead of the usual time, when the `last` post came so long ago.

    A twelfth of the time in which nothing came, and never less than usual: what a source or its
    server asks for is kept. While the event is on nothing is slow, and nobody sleeps into it.
    """
    begin, end = begins(event), ends(event)
    is_over = end is not None and now >= end
    if begin is not None and begin <= now and not is_over and end is not None:
        return usual
    quiet = now - (max(last, end) if is_over and end is not None else last)
    if quiet < CALM:
        return usual
    wait = min(quiet / PART, pace.longest)
    if begin is not None and now < begin:
        wait = min(wait, begin - now)
    return max(usual, wait)

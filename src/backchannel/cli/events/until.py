"""`collect --until`: until when is collected, and how seldom when nothing comes."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

import click

from backchannel.cli.numbers import lasting
from backchannel.ingest.afterwards.pace import DAILY, WEEKLY, Pace, ends
from backchannel.model.programme import Event, zone_of

_AFTER: Final = re.compile(r"\d{1,4}[dw]", re.ASCII | re.IGNORECASE)
_WRITE: Final = "write 2027-01-31, 6w (after the event), daily or weekly"


def pace_of(said: str, event: Event | None) -> Pace:
    """A date, to its end where the event is; `6w` after the event; for good, `daily` or `weekly`.

    Raises UsageError for anything else.
    """
    match said.strip().casefold():
        case "daily":
            return Pace(longest=DAILY)
        case "weekly":
            return Pace(longest=WEEKLY)
        case word if _AFTER.fullmatch(word):
            end = ends(event) if event is not None else None
            if end is None:
                raise click.UsageError(
                    f"--until {said}: the event file does not say when the event ends; "
                    "write ends = 2026-11-27 below [event], or a date here"
                )
            return Pace(end + (lasting(word) or timedelta()))
    return Pace(_date(said, event))


def told(pace: Pace, event: Event | None) -> str:
    """`until 31 January 2027, 24:00, more seldom while nothing comes`."""
    if pace.until is None:
        often = "week" if pace.longest == WEEKLY else "day"
        return f"ever more seldom while nothing comes, at least once a {often}"
    end = pace.until.astimezone(zone_of(event))
    return f"until {end.day} {end:%B %Y, %H:%M}, more seldom while nothing comes"


def _date(said: str, event: Event | None) -> datetime:
    zone = zone_of(event)
    try:
        day = date.fromisoformat(said.strip())
        return datetime.combine(day + timedelta(days=1), time(), zone)
    except (ValueError, OverflowError):
        pass
    try:
        moment = datetime.fromisoformat(said.strip())
    except ValueError:
        raise click.UsageError(f"--until {said!r} is no time; {_WRITE}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)

"""Moments as a page tells them: in the event's zone for people, in UTC for programs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

_DAYS: Final = (
    *("Monday", "Tuesday", "Wednesday", "Thursday"),
    *("Friday", "Saturday", "Sunday"),
)
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Calendar:
    """Tells moments in one zone, in English whatever the machine speaks."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def day_of(self, moment: datetime) -> date:
        """The day that it is there."""
        return moment.astimezone(self.zone).date()

    def hour_of(self, moment: datetime) -> datetime:
        """The beginning of the hour that it is there."""
        return moment.astimezone(self.zone).replace(minute=0, second=0, microsecond=0)

    def day(self, moment: datetime | date) -> str:
        """As in `Thursday 12 November 2026`."""
        on = self.day_of(moment) if isinstance(moment, datetime) else moment
        return f"{_DAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]} {on.year}"

    def days(self, first: datetime, last: datetime) -> str:
        """A stretch of days: `12 November 2026`, `12–14 November 2026`."""
        one, other = self.day_of(first), self.day_of(last)
        end = f"{other.day} {_MONTHS[other.month - 1]} {other.year}"
        if one == other:
            return end
        if (one.year, one.month) == (other.year, other.month):
            return f"{one.day}–{end}"
        year = "" if one.year == other.year else f" {one.year}"
        return f"{one.day} {_MONTHS[one.month - 1]}{year} – {end}"

    def clock(self, moment: datetime) -> str:
        """As in `14:02`."""
        there = moment.astimezone(self.zone)
        return f"{there.hour:02}:{there.minute:02}"

    def short(self, moment: datetime) -> str:
        """As in `12 Nov, 14:02`."""
        on = self.day_of(moment)
        return f"{on.day} {_MONTHS[on.month - 1][:3]}, {self.clock(moment)}"

    def full(self, moment: datetime) -> str:
        """As in `12 November 2026, 14:02`."""
        on = self.day_of(moment)
        return f"{on.day} {_MONTHS[on.month - 1]} {on.year}, {self.clock(moment)}"

    def time(self, moment: datetime, form: str = "clock") -> Markup:
        """A `<time>`, shown in one of the forms above."""
        forms = {"clock": self.clock, "short": self.short, "full": self.full}
        return tag(moment, forms[form](moment))


def tag(moment: datetime, shown: str) -> Markup:
    """A `<time>` that shows something; programs read UTC to the second."""
    return Markup(f'<time datetime="{stamp(moment)}">{escape(shown)}</time>')  # noqa: S704  # both are safe


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    there = moment.astimezone(UTC)
    return f"{there.year:04}-{there:%m-%dT%H:%M:%S}Z"


def offset(seconds: int) -> str:
    """How long after the beginning of a session, as the desk tells it: `+18:20`."""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'−' if seconds < 0 else '+'}{minutes:02}:{rest:02}"

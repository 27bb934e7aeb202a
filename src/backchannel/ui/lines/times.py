"""When a post was: by the clock, or how long ago."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from backchannel.ui.lines.drawing import ROOMY, Drawing

Zone = Callable[[], ZoneInfo]
"""The event's time zone, which may become another while a desk is open."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip  # a year in one line
_MINUTE: Final = 60_000_000
_WEEK: Final = 7 * 24 * 60


def time_label(moment: int, drawing: Drawing) -> str:
    """When that was, as it is wanted. `moment` is in microseconds since 1970."""
    if drawing.minute is None:
        return clock_label(moment, drawing)
    age = (drawing.minute - moment) // _MINUTE
    return age_label(age) if age < _WEEK else _dated(moment, drawing, is_short=True)


def age_label(minutes: int) -> str:
    """How long ago, in steps that stay true for a while: `now`, `2 min`, `1 h`, `3 d`."""
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 24 * 60 else f"{minutes // (24 * 60)} d"


def clock_label(moment: int, drawing: Drawing) -> str:
    """When that was, for someone reading today: `14:01`, `Sat 13:58`, `9 Jan` or `9 Jan 2009`.

    `moment` is in microseconds since 1970.
    """
    return _dated(moment, drawing, is_short=drawing.width < ROOMY)


def clock_on(at: datetime, now: datetime, zone: tzinfo) -> str:
    """`14:05`, with the day when it is another one, gone or to come: `Fri 14:05`, `9 Jan 14:05`."""
    return clock_on_day(at, now.astimezone(zone).date(), zone)


def clock_on_day(at: datetime, today: date, zone: tzinfo) -> str:
    """The same as it is said on a day of that zone."""
    here = at.astimezone(zone)
    clock = f"{here:%H:%M}"
    return clock if here.date() == today else f"{_day(here.date(), today)} {clock}"


def _dated(moment: int, drawing: Drawing, *, is_short: bool) -> str:
    try:
        then = (_EPOCH + timedelta(microseconds=moment)).astimezone(drawing.timezone)
    except OverflowError:
        return ""
    clock = f"{then.hour:02}:{then.minute:02}"
    days = (drawing.today - then.date()).days
    if days == 0:
        return clock
    day = _day(then.date(), drawing.today)
    return day if is_short or days > 300 else f"{day} {clock}"


def _day(day: date, today: date) -> str:
    if abs((today - day).days) < 7:
        return _DAYS[day.weekday()]
    named = f"{day.day} {_MONTHS[day.month - 1]}"
    return named if day.year == today.year else f"{named} {day.year}"

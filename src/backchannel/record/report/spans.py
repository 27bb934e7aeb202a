"""Posts over time: how many in each day, week or month, and in the half hours of one day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from backchannel.model.moments import from_micros, to_micros
from backchannel.record.report.figures import Course, Slice

MOST: Final = 62
"""Slices of one length, before a longer one is taken: two months of days."""

QUARTER: Final = 15 * 60 * 1_000_000
"""Microseconds. Every time zone there is begins its days at a quarter of an hour."""

_HALF_HOURS: Final = 48
MOST_HALF_HOURS: Final = 24
"""Beyond these hours are counted."""

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


_Unit = tuple[str, Callable[[date], date], Callable[[date], date], Callable[[date], str]]
"""How a slice is called, where the one of a day begins, the one after it, and its name."""


class Hours:
    """Counts posts by the quarter of an hour, whatever their number."""

    def __init__(self, timezone: str) -> None:
        self._zone = ZoneInfo(timezone)
        self._quarters = Counter[int]()
        self.first: int | None = None
        self.last: int | None = None

    def add(self, moment: int) -> None:
        """One post, at a moment in microseconds since 1970."""
        self._quarters[moment // QUARTER] += 1
        self.first = moment if self.first is None else min(self.first, moment)
        self.last = moment if self.last is None else max(self.last, moment)

    def whole(self) -> Course:
        """All of it, by days, or by weeks or months when those were many."""
        days = self._days()
        if not days:
            return Course()
        each, begin, after, called = next(
            (unit for unit in _UNITS if len(_slices(unit, days)) <= MOST), _UNITS[-1]
        )
        slices = _slices((each, begin, after, called), days)
        counts = Counter[date]()
        for day, count in days.items():
            counts[begin(day)] += count
        return Course(
            each, tuple(Slice(self._midnight(at), called(at), counts[at]) for at in slices)
        )

    def busiest(self) -> Course:
        """The day with most posts, from the first to the last, by half hours or by hours."""
        days = self._days()
        if not days:
            return Course()
        day = min(days, key=lambda each: (-days[each], each))
        counts = [0] * _HALF_HOURS
        for quarter, count in self._quarters.items():
            here = self._here(quarter)
            if here.date() == day:
                counts[here.hour * 2 + here.minute // 30] += count
        within = [n for n, count in enumerate(counts) if count]
        step = 1 if within[-1] - within[0] < MOST_HALF_HOURS else 2
        each = f"{'hour' if step == 2 else 'half hour'} of {_day(day)} {day.year}"
        slices = (
            self._slice(day, n, sum(counts[n : n + step]))
            for n in range(within[0] // step * step, within[-1] + 1, step)
        )
        return Course(each, tuple(slices))

    def _slice(self, day: date, half_hour: int, count: int) -> Slice:
        at = time(half_hour // 2, half_hour % 2 * 30)
        return Slice(self._midnight(day, at), f"{at:%H:%M}", count)

    def _days(self) -> dict[date, int]:
        found: dict[date, int] = {}
        for quarter, count in self._quarters.items():
            day = self._here(quarter).date()
            found[day] = found.get(day, 0) + count
        return found

    def _here(self, quarter: int) -> datetime:
        return from_micros(quarter * QUARTER).astimezone(self._zone)

    def _midnight(self, day: date, at: time = time()) -> datetime:
        """In UTC, as all moments are that are told."""
        return from_micros(to_micros(datetime.combine(day, at, self._zone)))


def _slices(unit: _Unit, days: Iterable[date]) -> list[date]:
    """Where the slices begin, from the first day to the last."""
    _, begin, after, _ = unit
    last, found = max(days), [begin(min(days))]
    while (then := after(found[-1])) <= last:
        found.append(then)
    return found


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


_UNITS: Final[tuple[_Unit, ...]] = (
    ("day", lambda day: day, lambda day: day + timedelta(days=1), _day),
    (
        "week",
        lambda day: day - timedelta(days=day.weekday()),
        lambda day: day + timedelta(days=7),
        lambda day: f"week of {_day(day)}",
    ),
    (
        "month",
        lambda day: day.replace(day=1),
        _next_month,
        lambda day: f"{_MONTHS[day.month - 1]} {day.year}",
    ),
)

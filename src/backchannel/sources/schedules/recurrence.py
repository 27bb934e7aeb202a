"""On which days an event recurs (RFC 5545, section 3.3.10): day by day for a year, never longer.

A rule that fits no day at all would have a general solver search to the year 9999.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

DAYS: Final = 366
"""How long something that recurs without an end is followed."""

_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNDERSTOOD: Final = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "WKST"}
)
_BY_DAY: Final = re.compile(r"([+-]?\d)?([A-Z]{2})", re.ASCII)

Rule = Mapping[str, Sequence[Any]]  # Any: icalendar's values


def starts(first: datetime, rule: Rule, until: datetime | None) -> Iterator[datetime]:
    """When it begins, by the clock of its zone, all naive; the first is always one of them.

    Raises ValueError for a rule that no session has.
    """
    freq = str(_one(rule, "FREQ", ""))
    odd = sorted(key for key in rule if key.upper() not in _UNDERSTOOD)
    if freq not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"} or odd:
        asked = ", ".join(odd) or f"FREQ={freq}"
        raise ValueError(f"it recurs by {asked}, which is not read; FREQ=DAILY would be")
    count, found = int(_one(rule, "COUNT", DAYS + 1)), 0
    for days in range(DAYS + 1):
        moment = first + timedelta(days=days)
        if found >= count or (until is not None and moment > until):
            return
        if days == 0 or _falls(freq, rule, first, moment):
            found += 1
            yield moment


def _falls(freq: str, rule: Rule, first: datetime, moment: datetime) -> bool:
    every = max(1, int(_one(rule, "INTERVAL", 1)))
    if freq == "DAILY":
        return (moment - first).days % every == 0 and _fits(rule, moment)
    if freq == "WEEKLY":
        begins = _WEEKDAYS.index(str(_one(rule, "WKST", "MO")))
        weeks = (_week(moment, begins) - _week(first, begins)).days // 7
        own = "BYDAY" in rule or moment.weekday() == first.weekday()
        return weeks % every == 0 and own and _fits(rule, moment)
    months = (moment.year - first.year) * 12 + moment.month - first.month
    own = "BYDAY" in rule or "BYMONTHDAY" in rule or moment.day == first.day
    return (
        months % (every if freq == "MONTHLY" else 12 * every) == 0 and own and _fits(rule, moment)
    )


def _fits(rule: Rule, moment: datetime) -> bool:
    last = (moment.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    of_month = {int(day) for day in rule.get("BYMONTHDAY", ())}
    if of_month and not of_month & {moment.day, moment.day - last.day - 1}:
        return False
    days = [_BY_DAY.fullmatch(str(day).upper()) for day in rule.get("BYDAY", ())]
    which = {0, (moment.day - 1) // 7 + 1, -((last.day - moment.day) // 7 + 1)}
    return not days or any(
        day and day[2] == _WEEKDAYS[moment.weekday()] and int(day[1] or 0) in which for day in days
    )


def _week(moment: datetime, begins: int) -> datetime:
    return moment - timedelta(days=(moment.weekday() - begins) % 7)


def _one(rule: Rule, name: str, usual: Any) -> Any:  # Any: icalendar's values
    return next(iter(rule.get(name, ())), usual)

"""iCalendar (RFC 5545): events, those that recur, in any zone, to sessions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from backchannel.clean.terminal import clean_line
from backchannel.errors import ConfigError
from backchannel.sources.schedules import recurrence
from backchannel.sources.schedules.slots import Found, Given, collected

Entry = Any  # a component of icalendar, whose properties are of any type


def read(body: bytes, zone: ZoneInfo) -> Found:
    """The events of a calendar. All-day ones are left out, for everything is during those."""
    try:
        calendars = icalendar.Calendar.from_ical(body, multiple=True)
        entries = [entry for calendar in calendars for entry in calendar.walk("VEVENT")]
    except (ValueError, IndexError, KeyError, RecursionError) as error:
        said = clean_line(str(error), limit=120)
        raise ConfigError(f"is not an iCalendar file that can be read: {said}") from error
    moved = {(_text(entry, "UID"), _instant(entry, "RECURRENCE-ID", zone)) for entry in entries}
    return collected(_all(entries, moved, zone))


def _all(
    entries: list[Entry], moved: set[tuple[str, datetime | None]], zone: ZoneInfo
) -> Iterator[tuple[str, Given | str]]:
    for number, entry in enumerate(entries, 1):
        title = clean_line(_text(entry, "SUMMARY"), limit=60)
        place = f"event {number}" + (f" ({title})" if title else "")
        if _text(entry, "STATUS").upper() == "CANCELLED":
            yield place, "it is cancelled"
            continue
        try:
            for given in _given(entry, moved, zone):
                yield place, given
        except (ValueError, OverflowError, AttributeError, TypeError) as error:
            yield place, clean_line(str(error), limit=160) or "its times cannot be read"


def _given(
    entry: Entry, moved: set[tuple[str, datetime | None]], zone: ZoneInfo
) -> Iterator[Given | str]:
    if "DTSTART" not in entry:
        yield "it has no DTSTART, as in DTSTART:20260709T093000Z"
        return
    first = entry["DTSTART"].dt
    if not isinstance(first, datetime):
        yield "it is all day; a session has a time"
        return
    starts = _aware(first, zone)
    length = _length(entry, starts, zone)
    if length is None:
        yield "it has neither DTEND nor DURATION, so nobody knows when it is over"
        return
    uid, is_one = _text(entry, "UID"), "RECURRENCE-ID" in entry
    recurs = not is_one and ("RRULE" in entry or "RDATE" in entry)
    for start in _starts(entry, starts, zone) if recurs else [starts]:
        if recurs and (uid, start.astimezone(UTC)) in moved:
            continue
        which = _instant(entry, "RECURRENCE-ID", zone) if is_one else start.astimezone(UTC)
        yield Given(
            title=_text(entry, "SUMMARY"),
            starts=start,
            length=length,
            uid=f"{uid} {which:%Y%m%dT%H%M%SZ}" if which and (recurs or is_one) else uid,
            room=_text(entry, "LOCATION"),
        )


def _starts(entry: Entry, starts: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """When it recurs: by the clock of its own zone, so that it stays at ten in summer, too."""
    local, own = starts.replace(tzinfo=None), starts.tzinfo

    def here(moment: datetime | date) -> datetime:
        return _aware(_moment(moment), zone).astimezone(own).replace(tzinfo=None)

    found = {local}
    for rule in _several(entry, "RRULE"):
        until = next((here(end) for end in rule.get("UNTIL", ())), None)
        found.update(recurrence.starts(local, rule, until))
    found |= {here(each.dt) for listed in _several(entry, "RDATE") for each in listed.dts}
    found -= {here(each.dt) for listed in _several(entry, "EXDATE") for each in listed.dts}
    for each in sorted(found):
        yield each.replace(tzinfo=own)


def _length(entry: Entry, starts: datetime, zone: ZoneInfo) -> timedelta | None:
    if "DTEND" in entry:
        return _aware(_moment(entry["DTEND"].dt), zone).astimezone(UTC) - starts.astimezone(UTC)
    if "DURATION" in entry:
        length: timedelta = entry["DURATION"].dt
        return length
    return None


def _several(entry: Entry, name: str) -> list[Any]:  # Any: icalendar's values
    found = entry.get(name, [])
    return found if isinstance(found, list) else [found]


def _moment(value: datetime | date) -> datetime:
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001  # whose zone is told by the caller


def _aware(value: datetime, zone: ZoneInfo) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=zone)


def _instant(entry: Entry, name: str, zone: ZoneInfo) -> datetime | None:
    try:
        return _aware(_moment(entry[name].dt), zone).astimezone(UTC)
    except (KeyError, AttributeError, ValueError, OverflowError):
        return None


def _text(entry: Entry, name: str) -> str:
    found = entry.get(name, "")
    return str(found[0] if isinstance(found, list) and found else found or "")

"""The dates of feeds: many spellings, some wrong, as aware datetimes in UTC or None."""

from __future__ import annotations

import re
import time
from calendar import timegm
from datetime import UTC, datetime, timedelta

_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)
# Zone names in use that feedparser takes for UTC, and their hours east; ambiguous ones are left.
_ZONES = {
    "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "west": 1, "msk": 3,
    "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
}  # fmt: skip
_ZONE = re.compile(r"([A-Za-z]{3,4})\s*$")
_WEEK_DATE = re.compile(r"^\s*\d{4}-?W\d")  # feedparser reads a week as a month


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """The moment in UTC, or None unless it lies between 1995 and tomorrow."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        return None
    return moment if _EARLIEST <= moment <= now + _AHEAD else None


def from_feedparser(raw: str, parsed: object, now: datetime) -> datetime | None:
    """What feedparser made of `raw`, corrected where it is known to be wrong."""
    if not isinstance(parsed, time.struct_time) or _WEEK_DATE.match(raw):
        return None
    try:
        moment = datetime.fromtimestamp(timegm(parsed), UTC)
        zone = _ZONE.search(raw)
        moment -= timedelta(hours=_ZONES.get(zone[1].lower(), 0) if zone else 0)
    except (ValueError, OverflowError, OSError):
        return None
    return believable(moment, now)


def from_iso(raw: str, now: datetime) -> datetime | None:
    """An RFC 3339 date as JSON Feed wants it; a missing zone means UTC."""
    try:
        return believable(datetime.fromisoformat(raw.strip()), now)
    except ValueError:
        return None

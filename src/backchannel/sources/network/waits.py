"""How long a server asks us to stay away (RFC 9110, 10.2.3, and the X-RateLimit headers)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

SHORTEST, LONGEST = 1.0, 24 * 3600.0
PREFIXES = ("x-ratelimit", "ratelimit", "x-rate-limit")
"""How the headers that tell of a budget begin; the last one is X's."""

_UNSAID = 60.0

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
_EPOCH = 1e9  # a number of seconds from here on is a date
_EPOCH_IN_MILLISECONDS = 1e12


def asked(status: int, headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until the next request to that server is welcome, 1 s to 24 h; None means now.

    Dates are measured against the server's own `Date`, so that a wrong clock on either side does
    no harm; `now` serves when there is none.
    """
    there = date(headers.get("date", "")) or now
    waits = [_spent(headers, there)]
    if status >= 400:
        waits.append(moment(headers.get("retry-after", ""), there))
    found = [wait for wait in waits if wait is not None]
    return min(max(*found, SHORTEST), LONGEST) if found else None


def due(status: int, headers: Mapping[str, str], now: datetime) -> float | None:
    """`asked`, and a minute after a 429 that does not say how long."""
    wait = asked(status, headers, now)
    return _UNSAID if wait is None and status == 429 else wait


def in_words(seconds: float) -> str:
    """A wait as people say it: `30 s`, `12 min`, `3 h`."""
    if seconds < 120:
        return f"{max(1, round(seconds))} s"
    if seconds < 2 * 3600:
        return f"{round(seconds / 60)} min"
    return f"{round(seconds / 3600)} h"


def _spent(headers: Mapping[str, str], there: datetime) -> float | None:
    for prefix in PREFIXES:
        left = headers.get(f"{prefix}-remaining", "").strip()
        if _NUMBER.fullmatch(left) and float(left) < 1:
            return moment(headers.get(f"{prefix}-reset", ""), there)
    return None


def moment(text: str, there: datetime) -> float | None:
    """Seconds from `there` to a moment given in any of the ways that servers use."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        number = float(text)
        if number >= _EPOCH_IN_MILLISECONDS:
            number /= 1000
        return number - there.timestamp() if number >= _EPOCH else number
    at = date(text)
    return (at - there).total_seconds() if at else None


def date(text: str) -> datetime | None:
    """An HTTP-date in its three forms, or ISO 8601; without a zone it is UTC."""
    if len(text) > 64:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None

"""How long an answer stays fresh (RFC 9111, section 4.2): polling sooner brings nothing new."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NEVER_FRESH = re.compile(r"(?:^|[\s,])(?:no-cache|no-store)\b", re.IGNORECASE)
_LONGEST = 86_400.0


def fresh_for(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds; 0 if the headers say nothing or say that it is stale. Names in lower case."""
    control = headers.get("cache-control", "")
    if _NEVER_FRESH.search(control):
        return 0.0
    if found := _MAX_AGE.search(control):
        age = headers.get("age", "").strip()
        spent = float(age) if age.isascii() and age.isdigit() else 0.0
        return _bounded(float(found[1]) - spent)
    expires = _date(headers.get("expires", ""))
    if expires is None:
        return 0.0
    sent = _date(headers.get("date", "")) or now
    return _bounded((expires - sent).total_seconds())


def _bounded(seconds: float) -> float:
    return min(max(seconds, 0.0), _LONGEST)


def _date(raw: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(raw)
    except (ValueError, OverflowError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

"""What an answer shows of its server: its pace, its clock, how many requests it still takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from backchannel.model.source import Budget, Noticed
from backchannel.sources.network import waits

QUICK: Final = 5.0
"""Seconds. The time in an answer that took longer may be of its beginning or of its end."""

_NUMBER: Final = re.compile(r"[0-9]{1,9}")


def noticed(headers: Mapping[str, str], seconds: float, now: datetime) -> Noticed:
    """Of an answer that was there `now`, after so many seconds."""
    there = waits.date(headers.get("date", ""))
    is_fresh = seconds < QUICK and headers.get("age", "0").strip() in {"", "0"}
    ahead = (now - there).total_seconds() if there and is_fresh else None
    return Noticed(now, round(seconds, 3), ahead, _budget(headers, there or now, now))


def _budget(headers: Mapping[str, str], there: datetime, now: datetime) -> Budget | None:
    for prefix in waits.PREFIXES:
        left = _number(headers.get(f"{prefix}-remaining", ""))
        if left is not None:
            wait = waits.moment(headers.get(f"{prefix}-reset", ""), there)
            is_sane = wait is not None and 0 <= wait <= waits.LONGEST
            anew = now + timedelta(seconds=wait) if wait is not None and is_sane else None
            return Budget(left, _number(headers.get(f"{prefix}-limit", "")), anew)
    return None


def _number(text: str) -> int | None:
    found = _NUMBER.fullmatch(text.strip())
    return int(found[0]) if found else None

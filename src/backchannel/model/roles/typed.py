"""What people type about the programme: a time, how long, which session."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from backchannel.model.folding import words
from backchannel.model.programme import Session
from backchannel.model.roles.slot import MOST_MINUTES

_WHEN: Final = re.compile(r"(?:(\d{4}-\d\d-\d\d)[ T]+)?([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)
_SLOT: Final = re.compile(r"((?:\d{4}-\S+\s+)?\S+)\s+(\d{1,4})(?: *min\b)?\s+(.*\S)")
_MINUTES: Final = re.compile(r"([+-]?\d{1,4}) *(?:m|min|minutes)?", re.ASCII | re.IGNORECASE)


def moment_typed(said: str, now: datetime) -> datetime:
    """`14:00` of today, or `2026-07-09 14:00`, by the clock of the zone of `now`.

    Raises ValueError, with what would be right.
    """
    found, day = _WHEN.fullmatch(said.strip()), now.date()
    try:
        day = date.fromisoformat(found[1]) if found and found[1] else day
    except ValueError:
        found = None
    if found is None:
        raise ValueError(
            f"{said.strip()[:40] or 'nothing'} is no time; write 14:00, or 2026-07-09 14:00"
        )
    return datetime.combine(day, time(int(found[2]), int(found[3])), now.tzinfo)


def slot_typed(said: str, now: datetime) -> tuple[datetime, int, str]:
    """When, how many minutes, and the title: `14:00 45 Keynote`. Raises ValueError."""
    found = _SLOT.fullmatch(said.strip())
    if found is None:
        raise ValueError("write when, how many minutes, and the title: 14:00 45 Keynote")
    return moment_typed(found[1], now), minutes_typed(found[2]), found[3]


def minutes_typed(said: str) -> int:
    """`45`, or `45 min`. Raises ValueError, with what would be right."""
    found = _MINUTES.fullmatch(said.strip())
    if found is None or not 0 < abs(int(found[1])) <= MOST_MINUTES:
        raise ValueError(f"{said.strip()[:40] or 'nothing'} is no number of minutes; write 45")
    return int(found[1])


_NAMED: Final = 8
"""Sessions that are named where none was meant; of more it is said how many."""


def session_typed(said: str, sessions: Sequence[Session]) -> Session:
    """The one of that name, or the only one of that title, or that begins so.

    Raises ValueError, with those that there are.
    """
    wanted = words(said)
    named = [each for each in sessions if said == each.name]
    named = named or [each for each in sessions if wanted and wanted == words(each.name)]
    exact = [each for each in sessions if said == each.title]
    begun = [
        each
        for each in sessions
        if wanted and any(words(name)[: len(wanted)] == wanted for name in (each.name, each.title))
    ]
    alike = [
        each for each in sessions if " ".join(words(each.name)).startswith(" ".join(wanted) or "\0")
    ]
    for found in (named, exact, begun, alike):
        if len(found) == 1:
            return found[0]
    close = named or exact or begun or alike
    listed = close or sessions
    names = ", ".join(each.name for each in listed[:_NAMED]) or "none at all"
    names += f" and {len(listed) - _NAMED} more" if len(listed) > _NAMED else ""
    which = "is more than one session" if close else "is no session"
    raise ValueError(f"{said.strip()[:60] or 'nothing'} {which}; there are {names}")

"""Whether this machine's clock is right, by what servers said the time was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from backchannel.model.source import Health

WRONG: Final = 5.0
"""Seconds. A clock further off than this files posts under the wrong session."""

MUCH: Final = 30.0
"""Seconds from which it is said without being asked for."""

LATELY: Final = timedelta(hours=1)


def seconds_ahead(sources: Iterable[Health], now: datetime) -> float | None:
    """By how much this clock is before the servers'; None when none told the time lately.

    The middle one of them: a single server may be wrong about the time itself.
    """
    told = [
        health.noticed.ahead
        for health in sources
        if health.noticed is not None
        and health.noticed.ahead is not None
        and abs(now - health.noticed.at) < LATELY
    ]
    if not told:
        return None
    from statistics import median  # pulls in fractions and random: not for the first frame

    return median(told)


def clock_text(ahead: float) -> str:
    """`4 min behind the servers'`."""
    if abs(ahead) < WRONG:
        return f"within {WRONG:.0f} s of the servers'"
    return f"{_off(ahead)} the servers'"


def clock_warning(ahead: float | None) -> str:
    """`this clock is 4 min behind`; empty when it is nearly right."""
    return (
        ""
        if ahead is None or abs(ahead) < MUCH
        else f"this clock is {_off(ahead).removesuffix(' of')}"
    )


def _off(ahead: float) -> str:
    seconds = abs(ahead)
    size = f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
    size = size if seconds < 2 * 3600 else f"{seconds / 3600:.0f} h"
    return f"{size} {'ahead of' if ahead > 0 else 'behind'}"

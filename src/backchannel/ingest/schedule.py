"""When a source is next due. Pure: chance and the clock are passed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.model.source import SourceSpec

DEFAULT_INTERVAL: Final = 120.0
FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 300.0
LOGIN_WAIT: Final = 900.0
_PASSING: Final = frozenset({Refusal.LOGIN, Refusal.NOT_A_SOURCE, Refusal.SPENT})
LONGEST_ASKED: Final = 86_400.0
SETTLED: Final = 45.0
"""Seconds a stream must have stayed up before its failures are forgotten."""

LOCAL_FLOOR: Final = 1.0
"""Seconds between two polls of what is ours to burden; no source says less."""


def floor_of(spec: SourceSpec, own: float) -> float:
    """The fewest seconds between two polls of a source, which says `own` of strangers' servers."""
    return LOCAL_FLOOR if spec.local else max(LOCAL_FLOOR, own)


def after_success(
    asked: float | None, chance: Callable[[], float], *, floor: float = 0.0
) -> timedelta:
    """Until the next poll: what the source asked for, moved by up to a tenth either way."""
    seconds = DEFAULT_INTERVAL
    if asked is not None and asked >= 0:  # not true of "not a number" either
        seconds = min(asked, LONGEST_ASKED)
    return timedelta(seconds=max(seconds * (0.9 + 0.2 * chance()), floor))


def after_failure(
    error: SourceError, failures: int, chance: Callable[[], float]
) -> timedelta | None:
    """Until the next try; None when only a person can change anything.

    Doubles from 1 s to 5 min with full jitter above one half, and is never sooner than the server
    asked. A missing login is tried again every quarter of an hour, for a token may have been added,
    and so is what was no source: it may have been the login page of a venue's Wi-Fi. A limit that
    is reached may be anew.
    """
    if isinstance(error, SourceRefused):
        if error.why in _PASSING:
            return timedelta(seconds=LOGIN_WAIT * (1.0 + 0.1 * chance()))
        return None
    ceiling = min(FIRST_WAIT * 2 ** min(max(failures - 1, 0), 30), LONGEST_WAIT)
    wait = ceiling * (0.5 + 0.5 * chance())
    asked = error.retry_after if isinstance(error, SourceUnreachable) else None
    return timedelta(seconds=max(wait, min(asked or 0.0, LONGEST_ASKED)))

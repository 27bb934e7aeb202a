"""What may be wrong with an event as it is written: its dates and its sessions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from backchannel.cli.advice.advice import Advice, Weight
from backchannel.model.programme import Event, Session, zone_of

AHEAD: Final = timedelta(days=400)


def is_over(event: Event, now: datetime) -> bool:
    """Whether it has ended, as far as its file says when that is."""
    ends = event.ends or max((session.ends for session in event.sessions), default=None)
    return ends is not None and ends < now


def about_dates(event: Event, now: datetime) -> Iterator[Advice]:
    """The event's own times, its sessions, and the time zone they are in."""
    starts = beginning_of(event)
    if is_over(event, now):
        ends = event.ends or max(session.ends for session in event.sessions)
        yield Advice(
            Weight.DOUBT,
            "dates",
            f"By its file the event was over on {day_of(ends - timedelta(seconds=1), event)}.",
            "If another one is meant, mend starts, ends and the sessions.",
        )
    elif starts is not None and starts - now > AHEAD:
        yield Advice(
            Weight.DOUBT,
            "dates",
            f"By its file the event begins on {day_of(starts, event)}, more than a year from now.",
            "Look whether the year is right.",
        )
    if starts is not None and event.timezone == "UTC" and _offset(now):
        yield Advice(
            Weight.DOUBT,
            "timezone",
            "The event's times are taken as UTC, which is not the time on this machine's clock.",
            'If they are meant as local time, write timezone = "Europe/London" or the like.',
        )
    yield from _about_sessions(event)


def beginning_of(event: Event) -> datetime | None:
    """When it begins, by its file or by its first session."""
    return event.starts or min((each.starts for each in event.sessions), default=None)


def _about_sessions(event: Event) -> Iterator[Advice]:
    for first, then in pairwise(event.sessions):
        if then.starts < first.ends:
            yield Advice(
                Weight.DOUBT,
                "sessions",
                f"{_shown(first, event)} and {_shown(then, event)} overlap: from then on posts and "
                f"notes are filed under {then.title}.",
                "If that is not meant, mend starts or minutes.",
            )
    for session in event.sessions:
        is_early = event.starts is not None and session.starts < event.starts
        is_late = event.ends is not None and session.ends > event.ends
        if is_early or is_late:
            side = "before the event begins" if is_early else "after the event ends"
            yield Advice(
                Weight.DOUBT,
                "sessions",
                f"{_shown(session, event)} lies {side}.",
                "Mend its time, or starts and ends of the event.",
            )


def _shown(session: Session, event: Event) -> str:
    zone = zone_of(event)
    return f"{session.title} ({session.starts.astimezone(zone):%d %b %H:%M}, {session.minutes} min)"


def day_of(at: datetime, event: Event) -> str:
    """A day where the event is: `Wednesday, 1 July 2026`."""
    here = at.astimezone(zone_of(event))
    return f"{here:%A}, {here.day} {here:%B %Y}"


def _offset(now: datetime) -> timedelta:
    """By how much the clock of this machine differs from UTC."""
    return now.astimezone().utcoffset() or timedelta()

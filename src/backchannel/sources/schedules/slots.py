"""One slot of a published programme: what is checked of it, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from backchannel.clean.terminal import clean_line
from backchannel.config.problems import nearest, quoted
from backchannel.errors import ConfigError
from backchannel.model.programme import Session
from backchannel.model.roles.slot import MOST_MINUTES

MOST: Final = 2_000
"""Sessions of one programme."""

_LONGEST: Final = 200
_YEARS: Final = range(1971, 2200)
_LENGTH: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2})", re.ASCII)


class Found(Struct, frozen=True):
    """What a document holds. `left_out` says of each entry that is no session why, by its place."""

    sessions: tuple[Session, ...]
    left_out: tuple[str, ...] = ()


class Given(Struct, frozen=True):
    """A slot as it was found; `starts` is aware."""

    title: str
    starts: datetime
    length: timedelta
    uid: str = ""
    people: tuple[str, ...] = ()
    room: str = ""
    track: str = ""


def collected(given: Iterable[tuple[str, Given | str]]) -> Found:
    """All of them; beside each its place in the document, and, where it is none, why."""
    sessions: list[Session] = []
    left_out: list[str] = []
    for place, each in given:
        told = each if isinstance(each, str) else _session(each)
        if isinstance(told, str):
            left_out.append(f"{place}: {told}")
        else:
            sessions.append(told)
        if len(sessions) > MOST:
            raise ConfigError(f"holds more than {MOST:,} sessions, which nobody could sit through")
    return Found(tuple(sorted(sessions, key=lambda each: each.starts)), tuple(left_out))


def chosen(found: Found, room: str) -> Found:
    """What is in one room or of one track, and what is in none: that is for everybody."""
    if not room:
        return found
    kept = tuple(each for each in found.sessions if _is_in(each, room) or not each.room)
    if not any(each.room for each in kept):
        rooms = dict.fromkeys(each.room.split(_TRACK)[0] for each in found.sessions if each.room)
        known = f"; there are {', '.join(rooms)}" if rooms else "; no session names a room"
        raise ConfigError(f"has no room {quoted(room)}{nearest(room, rooms) or known}")
    return Found(kept, found.left_out)


def length_of(said: str) -> timedelta | None:
    """A length as Frab writes it: `00:45`, `1:30`, and days before that."""
    if not (told := _LENGTH.fullmatch(said.strip())):
        return None
    days, hours, minutes = (int(part or 0) for part in told.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def moment_of(said: str, zone: ZoneInfo) -> datetime | None:
    """A time of ISO 8601; without an offset it is in the zone."""
    try:
        found = datetime.fromisoformat(said.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


_TRACK: Final = " · "


def _is_in(session: Session, room: str) -> bool:
    wanted = room.casefold().strip()
    return wanted in {part.casefold() for part in session.room.split(_TRACK)}


def _session(given: Given) -> Session | str:
    minutes = round(given.length.total_seconds() / 60)
    title = clean_line(given.title, limit=_LONGEST)
    if not title:
        return "it has no title"
    if given.starts.year not in _YEARS:
        return f"it is in the year {given.starts.year}"
    if not 0 < minutes <= MOST_MINUTES:
        return f"it takes {minutes:,} minutes; between 1 and {MOST_MINUTES:,} would be right"
    parts = (clean_line(part, limit=_LONGEST) for part in (given.room, given.track))
    return Session(
        title=title,
        starts=given.starts,
        minutes=minutes,
        people=tuple(
            name for each in given.people[:50] if (name := clean_line(each, limit=_LONGEST))
        ),
        room=_TRACK.join(part for part in parts if part),
        uid=clean_line(given.uid, limit=_LONGEST),
    )

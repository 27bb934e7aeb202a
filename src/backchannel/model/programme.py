"""The event: its name, tags, times, sessions and people; which session a moment belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from backchannel.model.preferences import View
from backchannel.model.roles.rule import Alert, Rule

__all__ = [
    "AFTER",
    "BEFORE",
    "Alert",
    "Event",
    "Person",
    "Rule",
    "Session",
    "filed_at",
    "running",
    "zone_of",
]

OVER_TIME: Final = timedelta(minutes=15)
"""How long after its end a session is still the running one when none has followed it."""

BEFORE: Final = "before"
AFTER: Final = "after"
"""Under what is filed that was posted before the first session, or after the last one was over."""


class Session(Struct, frozen=True, omit_defaults=True):
    """A slot of the programme. `starts` is aware; `minutes` is positive.

    `uid` is what the calendar it is from calls it, so that it is known again when it was renamed.
    As it is run it has a `key`, by which everything is filed, which no other has; `until` is when
    it ends if not after its minutes, and `closes` when nothing is filed under it any more.
    """

    title: str
    starts: datetime
    minutes: int
    people: tuple[str, ...] = ()
    room: str = ""
    uid: str = ""
    key: str = ""
    until: datetime | None = None
    closes: datetime | None = None

    @property
    def name(self) -> str:
        """By what it is filed and asked for: its title, made distinct."""
        return self.key or self.title

    @property
    def ends(self) -> datetime:
        """The moment it is over."""
        return self.until or self.starts + timedelta(minutes=self.minutes)


class Person(Struct, frozen=True):
    """Somebody the event file names. `accounts` are handles as people write them.

    With `auto_pin` what they write is pinned without being asked for.
    """

    name: str
    role: str = ""
    accounts: tuple[str, ...] = ()
    auto_pin: bool = False


class Calendar(Struct, frozen=True):
    """Where the programme is published: a file beside the event file, or an address.

    Only what is in the `room`, or of that track, is taken, and what names none. With `is_local` the
    address may be on this machine.
    """

    file: str
    room: str = ""
    is_local: bool = False

    @property
    def is_far(self) -> bool:
        """Whether it is an address."""
        return "://" in self.file


class Event(Struct, frozen=True):
    """One occasion. `tags` are canonical. `timezone` is an IANA name.

    `spellings` are the tags as people write them, without `#`: what is shown, and what a server is
    asked for that tells `idea_perf` from `ideaperf`. Empty when they are written like `tags`.
    `starts` is when posts begin to matter: first contact with a source pages back to it. None means
    the beginning of the first session, or else everything a place is ready to give. `views` are
    those that everybody who gets the file shares. `cues` are told with one key. `url` is a
    page about the event: where the code on a projector leads.
    """

    name: str
    tags: tuple[str, ...]
    timezone: str = "UTC"
    starts: datetime | None = None
    ends: datetime | None = None
    sessions: tuple[Session, ...] = ()
    people: tuple[Person, ...] = ()
    spellings: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    views: tuple[View, ...] = ()
    calendar: Calendar | None = None
    cues: tuple[str, ...] = ()
    url: str = ""

    @property
    def hashtags(self) -> tuple[str, ...]:
        """The tags as they are shown and asked for, without `#`."""
        return self.spellings or self.tags


def zone_of(event: Event | None) -> ZoneInfo:
    """The time zone of an event; UTC while none is known."""
    return ZoneInfo(event.timezone if event else "UTC")


def running(sessions: Sequence[Session], now: datetime) -> Session | None:
    """The session that a moment belongs to: the latest that has begun and is not closed."""
    begun = [each for each in sessions if each.starts <= now < (each.closes or each.ends)]
    return max(begun, key=lambda session: session.starts, default=None)


def filed_at(sessions: Sequence[Session], moment: datetime) -> str:
    """Under what the clock files a moment: a session's name, `BEFORE` or `AFTER`.

    Empty between two sessions, and where there is no programme.
    """
    if found := running(sessions, moment):
        return found.name
    if not sessions:
        return ""
    if moment < min(each.starts for each in sessions):
        return BEFORE
    return AFTER if moment >= max(each.closes or each.ends for each in sessions) else ""

"""The event: its name, tags, times, sessions and people; which session a moment belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from backchannel.model.preferences import View


class Session(Struct, frozen=True):
    """A slot of the programme. `starts` is aware; `minutes` is positive."""

    title: str
    starts: datetime
    minutes: int
    people: tuple[str, ...] = ()

    @property
    def ends(self) -> datetime:
        """The moment it is over by the programme."""
        return self.starts + timedelta(minutes=self.minutes)


class Person(Struct, frozen=True):
    """Somebody the event file names. `accounts` are handles as people write them."""

    name: str
    role: str = ""
    accounts: tuple[str, ...] = ()


class Alert(Struct, frozen=True):
    """So many different people within so long."""

    people: int
    within: timedelta


class Rule(Struct, frozen=True):
    """What is to be done with posts that the filter `when` finds."""

    name: str
    when: str
    alert: Alert | None = None
    highlight: bool = False
    mute: bool = False


class Event(Struct, frozen=True):
    """One occasion. `tags` are canonical. `timezone` is an IANA name.

    `spellings` are the tags as people write them, without `#`: what is shown, and what a server is
    asked for that tells `idea_perf` from `ideaperf`. Empty when they are written like `tags`.
    `starts` is when posts begin to matter: first contact with a source pages back to it. None means
    the beginning of the first session, or else everything a place is ready to give. `views` are
    those that everybody who gets the file shares. `cues` are told with one key.
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
    cues: tuple[str, ...] = ()

    @property
    def hashtags(self) -> tuple[str, ...]:
        """The tags as they are shown and asked for, without `#`."""
        return self.spellings or self.tags


def zone_of(event: Event | None) -> ZoneInfo:
    """The time zone of an event; UTC while none is known."""
    return ZoneInfo(event.timezone if event else "UTC")


def running(sessions: Sequence[Session], now: datetime) -> Session | None:
    """The session that a moment belongs to: the latest that has begun and is not over."""
    begun = [session for session in sessions if session.starts <= now < session.ends]
    return max(begun, key=lambda session: session.starts, default=None)

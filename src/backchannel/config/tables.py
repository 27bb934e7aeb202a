"""What may stand in the event file: one dataclass for each table, its fields are the keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Final, Literal

from backchannel.clean.addresses import refusal
from backchannel.config.settings import Settings
from backchannel.model.roles.rule import LONGEST_NAME, Level

PaneName = Literal["feeds", "backchannel"]

LONGEST_MUTE: Final = timedelta(days=1000)
LONGEST_WITHIN: Final = timedelta(days=1)
MOST_PEOPLE: Final = 1_000


@dataclass(frozen=True, slots=True)
class EventTable:
    """`[event]`: what it is called and which tags gather its posts; a page about it."""

    tags: tuple[str, ...]
    name: str = ""
    timezone: str = "UTC"
    starts: datetime | None = None
    ends: datetime | None = None
    cues: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """`[[source]]`: the keys that every kind has; each kind adds its own.

    `folders` and `outline` are where and how it stood in an OPML file, kept for the next one.
    """

    kind: str
    name: str = ""
    pane: PaneName | None = None
    tagged: bool = False
    local: bool = False
    token_command: str = ""
    token_env: str = ""
    folders: tuple[str, ...] = ()
    outline: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionTable:
    """`[[session]]`: a slot of the programme. A time without a zone is in the event's.

    By its `id` it is known again when it has another title.
    """

    title: str
    starts: datetime
    minutes: int
    people: tuple[str, ...] = ()
    room: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError for a session that takes no time."""
        if self.minutes <= 0:
            raise ValueError("minutes must be more than 0")


@dataclass(frozen=True, slots=True)
class ProgrammeTable:
    """`[programme]`: a calendar or schedule that is followed, a file or an address."""

    file: str
    room: str = ""
    local: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for what can be neither."""
        if not self.file.strip():
            raise ValueError("file must name a file beside this one, or a https:// address")
        if "://" in self.file and (wrong := refusal(self.file, allow_local=self.local)):
            raise ValueError(f"file cannot be fetched: {wrong}")


@dataclass(frozen=True, slots=True)
class PersonTable:
    """`[[person]]`: somebody whose posts should be recognised."""

    name: str
    role: str = ""
    accounts: tuple[str, ...] = ()
    auto_pin: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """So many different people within so long."""

    people: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Rule:
    """`[[rule]]`: what to do with posts that a filter finds."""

    name: str
    when: str
    highlight: bool | Level = False
    mute: bool | timedelta = False
    tag: str = ""
    pin: bool = False
    auto_pin: bool = False
    file: str = ""
    alert: Alert | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for what nobody can mean."""
        if not self.name or len(self.name) > LONGEST_NAME:
            raise ValueError(f"name must have between 1 and {LONGEST_NAME} characters")
        if isinstance(self.mute, timedelta) and not timedelta(0) < self.mute <= LONGEST_MUTE:
            raise ValueError("mute must be more than 0 and at most 1000 days")
        if self.alert and not 0 < self.alert.people <= MOST_PEOPLE:
            raise ValueError(f"alert takes between 1 and {MOST_PEOPLE} people")
        if self.alert and not timedelta(0) < self.alert.within <= LONGEST_WITHIN:
            raise ValueError("alert takes a time of more than 0 and at most 1 day")


@dataclass(frozen=True, slots=True)
class ViewTable:
    """`[[view]]`: a filter with a name."""

    name: str
    filter: str
    pane: PaneName | None = None


TABLES: Final[Mapping[str, type]] = {
    "event": EventTable,
    "source": SourceTable,
    "programme": ProgrammeTable,
    "session": SessionTable,
    "person": PersonTable,
    "rule": Rule,
    "view": ViewTable,
    "settings": Settings,
}
"""Every table of the file, and the dataclass whose fields are its keys."""


def keys_of(cls: type) -> tuple[str, ...]:
    """The keys of a table, in the order of the manual."""
    return tuple(each.name for each in fields(cls))

"""What a line of a raw record is to the store: cleaned, for a record may be anybody's.

All of these raise ValueError for what can be none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.config.tables import LONGEST_MUTE
from backchannel.model.moments import to_micros
from backchannel.model.programme import Event, Person, Session
from backchannel.model.query import EVERYTHING, QueryError, parse
from backchannel.model.roles.rule import LONGEST_NAME, MOST_RULES, Rule
from backchannel.model.roles.slot import MOST_MINUTES, Slot
from backchannel.model.source import SourceSpec
from backchannel.record.lines.cleaning import clean_id, clean_post, utc
from backchannel.record.lines.entries import (
    Copied,
    EventLine,
    PersonLine,
    PostLine,
    SessionLine,
    SourceLine,
)
from backchannel.store.taking import CopyOf, Recorded

_NONE: Final = timedelta()
LONGEST_FILTER: Final = 2_000
"""Characters of what a rule looks for."""

NAME_LIMIT: Final = 200
"""Characters of the name of whoever decided something."""


def event_of(
    line: EventLine,
    sessions: Sequence[SessionLine],
    people: Sequence[Person],
    rules: Sequence[Rule] = (),
) -> Event:
    """The event with its sessions as they were planned, each with its key."""
    return Event(
        name=clean_line(line.name),
        tags=tuple(clean_line(tag) for tag in line.tags),
        timezone=_zone(line.timezone),
        starts=line.starts and utc(line.starts),
        ends=line.ends and utc(line.ends),
        sessions=tuple(_session(each) for each in sessions if not (each.done or Slot()).is_added),
        people=tuple(people),
        spellings=tuple(clean_line(tag) for tag in line.spellings),
        rules=tuple(rules[:MOST_RULES]),
        url=clean_line(line.url, limit=2_048),
    )


def _session(line: SessionLine) -> Session:
    if not 0 < line.minutes <= 100_000:
        raise ValueError("it has a session of no length")
    return Session(
        title=clean_line(line.title),
        starts=utc(line.starts),
        minutes=line.minutes,
        people=tuple(clean_line(name) for name in line.people),
        room=clean_line(line.room),
        uid=clean_line(line.uid),
        key=clean_line(line.id),
    )


def slot_of(raw: Slot) -> Slot:
    """What was done to a session by hand."""
    return replace(
        raw,
        title=None if raw.title is None else clean_line(raw.title),
        starts=raw.starts and utc(raw.starts),
        minutes=None if raw.minutes is None else min(max(raw.minutes, 1), MOST_MINUTES),
        people=None if raw.people is None else tuple(clean_line(each) for each in raw.people),
        room=None if raw.room is None else clean_line(raw.room),
        began=raw.began and utc(raw.began),
        until=raw.until and utc(raw.until),
    )


def rule_of(raw: Rule) -> Rule:
    """A rule of the event file or of a desk."""
    name = clean_line(raw.name, limit=LONGEST_NAME)
    when = clean_line(raw.when, limit=LONGEST_FILTER)
    try:
        is_all = parse(when) == EVERYTHING
    except QueryError as error:
        raise ValueError(f"it has a rule that cannot be understood: {error}") from error
    spans = [each for each in (raw.mute, raw.alert and raw.alert.within) if each is not None]
    is_endless = any(
        isinstance(each, timedelta) and not _NONE < each <= LONGEST_MUTE for each in spans
    )
    if is_all or not name or is_endless or (raw.alert and raw.alert.people < 1):
        raise ValueError("it has a rule that can be none")
    return replace(raw, name=name, when=when, tag=clean_line(raw.tag), file=clean_line(raw.file))


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise ValueError("it has a time zone that nobody knows") from error
    return name


def person_of(line: PersonLine) -> Person:
    """Somebody of the event."""
    accounts = tuple(clean_line(each) for each in line.accounts)
    return Person(clean_line(line.name), clean_line(line.role), accounts)


def source_of(line: SourceLine) -> SourceSpec:
    """Its options are looked at by whoever follows it; here it only has a name."""
    return SourceSpec(
        clean_line(line.name), clean_line(line.kind), clean_line(line.pane), line.options,
        tagged=line.tagged, local=line.local,
    )  # fmt: skip


def recorded_of(line: PostLine) -> Recorded:
    """A post."""
    first_seen = to_micros(utc(line.first_seen))
    seen = tuple((clean_line(each.source), to_micros(utc(each.at))) for each in line.seen)
    return Recorded(
        place=line.place,
        number=line.number,
        pane=clean_line(line.pane),
        first_seen=first_seen,
        seen=seen or (("record", first_seen),),
        post=clean_post(line.post, line.names),
        filed=_filed(line),
        copy=_copied(line.copy),
    )


def _filed(line: PostLine) -> tuple[str, str, int] | None:
    if line.filed is None:
        return None
    by = clean_line(line.filed.by, limit=NAME_LIMIT)
    return clean_line(line.session), by, to_micros(utc(line.filed.at))


def _copied(copied: Copied | None) -> CopyOf | None:
    if copied is None:
        return None
    return CopyOf(clean_id(copied.of), clean_line(copied.why), to_micros(utc(copied.at)))


def micros(moment: datetime | None) -> int | None:
    """A moment as the store keeps it; None stays None."""
    return None if moment is None else to_micros(utc(moment))

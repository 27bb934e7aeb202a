"""What a record says before the first post: the event, how its programme was run, its sources."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from backchannel.errors import StoreError
from backchannel.model.programme import Event, Person, Session
from backchannel.model.source import SourceSpec
from backchannel.record.choosing import Chosen
from backchannel.record.reading.snapshot import changed_at
from backchannel.store import search, sources
from backchannel.store.connection import Connection


class Recorded(Struct, frozen=True):
    """The event of a store.

    `event` is as it was run; `sessions` are those of it that were chosen, each as it was run, in
    the order of their starts. `changed` is when the store was changed last: a record says that in
    the place of when it was written, so that the same store gives the same record.
    """

    event: Event
    sessions: tuple[Session, ...]
    people: tuple[Person, ...]
    sources: tuple[SourceSpec, ...]
    changed: datetime


def recorded(db: Connection, chosen: Chosen) -> Recorded:
    """The event of a store. Raises StoreError when none was ever told."""
    event = search.event_of(db)
    if event is None:
        raise StoreError("nothing is known of an event in this store; open it with its event file")
    return Recorded(
        event=event,
        sessions=tuple(each for each in event.sessions if chosen.has_session(each.name)),
        people=event.people,
        sources=tuple(asked.spec for asked in sources.asked_for(db)),
        changed=changed_at(db),
    )

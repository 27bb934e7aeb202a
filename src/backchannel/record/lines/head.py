"""The first lines: what event this is, its sessions, people and sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from backchannel.decoding import decoded
from backchannel.model.programme import Session
from backchannel.model.roles.slot import Slot, distinct
from backchannel.model.source import SourceSpec
from backchannel.record.choosing import Chosen
from backchannel.record.lines.entries import (
    FORMAT,
    PLAIN,
    VERSION,
    Entry,
    EventLine,
    Header,
    PersonLine,
    RuleLine,
    SessionLine,
    SourceLine,
)
from backchannel.record.reading.recorded import recorded
from backchannel.store import meta, search
from backchannel.store.connection import Connection
from backchannel.store.search.situation import KNOWN, Told

_OF_A_MACHINE: Final = frozenset({"folder", "stdin"})
"""Kinds whose options say where something lies on somebody's disk."""


def entries(db: Connection, chosen: Chosen) -> Iterator[Entry]:
    """The header, the event, and what is known of it beside its posts."""
    found = recorded(db, chosen)
    event = found.event
    yield Header(FORMAT, VERSION if chosen.has_decisions else PLAIN)
    yield EventLine(
        event.name, event.tags, event.spellings, event.timezone, event.starts, event.ends, event.url
    )
    planned, done = planned_sessions(db), _done(db)
    for session in found.sessions:
        slot = done.get(session.name)
        plan = planned.get(session.name) or _as_added(session, slot)
        yield SessionLine(
            session.name,
            plan.title,
            plan.starts,
            plan.minutes,
            plan.people,
            plan.room,
            plan.uid,
            session.starts,
            session.ends,
            slot,
        )
    for person in found.people:
        yield PersonLine(person.name, person.role, person.accounts)
    for spec in found.sources:
        yield _source(spec)
    told = search.told_event(db)
    if told and chosen.has_decisions:
        yield from map(RuleLine, told.rules)


def planned_sessions(db: Connection) -> Mapping[str, Session]:
    """The sessions as organisers told them, by their keys."""
    known = meta.kept(db, KNOWN, Told()).sessions
    event = search.told_event(db)
    return {each.key: each for each in known or distinct(event.sessions if event else ())}


def _done(db: Connection) -> Mapping[str, Slot]:
    rows = db.execute("SELECT id, body FROM session_acts")
    return {key: decoded(body, Slot) for key, body in rows}


def _as_added(session: Session, slot: Slot | None) -> Session:
    """A session that somebody put into the programme at the desk: what they said then."""
    starts = slot.starts if slot and slot.starts else session.starts
    return replace(session, starts=starts)


def _source(spec: SourceSpec) -> SourceLine:
    options = {} if spec.kind in _OF_A_MACHINE else spec.options
    return SourceLine(spec.name, spec.kind, spec.pane, spec.tagged, spec.local, options)

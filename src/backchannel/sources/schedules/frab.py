"""Frab's schedule as JSON, as Pretalx exports it (docs.pretalx.org, `schedule.json`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from backchannel.errors import ConfigError, SourceError
from backchannel.sources.payload import decode
from backchannel.sources.schedules.slots import Found, Given, collected, length_of, moment_of


class Slot(Struct, frozen=True):
    """One event, as both forms have it; every text may be missing."""

    title: str = ""
    date: str = ""
    duration: str = ""
    uid: str = ""
    room: str = ""
    track: str = ""
    people: tuple[str, ...] = ()


def read_json(body: bytes, zone: ZoneInfo) -> Found:
    """The events of every day and room."""
    try:
        told = decode(body, dict[str, Any])
    except SourceError as error:
        raise ConfigError(f"is not a schedule as JSON: {error}") from error
    days = _at(told, "schedule", "conference", "days")
    if not isinstance(days, list):
        raise ConfigError(
            "is JSON, but no schedule: schedule.conference.days is missing, as Pretalx and Frab "
            "write it"
        )
    own = zone_named(str(_at(told, "schedule", "conference", "time_zone_name") or ""), zone)
    return collected((place, given(slot, own)) for place, slot in _slots(days))


def given(slot: Slot, zone: ZoneInfo) -> Given | str:
    """What it is worth, or why it is no session."""
    starts, length = moment_of(slot.date, zone), length_of(slot.duration)
    if starts is None:
        return f'its date is "{slot.date[:40]}"; 2026-07-09T09:30:00+01:00 would be right'
    if length is None:
        return f'its duration is "{slot.duration[:40]}"; 00:45 would be right'
    return Given(slot.title, starts, length, slot.uid, slot.people, slot.room, slot.track)


def zone_named(name: str, usual: ZoneInfo) -> ZoneInfo:
    """The zone that the conference names, else the usual one."""
    try:
        return ZoneInfo(name) if name else usual
    except (KeyError, ValueError, OSError):
        return usual


def _slots(days: list[Any]) -> Iterator[tuple[str, Slot]]:
    for number, day in enumerate(days, 1):
        rooms = _at(day, "rooms")
        for room, events in rooms.items() if isinstance(rooms, dict) else ():
            for index, event in enumerate(events if isinstance(events, list) else [], 1):
                yield f"day {number}, {room}, event {index}", _slot(event, room)


def _slot(event: object, room: str) -> Slot:
    persons = _at(event, "persons")
    names = [
        _text(person, "public_name") or _text(person, "name") or _text(person, "full_public_name")
        for person in (persons if isinstance(persons, list) else [])
    ]
    uid = _text(event, "code") or _text(event, "guid") or _text(event, "id")
    return Slot(
        title=_text(event, "title"),
        date=_text(event, "date"),
        duration=_text(event, "duration"),
        uid=uid,
        room=_text(event, "room") or room,
        track=_text(event, "track"),
        people=tuple(name for name in names if name),
    )


def _at(value: object, *path: str) -> object:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _text(value: object, name: str) -> str:
    """A text, or a number as one; of several languages the first."""
    found = _at(value, name)
    if isinstance(found, dict):
        found = found.get("en") or next(iter(found.values()), "")
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""

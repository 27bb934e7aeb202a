"""The store that an event is played into: made, or gone on with where it was left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from backchannel.errors import ConfigError
from backchannel.model.programme import Event, zone_of

if TYPE_CHECKING:
    from backchannel.store.connection import Connection
    from backchannel.store.replay.course import Course
    from backchannel.store.replay.recording import Recording


class Told(Struct, frozen=True):
    """What was said of how it is played; the rest is as it was left."""

    has_span: bool = False
    has_end: bool = False
    speed: float | None = None


async def prepare(file: Path, found: Recording, way: Course, told: Told) -> str:
    """Make the store that is played into, or go on with one of the same recording.

    What is said of how it goes on; empty for a new one. Raises ConfigError for a store that holds
    something else, and for what a replay that has begun cannot do.
    """
    from backchannel.store import pages
    from backchannel.store.replay import course, playing
    from backchannel.store.store import Store

    async with Store(file) as store:
        before = await store.read(course.course_of)
        is_same = before is not None and before.origin in {"", way.origin}
        if before is not None and is_same and before.recorded == way.recorded:
            return await store.write(_gone_on, before, way, told, found)
        is_used = await store.read(pages.latest) > 0
        if before is not None or is_used:
            raise ConfigError(f"{file} holds something else; name a new file", key="--into")
        await store.write(playing.prepare, found.event or Event(file.stem, ()), way)
    return ""


def _gone_on(db: Connection, before: Course, way: Course, told: Told, found: Recording) -> str:
    return _said(_go_on(db, before, way, told), found)


def _go_on(db: Connection, before: Course, way: Course, told: Told) -> Course:
    from backchannel.store.replay import course

    if way.has_decisions and not before.has_decisions:
        raise ConfigError(
            "this replay was begun without them; name a new file with --into",
            key="--with-decisions",
        )
    if before.origin != way.origin:  # it was begun by an earlier version
        before = replace(before, origin=way.origin)
        course.begin(db, before)
    at = way.at if told.has_span else before.moment(db.wall())
    until = way.until if told.has_span or told.has_end else before.until
    if told.has_end and at >= until:
        raise ConfigError("it was left later than that; say --from, too", key="--until")
    if told == Told():
        return before
    course.begin(db, replace(before, begin=min(before.begin, way.begin), until=until))
    return course.turn(db, at=at, speed=told.speed) or before


def _said(way: Course, found: Recording) -> str:
    from backchannel.model.moments import from_micros

    if way.at >= way.until:
        return "was played to its end; with --from it goes on from there"
    zone = zone_of(found.event)
    moments = (from_micros(each).astimezone(zone) for each in (way.at, way.until))
    at, until = (f"{moment:%Y-%m-%d %H:%M}" for moment in moments)
    held = ", held" if way.is_paused else ""
    return f"goes on at {at}, until {until}, {way.speed:g} times as fast{held}"

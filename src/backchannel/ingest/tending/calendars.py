"""The programme that the event file points at: read at the start, and again when it changed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.config.secrets import redacted
from backchannel.errors import BackchannelError, ConfigError, StoreError
from backchannel.ingest.afterwards.pace import LONGEST
from backchannel.ingest.afterwards.quiet import is_slow
from backchannel.model.programme import Calendar, Event
from backchannel.sources.api import Response
from backchannel.sources.schedules import MAX_BYTES, read_schedule
from backchannel.store.coverage.event_place import place_of
from backchannel.store.roles import told
from backchannel.store.roles.told import FOLLOWED, Imported
from backchannel.store.store import Store

log = logging.getLogger(__name__)

Fetch = Callable[[str, bool, str, str], Awaitable[Response]]
"""What is at an address, which may be on this machine only if so; the ETag and date that are known.

Raises SourceError.
"""

PAUSE: Final = 2.0
"""Seconds between two looks at a file."""

EVERY: Final = timedelta(minutes=15)
"""Between two questions to a server."""


class Calendars:
    """Keeps the store told of what stands there; what cannot be read leaves what was read."""

    def __init__(
        self, store: Store, fetch: Fetch, now: Callable[[], datetime], *, pause: float = PAUSE
    ) -> None:
        self._store, self._fetch, self._now, self._pause = store, fetch, now, pause
        self._named: Calendar | None = None
        self._asked: dict[str, datetime] = {}
        self._seen: tuple[object, ...] = ()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except StoreError as error:
                log.warning("store: %s", error)
            await asyncio.sleep(self._pause)

    async def look(self) -> None:
        """Once."""
        event = await self._store.read(told.told_event)
        calendar = event.calendar if event else None
        before = known = await self._store.read(told.imported, FOLLOWED)
        if calendar != self._named:  # also one that was named before is read again
            self._named, self._seen, self._asked = calendar, (), {}
        if event is None or calendar is None:
            if before != Imported():
                await self._store.write(told.take_in, Imported(), FOLLOWED)
            return
        if before.origin != calendar.file:
            before = Imported(calendar.file)
        try:
            found = await self._read(event, calendar, before)
        except BackchannelError as error:
            if isinstance(error, StoreError):
                raise
            problem = clean_line(redacted(str(error)), limit=200)
            if problem != before.problem:
                log.warning("the programme in %s: %s", calendar.file, problem)
            found = replace(before, problem=problem)
        await self._take_in(found, known)

    async def _take_in(self, found: Imported | None, known: Imported) -> None:
        """What could not be stored of a file is read again. Raises StoreError."""
        if found is None or found == known:
            return
        try:
            await self._store.write(told.take_in, found, FOLLOWED)
        except StoreError:
            self._seen = ()
            raise

    async def _read(self, event: Event, calendar: Calendar, before: Imported) -> Imported | None:
        """What it says now; None when it was not looked at, or says the same."""
        zone = await asyncio.to_thread(ZoneInfo, event.timezone)  # it is read from a file
        if calendar.is_far:
            return await self._asked_for(calendar, zone, before)
        base = await self._store.read(place_of)
        path = (base.parent if base else Path()) / calendar.file
        sign = (path, zone.key, *await asyncio.to_thread(_sign, path))
        if sign == self._seen:
            return None
        body = await asyncio.to_thread(_body_of, path)
        self._seen = sign  # not before: whether a file may be opened does not show in its sign
        found = await asyncio.to_thread(read_schedule, body, zone, room=calendar.room)
        return Imported(calendar.file, found.sessions, len(found.left_out))

    async def _asked_for(
        self, calendar: Calendar, zone: ZoneInfo, before: Imported
    ) -> Imported | None:
        now, last = self._now(), self._asked.get(zone.key)
        if last is not None and now - last < EVERY:
            return None
        if last is not None and now - last < LONGEST and await self._store.read(is_slow):
            return None
        is_first = last is None  # then the room, or the zone, may be another than it was read with
        self._asked = {zone.key: now}
        etag, modified = ("", "") if is_first else (before.etag, before.modified)
        got = await self._fetch(calendar.file, calendar.is_local, etag, modified)
        if got.status == 304:
            return replace(before, problem="")
        found = await asyncio.to_thread(read_schedule, got.body, zone, room=calendar.room)
        return Imported(
            origin=calendar.file,
            sessions=found.sessions,
            left_out=len(found.left_out),
            etag=got.headers.get("etag", ""),
            modified=got.headers.get("last-modified", ""),
        )


def _sign(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError:
        return (0, 0)
    return stat.st_mtime_ns, stat.st_size


def _body_of(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=path.name) from error

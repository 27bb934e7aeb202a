"""The programme that the event file points at is read, and again when it changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tests.clock import Clock

from backchannel.errors import SourceUnreachable, StoreError
from backchannel.ingest.tending.calendars import EVERY, Calendars
from backchannel.model.programme import Calendar, Event
from backchannel.sources.api import Response
from backchannel.store import schema, sources
from backchannel.store.coverage.event_place import keep_place
from backchannel.store.roles import programme, told
from backchannel.store.store import Store

URL = "https://programme.example/schedule.ics"


def calendar(title: str) -> bytes:
    return (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//EN\nBEGIN:VEVENT\nUID:a\n"
        f"SUMMARY:{title}\nDTSTART:20260109T140000\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR\n"
    ).encode()


class Server:
    """Gives a calendar, says that nothing is new, or is away."""

    def __init__(self) -> None:
        self.body, self.is_away = calendar("Keynote"), False
        self.asked: list[tuple[str, str]] = []

    async def __call__(self, url: str, is_local: bool, etag: str, modified: str) -> Response:
        self.asked.append((url, etag))
        if self.is_away:
            raise SourceUnreachable("programme.example cannot be found", is_offline=True)
        own = f'"{hash(self.body)}"'
        if etag == own:
            return Response(304, url, {}, b"")
        return Response(200, url, {"etag": own}, self.body)


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    async with Store(tmp_path / "event.db", now=clock) as opened:
        await opened.write(keep_place, tmp_path / "event.toml")
        yield opened


async def tell(store: Store, file: str, room: str = "", zone: str = "Europe/London") -> None:
    event = Event("An event", ("rivers",), zone, calendar=Calendar(file, room))
    await store.write(sources.plan, event, [])


async def titles(store: Store) -> list[str]:
    return [each.title for each in await store.read(programme.sessions)]


async def problem(store: Store) -> str:
    return (await store.read(told.imported, told.FOLLOWED)).problem


async def test_a_file_beside_the_event_file_is_read_when_it_changes(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    await tell(store, "day.ics")
    calendars = Calendars(store, Server(), clock)
    await calendars.look()
    assert "day.ics: cannot be read" in await problem(store)
    (tmp_path / "day.ics").write_bytes(calendar("Keynote"))
    await calendars.look()
    assert (await titles(store), await problem(store)) == (["Keynote"], "")
    (tmp_path / "day.ics").write_bytes(calendar("Opening keynote"))
    await calendars.look()
    assert await titles(store) == ["Opening keynote"]
    assert [each.name for each in await store.read(programme.sessions)] == ["Keynote"]
    (tmp_path / "day.ics").write_bytes(b"<html>Not found</html>")
    await calendars.look()
    assert await titles(store) == ["Opening keynote"]
    assert "no schedule" in await problem(store)
    await store.write(sources.plan, Event("An event", ("rivers",)), [])
    await calendars.look()
    assert await titles(store) == []


async def test_an_address_is_asked_politely_and_what_it_said_stays(
    store: Store, clock: Clock
) -> None:
    await tell(store, URL)
    server = Server()
    calendars = Calendars(store, server, clock)
    for _ in range(3):
        await calendars.look()
    assert len(server.asked) == 1
    assert await titles(store) == ["Keynote"]
    clock.advance(EVERY.total_seconds())
    await calendars.look()
    assert [etag != "" for _, etag in server.asked] == [False, True]
    server.is_away = True
    clock.advance(EVERY.total_seconds())
    await calendars.look()
    assert await titles(store) == ["Keynote"]
    assert "cannot be found" in await problem(store)
    server.is_away, server.body = False, calendar("Panel")
    clock.advance(EVERY.total_seconds())
    await calendars.look()
    assert (await titles(store), await problem(store)) == (["Panel"], "")


async def test_another_room_is_asked_for_at_once(store: Store, clock: Clock) -> None:
    await tell(store, URL)
    server = Server()
    calendars = Calendars(store, server, clock)
    await calendars.look()
    await tell(store, URL, "Hall")
    await calendars.look()
    assert [etag for _, etag in server.asked] == ["", ""]
    assert "names a room" in await problem(store)


async def test_one_that_is_named_again_is_read_again(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / "day.ics").write_bytes(calendar("Opening"))
    calendars = Calendars(store, Server(), clock)
    said = {"day.ics": ["Opening"], URL: ["Keynote"], "": []}
    for file in ("day.ics", "", "day.ics", URL, "", URL, "day.ics", URL):
        named = Calendar(file) if file else None
        event = Event("An event", ("rivers",), "Europe/London", calendar=named)
        await store.write(sources.plan, event, [])
        await calendars.look()
        assert await titles(store) == said[file]


@pytest.mark.parametrize("file", ["day.ics", URL])
async def test_in_another_zone_it_is_read_again(
    store: Store, clock: Clock, tmp_path: Path, file: str
) -> None:
    (tmp_path / "day.ics").write_bytes(calendar("Keynote"))
    calendars = Calendars(store, Server(), clock)
    begins = []
    for zone in ("Europe/London", "Europe/Berlin"):
        await tell(store, file, zone=zone)
        await calendars.look()
        (keynote,) = await store.read(programme.sessions)
        begins.append(keynote.starts)
    assert begins[0] - begins[1] == timedelta(hours=1)


async def test_what_could_not_be_stored_is_read_again(clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "day.ics").write_bytes(calendar("Keynote"))
    path = tmp_path / "event.db"
    async with Store(path, now=clock, busy_ms=20) as store:
        await store.write(keep_place, tmp_path / "event.toml")
        await tell(store, "day.ics")
        calendars = Calendars(store, Server(), clock)
        with closing(await asyncio.to_thread(schema.open_to_write, path)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError):
                await calendars.look()
            other.execute("ROLLBACK")
        await calendars.look()
        assert await titles(store) == ["Keynote"]

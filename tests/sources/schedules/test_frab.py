"""The schedules of Frab and Pretalx, as JSON and as XML."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from backchannel.errors import ConfigError
from backchannel.sources.schedules import read_schedule
from backchannel.sources.schedules.slots import Found

LONDON = ZoneInfo("Europe/London")


def an_event(**changes: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "id": 7, "guid": "1f0b", "code": "AB3CDE", "date": "2026-07-09T09:30:00+01:00",
        "start": "09:30", "duration": "00:45", "room": "Main hall", "title": "Keynote",
        "track": "Outcomes",
        "persons": [{"id": 1, "name": "Ada Example"}, {"public_name": "Bo Example"}],
    }  # fmt: skip
    return usual | changes


def as_json(*events: object, room: str = "Main hall") -> bytes:
    days = [{"index": 1, "date": "2026-07-09", "rooms": {room: list(events)}}]
    conference = {"title": "Plus", "time_zone_name": "Europe/Paris", "days": days}
    return json.dumps({"schedule": {"version": "1", "conference": conference}}).encode()


def as_xml(inside: str, zone: str = "") -> bytes:
    head = f"<conference><title>Plus</title>{zone}</conference>"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<schedule>' + head
        + f'<day index="1"><room name="Main hall">{inside}</room></day></schedule>'
    ).encode()  # fmt: skip


EVENT = """<event id="7" guid="1f0b" code="AB3CDE"><room>Main hall</room><title>Keynote</title>
<subtitle>Not the title</subtitle><track>Outcomes</track><date>2026-07-09T09:30:00+01:00</date>
<start>09:30</start><duration>00:45</duration><persons><person id="1">Ada Example</person>
<person id="2">Bo Example</person></persons>
<attachments><title>Slides</title></attachments></event>"""


@pytest.mark.parametrize("body", [as_json(an_event()), as_xml(EVENT)])
def test_json_and_xml_say_the_same(body: bytes) -> None:
    (session,) = read_schedule(body, LONDON).sessions
    assert (session.title, session.minutes, session.uid) == ("Keynote", 45, "AB3CDE")
    assert session.starts.isoformat() == "2026-07-09T09:30:00+01:00"
    assert session.people == ("Ada Example", "Bo Example")
    assert session.room == "Main hall · Outcomes"


@pytest.mark.parametrize(
    "body",
    [
        as_json(an_event(date="2026-07-09T09:30:00")),
        as_xml(
            EVENT.replace("00:00+01:00", "00:00").replace("30:00+01:00", "30:00"),
            "<time_zone_name>Europe/Paris</time_zone_name>",
        ),
    ],
)
def test_a_time_without_offset_is_in_the_conference_s_zone(body: bytes) -> None:
    (session,) = read_schedule(body, LONDON).sessions
    assert session.starts.isoformat() == "2026-07-09T09:30:00+02:00"


def test_a_track_is_picked() -> None:
    body = as_json(an_event(), an_event(code="X", track="Other", title="Elsewhere"))
    assert [each.title for each in read_schedule(body, LONDON, room="outcomes").sessions] == [
        "Keynote"
    ]
    with pytest.raises(ConfigError, match="has no room"):
        read_schedule(body, LONDON, room="Zzz")


def left_out(*events: Any) -> str:
    found: Found = read_schedule(as_json(*events), LONDON)
    assert found.sessions == ()
    return "\n".join(found.left_out)


def test_what_is_wrong_is_named_with_its_place_and_what_would_be_right() -> None:
    said = left_out(
        an_event(date="tomorrow"), an_event(duration="long"), an_event(title=""), "text", None,
        an_event(duration="00:00"), an_event(date="9999-12-31T23:59:00Z"),
    )  # fmt: skip
    assert 'day 1, Main hall, event 1: its date is "tomorrow"; 2026-07-09T09:30' in said
    assert 'event 2: its duration is "long"; 00:45 would be right' in said
    assert "event 3: it has no title" in said
    assert "event 6: " in said
    assert "event 7: it is in the year 9999" in said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "is not a schedule as JSON"),
        (b"[1]", "is not a schedule as JSON"),
        (b'{"schedule": []}', "schedule.conference.days is missing"),
        (b"<html><body>Log in</body></html>", "no schedule: it begins with <html>"),
        (b"<schedule><day></schedule>", "not well-formed XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><schedule>&a;</schedule>', "declares entities"),
        (b"<schedule>" + b"<a>" * 500, "more than any schedule needs"),
        (b'{"a":' * 100_000, "is not a schedule as JSON"),
    ],
)
def test_what_is_no_schedule_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        read_schedule(body, LONDON)

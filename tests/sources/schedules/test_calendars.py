"""Calendars as others write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from backchannel.errors import ConfigError
from backchannel.sources.schedules import read_schedule
from backchannel.sources.schedules.slots import Found

LONDON = ZoneInfo("Europe/London")


def calendar(*events: str) -> bytes:
    inside = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//EN\n{inside}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def read(*events: str, room: str = "") -> Found:
    return read_schedule(calendar(*events), LONDON, room=room)


def slots(found: Found) -> list[tuple[str, str, int]]:
    return [
        (each.title, f"{each.starts.astimezone(UTC):%m-%d %H:%M}", each.minutes)
        for each in found.sessions
    ]


def test_times_are_utc_of_a_zone_or_the_event_s() -> None:
    found = read(
        "UID:a\nSUMMARY:In UTC\nDTSTART:20260709T093000Z\nDTEND:20260709T101500Z",
        "UID:b\nSUMMARY:In Paris\nDTSTART;TZID=Europe/Paris:20260709T130000\nDURATION:PT1H",
        "UID:c\nSUMMARY:By Outlook\nDTSTART;TZID=GMT Standard Time:20260709T140000\nDURATION:PT30M",
        "UID:d\nSUMMARY:Floating\\, here\nDTSTART:20260709T170000\nDTEND:20260709T180000",
    )
    assert slots(found) == [
        ("In UTC", "07-09 09:30", 45),
        ("In Paris", "07-09 11:00", 60),
        ("By Outlook", "07-09 13:00", 30),
        ("Floating, here", "07-09 16:00", 60),
    ]
    assert [each.uid for each in found.sessions] == ["a", "b", "c", "d"]


def test_what_recurs_stays_at_its_hour_when_the_clocks_change() -> None:
    found = read(
        "UID:a\nSUMMARY:Stand-up\nDTSTART;TZID=Europe/London:20260327T090000\nDURATION:PT15M\n"
        "RRULE:FREQ=DAILY;COUNT=4\nEXDATE;TZID=Europe/London:20260328T090000",
        "UID:a\nSUMMARY:Stand-up\\, late\nRECURRENCE-ID;TZID=Europe/London:20260330T090000\n"
        "DTSTART;TZID=Europe/London:20260330T110000\nDURATION:PT15M",
    )
    assert slots(found) == [
        ("Stand-up", "03-27 09:00", 15),
        ("Stand-up", "03-29 08:00", 15),
        ("Stand-up, late", "03-30 10:00", 15),
    ]
    assert len({each.uid for each in found.sessions}) == 3


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY", "FREQ=DAILY;BYDAY=2MO;BYMONTHDAY=31;COUNT=3", "FREQ=WEEKLY;UNTIL=20990101"],
)
def test_what_never_ends_is_followed_for_a_year(rule: str) -> None:
    found = read(f"UID:a\nSUMMARY:Tea\nDTSTART:20260101T090000Z\nDURATION:PT15M\nRRULE:{rule}")
    assert 1 <= len(found.sessions) <= 367


def test_what_is_no_session_is_left_out_and_named() -> None:
    found = read(
        "UID:a\nSUMMARY:Day one\nDTSTART;VALUE=DATE:20260709",
        "UID:b\nSUMMARY:Open end\nDTSTART:20260709T093000Z",
        "UID:c\nSUMMARY:Off\nSTATUS:CANCELLED\nDTSTART:20260709T093000Z\nDURATION:PT1H",
        "UID:d\nSUMMARY:Odd\nDTSTART:2026070\nDURATION:PT1H",
        "UID:e\nSUMMARY:Backwards\nDTSTART:20260709T093000Z\nDTEND:20260709T083000Z",
        "UID:f\nSUMMARY:Ticks\nDTSTART:20260709T093000Z\nDURATION:PT1M\nRRULE:FREQ=SECONDLY",
        "UID:g\nDTSTART:20260709T093000Z\nDURATION:PT1H",
        "UID:h\nSUMMARY:Talk\nDTSTART:20260709T093000Z\nDURATION:PT1H",
    )
    assert slots(found) == [("Talk", "07-09 09:30", 60)]
    said = "\n".join(found.left_out)
    assert "event 1 (Day one): it is all day; a session has a time" in said
    assert "event 2 (Open end): it has neither DTEND nor DURATION" in said
    assert "event 3 (Off): it is cancelled" in said
    assert "event 4 (Odd): " in said
    assert "event 5 (Backwards): it takes -60 minutes" in said
    assert (
        "event 6 (Ticks): it recurs by FREQ=SECONDLY, which is not read; FREQ=DAILY would be"
        in said
    )
    assert "event 7: it has no title" in said


def test_a_room_is_picked_and_what_is_for_everybody_stays() -> None:
    events = (
        "UID:a\nSUMMARY:Talk\nLOCATION:Main hall\nDTSTART:20260709T093000Z\nDURATION:PT1H",
        "UID:b\nSUMMARY:Other\nLOCATION:Room 2\nDTSTART:20260709T093000Z\nDURATION:PT1H",
        "UID:c\nSUMMARY:Lunch\nDTSTART:20260709T113000Z\nDURATION:PT1H",
    )
    assert [each.title for each in read(*events, room="main hall").sessions] == ["Talk", "Lunch"]
    with pytest.raises(ConfigError, match="did you mean Main hall"):
        read(*events, room="Main hal")


def test_a_title_cannot_move_the_terminal() -> None:
    found = read("UID:a\nSUMMARY:A\x1b[2Jb\nDTSTART:20260709T093000Z\nDURATION:PT1H")
    assert [each.title for each in found.sessions] == ["Ab"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"\x00\x01",
        b"%PDF-1.4",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\r\nno colon here\r\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR" + b"\r\nBEGIN:VEVENT" * 5_000,
        b"x" * (5 << 20 | 1),
    ],
)
def test_what_is_no_calendar_is_refused_or_empty(body: bytes) -> None:
    said = ""
    try:
        said = str(read_schedule(body, LONDON).sessions or "")
    except ConfigError as error:
        said = "" if str(error) else "no word"
    assert not said


def test_a_calendar_of_today_is_read_in_time() -> None:
    events = [
        f"UID:{n}\nSUMMARY:Talk {n}\nDTSTART:20260709T{n % 24:02}3000Z\nDURATION:PT30M"
        for n in range(500)
    ]
    assert len(read(*events).sessions) == 500
    assert read(*events).sessions[0].starts == datetime(2026, 7, 9, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;INTERVAL=2;COUNT=3", ["06-01", "06-03", "06-05"]),
        ("FREQ=DAILY;UNTIL=20260603T100000Z", ["06-01", "06-02", "06-03"]),
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4", ["06-01", "06-03", "06-08", "06-10"]),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=2", ["06-01", "06-15"]),
        ("FREQ=MONTHLY;BYDAY=1MO;COUNT=3", ["06-01", "07-06", "08-03"]),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", ["06-01", "06-26"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", ["06-01", "06-30"]),
        ("FREQ=YEARLY;COUNT=1", ["06-01"]),
    ],
)
def test_rules_fall_on_the_days_they_say(rule: str, days: list[str]) -> None:
    """The first of June 2026 is a Monday; the first day is always one of them."""
    found = read(f"UID:a\nSUMMARY:Tea\nDTSTART:20260601T090000Z\nDURATION:PT9M\nRRULE:{rule}")
    assert [f"{each.starts:%m-%d}" for each in found.sessions] == days

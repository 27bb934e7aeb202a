"""When a post was: by the clock of the event, or how long ago."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from backchannel.model.moments import to_micros
from backchannel.ui.lines.drawing import Drawing
from backchannel.ui.lines.times import clock_on, time_label

ZONE = ZoneInfo("Pacific/Auckland")
NOON = datetime(2026, 7, 1, 12, 0, tzinfo=ZONE)
AGES = Drawing(60, NOON.date(), ZONE, minute=to_micros(NOON))


def label(ago: timedelta, drawing: Drawing = AGES) -> str:
    return time_label(to_micros(NOON - ago), drawing)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=-50), "now"),  # it came after the turn of the minute
        (timedelta(0), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=23, minutes=59), "23 h"),
        (timedelta(hours=24), "1 d"),
        (timedelta(days=6, hours=23), "6 d"),
        (timedelta(days=7), "24 Jun"),
        (timedelta(days=300), "4 Sep 2025"),
    ],
)
def test_an_age_is_told_in_coarse_steps(ago: timedelta, said: str) -> None:
    assert label(ago) == said


def test_an_age_does_not_mind_midnight_and_the_clock_does() -> None:
    late = NOON.replace(hour=23, minute=58)
    early = replace(AGES, today=date(2026, 7, 2), minute=to_micros(late + timedelta(minutes=4)))
    assert time_label(to_micros(late), early) == "4 min"
    assert time_label(to_micros(late), replace(early, minute=None)) == "Wed 23:58"


def test_an_age_is_the_same_in_every_zone_and_when_clocks_are_changed() -> None:
    before = datetime(2026, 3, 29, 0, 59, tzinfo=ZoneInfo("Europe/London"))
    after = datetime(2026, 3, 29, 2, 1, tzinfo=ZoneInfo("Europe/London"))  # two minutes later
    for zone in ("Europe/London", "Pacific/Auckland", "UTC"):
        drawing = Drawing(60, after.date(), ZoneInfo(zone), minute=to_micros(after))
        assert time_label(to_micros(before), drawing) == "2 min"


def test_no_age_is_told_of_a_moment_no_calendar_holds() -> None:
    assert time_label(-(1 << 63), AGES) == ""


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(0), "12:00"),
        (timedelta(hours=12), "00:00"),
        (timedelta(hours=13), "Tue 23:00"),
        (timedelta(days=6), "Thu 12:00"),
        (timedelta(days=7), "24 Jun 12:00"),
        (timedelta(hours=-12), "Thu 00:00"),  # a mute may end on another day
        (timedelta(days=-7), "8 Jul 12:00"),
        (timedelta(days=200), "13 Dec 2025 12:00"),
    ],
)
def test_a_clock_time_of_another_day_has_its_day(ago: timedelta, said: str) -> None:
    assert clock_on(NOON - ago, NOON, ZONE) == said

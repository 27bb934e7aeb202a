"""The programme without a screen."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.cli.conftest import RIVER, Backchannel
from tests.cli.plain.talk import talk_on

from backchannel.model.programme import Event, Session
from backchannel.store import sources
from backchannel.store.store import Store

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//EN
BEGIN:VEVENT
UID:a
SUMMARY:Dinner
DTSTART:20990709T190000
DURATION:PT2H
END:VEVENT
BEGIN:VEVENT
UID:b
SUMMARY:All day
DTSTART;VALUE=DATE:20990709
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def day(store: Path) -> Path:
    """A talk that runs now, and a panel after it."""
    now = datetime.now(UTC)
    panel = Session("Panel", now + timedelta(minutes=51), 30, ("Ada Example",), "Hall")
    sessions = (Session("Talk", now - timedelta(minutes=9), 60), panel)

    async def write() -> None:
        async with Store(store) as opened:
            event = Event("An event", ("rivers",), "Europe/London", sessions=sessions)
            await opened.write(sources.plan, event, [RIVER])

    asyncio.run(write())
    return store


def test_sessions_are_listed_with_the_running_one_marked(
    backchannel: Backchannel, day: Path
) -> None:
    first, second = backchannel("programme", "list", "--store", day).lines
    assert first.startswith("▸ ")
    assert second.endswith("Panel  Hall · Ada Example")
    told = backchannel("programme", "list", "--store", day, "--json").objects
    assert [each["is_running"] for each in told] == [True, False]


def test_one_is_overrun_ended_and_begun(backchannel: Backchannel, day: Path) -> None:
    ran = backchannel("programme", "overrun", "--minutes", "10", "--store", day)
    assert (ran.code, ran.lines[0][:14]) == (0, "Talk overrun: ")
    assert backchannel("programme", "start", "pan", "--store", day).lines[0].startswith("Panel beg")
    assert "runs already" in backchannel("programme", "start", "Panel", "--store", day).lines[0]
    (line,) = backchannel("programme", "end", "--store", day, "--json").objects
    assert (line["change"], line["id"], line["changed"]) == ("end session", "Panel", True)
    assert backchannel("programme", "end", "--store", day).code == 2


def test_one_is_added_changed_and_taken_out(backchannel: Backchannel, day: Path) -> None:
    when = ("--starts", "2099-07-09 16:30")
    ran = backchannel("programme", "add", "Short", "talks", *when, "--store", day)
    assert ran.lines[0].startswith("Short talks is in the programme:")
    backchannel("programme", "edit", "short", "--title", "Long talks", "--store", day)
    assert "Long talks [Short talks]" in backchannel("programme", "list", "--store", day).out
    assert backchannel("programme", "remove", "long", "--store", day).code == 0
    assert "Long talks" not in backchannel("programme", "list", "--store", day).out


def test_a_calendar_is_taken_in_and_what_is_left_out_is_said(
    backchannel: Backchannel, day: Path, tmp_path: Path
) -> None:
    (tmp_path / "evening.ics").write_text(CALENDAR, "utf-8")
    ran = backchannel("programme", "import", tmp_path / "evening.ics", "--store", day)
    assert ran.lines == ["1 session of evening.ics is in the programme"]
    assert "left out: event 2 (All day): it is all day" in ran.err
    assert "Dinner" in backchannel("programme", "list", "--store", day).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("start", "Lunch"), "Lunch is no session; there are Talk, Panel"),
        (("add", "X", "--starts", "soon"), "soon is no time; write 14:00"),
        (("import", "nowhere.ics"), "nowhere.ics: cannot be read"),
        (("file", "1", "--under", "Lunch"), "Lunch is no session"),
    ],
)
def test_a_mistake_is_named(
    backchannel: Backchannel, day: Path, words: tuple[str, ...], said: str
) -> None:
    ran = backchannel("programme", *words, "--store", day)
    assert ran.code == 2
    assert said in ran.err


def test_posts_are_filed_under_a_session(backchannel: Backchannel, day: Path) -> None:
    ran = backchannel("programme", "file", "1", "2", "--under", "panel", "--store", day)
    assert len(ran.lines) == 2
    found = backchannel("search", "session:panel", "--store", day, "--json").objects
    assert {each["number"] for each in found} == {1, 2}


def test_what_a_session_leaves_open_is_said_and_settled(
    backchannel: Backchannel, day: Path
) -> None:
    backchannel("question", "ask", "Who pays?", "--store", day)
    backchannel("question", "ask", "Who measures it?", "--store", day)
    ran = backchannel("programme", "end", "--store", day)
    assert "Talk is over, and 2 questions are still open" in ran.err
    assert "backchannel programme settle carry, park or leave" in ran.err
    ran = backchannel("programme", "settle", "park", "Panel", "--store", day)
    assert ran.lines == ["Panel has left no question open"]
    ran = backchannel("programme", "settle", "carry", "--store", day)
    assert ran.lines == ["Talk: 2 questions carried over to Panel"]
    (told,) = backchannel("programme", "settle", "leave", "--store", day, "--json").objects
    assert told == {
        "change": "settle questions", "id": None, "fate": "leave", "questions": 0, "changed": False,
    }  # fmt: skip
    assert backchannel("programme", "settle", "Talk", "--store", day).code == 2


def test_what_begins_a_session_says_what_the_one_before_left(
    backchannel: Backchannel, day: Path
) -> None:
    backchannel("question", "ask", "Who pays?", "--store", day)
    assert (
        "1 question is still open" in backchannel("programme", "start", "Panel", "--store", day).err
    )
    (told,) = backchannel("programme", "settle", "leave", "Talk", "--store", day, "--json").objects
    assert (told["id"], told["questions"], told["changed"]) == ("Talk", 1, True)
    assert "open" not in backchannel("programme", "end", "Panel", "--store", day).err


async def test_the_desk_of_words_says_and_settles_it(
    day: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with talk_on(day, capsys) as talk:
        await talk("question ask Who pays?")
        said = "1 question is still open: sessions settle carry, park or leave"
        assert (await talk.one("sessions end")).endswith(f"Talk is over, and {said}")
        assert await talk.one("sessions settle park talk") == "Talk: 1 question parked"
        assert "left no question open" in await talk.one("sessions settle leave")

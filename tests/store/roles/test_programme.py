"""The programme as it is run by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.clock import START, Clock
from tests.store.written import a_post, everything, save

from backchannel.errors import StoreError
from backchannel.model.programme import Event, Session, running
from backchannel.store import board, sources
from backchannel.store.connection import Connection
from backchannel.store.roles import programme

HALF = timedelta(minutes=30)


def told(db: Connection, *sessions: Session, timezone: str = "UTC") -> None:
    sources.plan(db, Event("An event", ("rivers",), timezone, sessions=sessions), [])


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def now(db: Connection) -> str:
    session = running(programme.sessions(db), db.now())
    return session.name if session else ""


def times(db: Connection) -> dict[str, tuple[int, int]]:
    """Of each session, the minutes after the clock's start at which it begins and ends."""
    return {
        each.name: (
            round((each.starts - START).total_seconds() / 60),
            round((each.ends - START).total_seconds() / 60),
        )
        for each in programme.sessions(db)
    }


@pytest.fixture
def day(db: Connection) -> Connection:
    """A keynote from the start for half an hour, a break ten minutes later, a panel after that."""
    told(
        db,
        Session("Keynote", at(0), 30),
        Session("Break", at(40), 20),
        Session("Panel", at(60), 60),
    )
    return db


def test_the_clock_chooses_the_session(day: Connection, clock: Clock) -> None:
    seen = []
    for _ in range(6):
        seen.append(now(day))
        clock.advance(20 * 60)
    assert seen == ["Keynote", "Keynote", "Break", "Panel", "Panel", "Panel"]


def test_a_session_that_nothing_follows_is_still_the_one_for_a_while(
    day: Connection, clock: Clock
) -> None:
    clock.advance(35 * 60)
    assert now(day) == "Keynote"
    clock.advance(100 * 60)
    assert now(day) == ""


def test_one_that_was_ended_is_over_at_once(day: Connection, clock: Clock) -> None:
    clock.advance(25 * 60)
    assert programme.end(day, "Keynote", "lena")
    assert (now(day), times(day)["Keynote"]) == ("", (0, 25))
    assert not programme.end(day, "Keynote", "lena")


def test_starting_one_ends_the_one_before(day: Connection, clock: Clock) -> None:
    clock.advance(20 * 60)
    assert programme.start(day, "Break", "lena")
    assert not programme.start(day, "Break", "lena")
    assert times(day) == {"Keynote": (0, 20), "Break": (20, 60), "Panel": (60, 120)}
    clock.advance(50 * 60)
    assert now(day) == "Panel"


def test_one_that_begins_after_its_time_takes_its_minutes(day: Connection, clock: Clock) -> None:
    clock.advance(65 * 60)
    programme.start(day, "Break", "lena")
    assert times(day)["Break"] == (65, 85)
    assert now(day) == "Break"


def test_overrunning_holds_back_what_follows(day: Connection, clock: Clock) -> None:
    clock.advance(38 * 60)
    programme.overrun(day, "Keynote", "lena")
    assert times(day) == {"Keynote": (0, 43), "Break": (43, 60), "Panel": (60, 120)}
    clock.advance(4 * 60)
    assert now(day) == "Keynote"
    programme.overrun(day, "Keynote", "lena", 60)
    assert times(day) == {"Keynote": (0, 103), "Break": (103, 123), "Panel": (123, 183)}


def test_what_the_clock_began_begins_in_the_room_when_it_is_started(
    day: Connection, clock: Clock
) -> None:
    clock.advance(8 * 60)
    assert now(day) == "Keynote"
    assert programme.start(day, "Keynote", "lena")
    assert times(day)["Keynote"] == (8, 30)
    clock.advance(60)
    assert not programme.start(day, "Keynote", "lena")
    assert times(day)["Keynote"] == (8, 30)
    board.undo(day, "lena")
    clock.advance(7 * 60)  # half of it is over, so somebody else is meant
    assert not programme.start(day, "Keynote", "lena")


def test_what_was_given_more_minutes_keeps_them_when_it_is_started(
    day: Connection, clock: Clock
) -> None:
    clock.advance(5 * 60)
    programme.overrun(day, "Keynote", "lena", 5)
    programme.start(day, "Keynote", "lena")
    assert times(day)["Keynote"] == (5, 35)


def test_one_that_begins_later_or_takes_longer_holds_back_what_follows(
    day: Connection, clock: Clock
) -> None:
    clock.advance(5 * 60)
    programme.edit(day, "Keynote", "lena", starts=at(20))
    assert times(day) == {"Keynote": (20, 50), "Break": (50, 60), "Panel": (60, 120)}
    assert now(day) == ""
    programme.edit(day, "Keynote", "lena", minutes=45)
    assert times(day) == {"Keynote": (20, 65), "Break": (65, 85), "Panel": (85, 120)}
    programme.edit(day, "Keynote", "lena", starts=at(0), minutes=30)
    assert times(day) == {"Keynote": (0, 30), "Break": (40, 60), "Panel": (60, 120)}


def test_one_that_was_held_back_takes_the_minutes_that_it_is_given(
    day: Connection, clock: Clock
) -> None:
    clock.advance(10 * 60)
    programme.overrun(day, "Keynote", "lena", 13)
    assert times(day)["Break"] == (43, 60)
    programme.edit(day, "Break", "lena", minutes=4)
    assert times(day)["Break"] == (43, 47)
    programme.edit(day, "Break", "lena", minutes=25)
    assert times(day) == {"Keynote": (0, 43), "Break": (43, 68), "Panel": (68, 120)}


def test_what_was_given_minutes_goes_where_the_programme_is_moved(day: Connection) -> None:
    programme.edit(day, "Break", "lena", minutes=30)
    assert times(day) == {"Keynote": (0, 30), "Break": (40, 70), "Panel": (70, 120)}
    told(
        day,
        Session("Keynote", at(0), 30),
        Session("Break", at(90), 20),
        Session("Panel", at(110), 60),
    )
    assert times(day) == {"Keynote": (0, 30), "Break": (90, 120), "Panel": (120, 170)}


def test_one_that_was_ended_and_gets_a_later_start_is_to_come(
    day: Connection, clock: Clock
) -> None:
    clock.advance(3 * 60)
    programme.end(day, "Keynote", "lena")
    programme.edit(day, "Keynote", "lena", starts=at(20))
    assert times(day) == {"Keynote": (20, 50), "Break": (50, 60), "Panel": (60, 120)}


def test_what_was_done_is_undone_step_by_step(day: Connection, clock: Clock) -> None:
    before = times(day)
    clock.advance(20 * 60)
    programme.start(day, "Break", "lena")
    programme.overrun(day, "Break", "lena")
    started = board.undo(day, "lena")
    assert started is not None
    assert times(day)["Break"] == (20, 60)
    board.undo(day, "lena")
    assert times(day) == before
    board.redo(day, "lena")
    assert now(day) == "Break"


def test_two_sessions_change_places(day: Connection) -> None:
    assert programme.move(day, "Panel", -1, "lena")
    assert times(day) == {"Keynote": (0, 30), "Panel": (40, 100), "Break": (100, 120)}
    assert not programme.move(day, "Break", 1, "lena")


@pytest.mark.parametrize(("key", "by_rows"), [("Keynote", 1), ("Break", -1)])
def test_what_has_begun_changes_places_with_nothing(
    day: Connection, clock: Clock, key: str, by_rows: int
) -> None:
    before = times(day)
    clock.advance(17 * 60)
    with pytest.raises(StoreError, match=r"^Keynote has begun, and stays where it is$"):
        programme.move(day, key, by_rows, "lena")
    assert times(day) == before
    assert programme.move(day, "Break", 1, "lena")


def test_one_is_typed_in_and_taken_out_again(day: Connection) -> None:
    key = programme.add(day, "Lightning \x1b[31mtalks", at(120), 15, "lena")
    assert times(day)["Lightning talks"] == (120, 135)
    assert programme.edit(day, key, "lena", title="Short talks", minutes=20)
    assert (key, programme.sessions(day)[-1].title) == ("Lightning talks", "Short talks")
    assert times(day)[key] == (120, 140)
    programme.remove(day, key, "lena")
    assert key not in times(day)
    board.undo(day, "lena")
    assert times(day)[key] == (120, 140)


def test_sessions_of_one_name_are_told_apart(db: Connection) -> None:
    told(db, Session("Break", at(60), 15), Session("Talk", at(0), 30), Session("Break", at(30), 15))
    assert [each.name for each in programme.sessions(db)] == ["Talk", "Break", "Break (2)"]
    assert programme.add(db, "break", at(90), 15, "lena") == "break (3)"


def test_an_unknown_one_and_one_without_time_are_refused(day: Connection) -> None:
    with pytest.raises(StoreError, match="no session called Lunch"):
        programme.start(day, "Lunch", "lena")
    with pytest.raises(StoreError, match="needs a title"):
        programme.add(day, " \x00 ", at(1), 5, "lena")
    with pytest.raises(StoreError, match="between 1 and"):
        programme.add(day, "Talk", at(1), 0, "lena")


def test_posts_and_notes_go_where_the_session_went(day: Connection, clock: Clock) -> None:
    clock.advance(20 * 60)
    programme.start(day, "Break", "lena")
    clock.advance(60)
    save(day, a_post(1, "coffee", published=clock()))
    note = board.note(day, "queue is long", "lena")
    assert (note.session, note.offset) == ("Break", 60)
    assert [each.number for each in everything(day, "session:break")] == [1]
    board.undo(day, "lena")
    board.undo(day, "lena")
    assert [each.number for each in everything(day, "session:break")] == []
    assert [each.number for each in everything(day, "session:keynote")] == [1]


def test_a_programme_that_is_told_anew_keeps_what_was_done(day: Connection, clock: Clock) -> None:
    clock.advance(20 * 60)
    programme.start(day, "Break", "lena")
    told(day, Session("Keynote", at(0), 30), Session("Break", at(45), 20))
    assert times(day) == {"Keynote": (0, 20), "Break": (20, 65)}


@pytest.mark.parametrize("hour", [0, 1, 2, 3])
def test_the_night_the_clocks_change_has_its_own_minutes(db: Connection, hour: int) -> None:
    """In London 01:00 becomes 02:00 on 29 March 2026; sessions are moments, so nothing moves."""
    starts = datetime(2026, 3, 29, hour, 30, tzinfo=UTC)
    told(db, Session("Night watch", starts, 60), timezone="Europe/London")
    (session,) = programme.sessions(db)
    assert session.ends - session.starts == timedelta(hours=1)


def test_one_can_be_shortened_but_not_into_the_past(day: Connection, clock: Clock) -> None:
    clock.advance(20 * 60)
    programme.overrun(day, "Keynote", "lena", -5)
    assert times(day)["Keynote"] == (0, 25)
    programme.overrun(day, "Keynote", "lena", -60)
    assert times(day)["Keynote"] == (0, 20)

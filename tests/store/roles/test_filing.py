"""What is filed by hand under another session, and sessions that are known again."""

import pytest
from tests.clock import Clock
from tests.store.roles.test_programme import at, told
from tests.store.written import a_post, everything, save

from backchannel.errors import StoreError
from backchannel.model.programme import Session
from backchannel.store import board
from backchannel.store.connection import Connection
from backchannel.store.roles import filing, programme
from backchannel.store.roles import told as telling


@pytest.fixture
def day(db: Connection, clock: Clock) -> Connection:
    """A keynote and a panel; three posts in the first, two in the second."""
    told(db, Session("Keynote", at(0), 30, uid="k"), Session("Panel", at(30), 30, uid="p"))
    clock.advance(50 * 60)
    save(db, *(a_post(n, f"p{n}", published=at(minute)) for n, minute in enumerate((1, 2, 3))))
    save(db, *(a_post(n, f"p{n}", published=at(minute)) for n, minute in ((3, 31), (4, 32))))
    return db


def found(db: Connection, text: str) -> set[str]:
    return {each.post.text for each in everything(db, text)}


def place(db: Connection, text: str) -> int:
    return next(each.place for each in everything(db) if each.post.text == text)


def test_a_post_goes_where_it_was_filed_and_back(day: Connection) -> None:
    assert filing.file_post(day, place(day, "p1"), "Panel", "lena")
    assert not filing.file_post(day, place(day, "p1"), "Panel", "lena")
    assert found(day, "session:panel") == {"p1", "p3", "p4"}
    assert found(day, "session:keynote") == {"p0", "p2"}
    assert found(day, "-session:keynote p") == {"p1", "p3", "p4"}
    assert filing.session_of(day, place(day, "p1")) == "Panel"
    assert everything(day, "p1")[0].filed == "Panel"
    undone = board.undo(day, "lena")
    assert undone is not None
    assert undone.about.endswith("p1 → Panel")
    assert found(day, "session:keynote") == {"p0", "p1", "p2"}


def test_a_post_can_be_of_no_session_and_again_of_its_own(day: Connection) -> None:
    filing.file_post(day, place(day, "p1"), "", "lena")
    assert found(day, "-session:keynote -session:panel") == {"p1"}
    filing.file_post(day, place(day, "p1"), "Keynote", "lena")
    assert everything(day, "p1")[0].filed is None


def test_several_are_filed_and_undone_at_once(day: Connection) -> None:
    places = [place(day, text) for text in ("p0", "p1")]
    assert board.on_all(day, lambda db, at, by: filing.file_post(db, at, "Panel", by), places, "l")
    assert found(day, "session:keynote") == {"p2"}
    board.undo(day, "l")
    assert found(day, "session:keynote") == {"p0", "p1", "p2"}


def test_a_session_that_is_not_there_is_named(day: Connection) -> None:
    with pytest.raises(StoreError, match="no session called Lunch"):
        filing.file_post(day, place(day, "p1"), "Lunch", "lena")


def test_the_question_that_a_post_is_goes_with_it(day: Connection) -> None:
    key = f"post:{place(day, 'p1')}"
    for id_, words in ((key, ""), ("typed", "How much?")):
        day.execute(
            "INSERT INTO questions (id, place, words, reworded, asker, session, state, position, "
            "by, at) VALUES (?, ?, ?, '', '', 'Keynote', 'open', 1, '', 0)",
            (id_, place(day, "p1") if id_ == key else None, words),
        )
    filing.file_question(day, key, "Panel", "lena")
    filing.file_question(day, "typed", "Panel", "lena")
    assert not filing.file_question(day, "typed", "Panel", "lena")
    assert {row for (row,) in day.execute("SELECT session FROM questions")} == {"Panel"}
    assert found(day, "session:panel") == {"p1", "p3", "p4"}
    board.undo(day, "lena")
    board.undo(day, "lena")
    assert {row for (row,) in day.execute("SELECT session FROM questions")} == {"Keynote"}
    assert found(day, "session:keynote") == {"p0", "p1", "p2"}


def test_a_session_that_is_renamed_and_moved_is_known_by_its_uid(day: Connection) -> None:
    note = board.note(day, "applause", "lena")
    filing.file_post(day, place(day, "p0"), "Panel", "lena")
    told(day, Session("Opening", at(0), 20, uid="k"), Session("Round table", at(20), 40, uid="p"))
    assert [(each.name, each.title) for each in programme.sessions(day)] == [
        ("Keynote", "Opening"),
        ("Panel", "Round table"),
    ]
    assert note.session == "Panel"
    assert found(day, 'session:"round table"') == {"p0", "p3", "p4"} == found(day, "session:panel")


def test_what_was_done_to_a_session_follows_it(day: Connection) -> None:
    programme.overrun(day, "Panel", "lena")
    told(day, Session("Keynote", at(0), 30, uid="k"), Session("Talk", at(40), 30, uid="p"))
    assert programme.sessions(day)[1].ends == at(65)


def test_one_of_several_of_a_name_keeps_its_own(db: Connection) -> None:
    told(db, Session("Break", at(30), 10), Session("Break", at(90), 10))
    told(
        db, Session("Break", at(10), 10), Session("Break", at(30), 10), Session("Break", at(90), 9)
    )
    assert [each.name for each in programme.sessions(db)] == ["Break (3)", "Break", "Break (2)"]


def test_another_session_of_the_same_name_is_not_mistaken_for_it(db: Connection) -> None:
    told(db, Session("Talk", at(0), 10, uid="a"))
    told(db, Session("Talk", at(0), 10, uid="b"), Session("Keynote", at(20), 10, uid="a"))
    assert [each.name for each in programme.sessions(db)] == ["Talk (2)", "Talk"]


def test_what_is_imported_stands_beside_the_event_file(day: Connection) -> None:
    evening = telling.Imported("evening.ics", (Session("Dinner", at(120), 90, uid="d"),))
    assert telling.take_in(day, evening)
    assert not telling.take_in(day, evening)
    assert [each.name for each in programme.sessions(day)] == ["Keynote", "Panel", "Dinner"]
    told(day, Session("Keynote", at(0), 30, uid="k"))
    assert [each.name for each in programme.sessions(day)] == ["Keynote", "Dinner"]
    telling.take_in(day, telling.Imported())
    assert [each.name for each in programme.sessions(day)] == ["Keynote"]

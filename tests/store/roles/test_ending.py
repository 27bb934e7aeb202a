"""What becomes of the questions that are open when their session is over."""

import pytest
from tests.clock import Clock
from tests.store.roles.test_programme import at, told
from tests.store.written import HERE, a_post, save, whole

from backchannel.model.programme import AFTER, BEFORE, Session
from backchannel.store import board, posts
from backchannel.store.connection import Connection
from backchannel.store.roles import ending, presenting, programme, questions
from backchannel.store.roles.ending import Fate


@pytest.fixture
def over(db: Connection, clock: Clock) -> Connection:
    """A keynote that is over, with two of its three questions open; a panel that runs."""
    told(db, Session("Keynote", at(0), 30), Session("Panel", at(30), 30), Session("Tea", at(60), 9))
    clock.advance(60)
    asked = [questions.ask_for(db, f"What about {n}?", "", "lena") for n in range(3)]
    questions.take_up(db, asked[0].id, "lena")
    questions.answer_and_next(db, "lena")
    for each in asked[1:]:
        questions.reopen(db, each.id, "lena")
    clock.advance(30 * 60)
    return db


def test_one_that_is_over_is_told_with_where_its_questions_can_go(over: Connection) -> None:
    found = ending.ended(over)
    assert found is not None
    assert (found.session, found.open) == ("Keynote", 2)
    assert found.then is not None
    assert found.then.name == "Panel"


def test_carried_over_they_are_in_the_queue_of_the_next(over: Connection) -> None:
    assert ending.settle(over, "Keynote", Fate.CARRY_OVER, "lena") == 2
    assert {each.session for each in questions.queue(over).rows} == {"Panel"}
    assert ending.ended(over) is None


@pytest.mark.parametrize("fate", [Fate.PARK, Fate.LEAVE])
def test_parked_or_left_they_wait_no_more(over: Connection, fate: Fate) -> None:
    assert ending.settle(over, "Keynote", fate, "lena") == 2
    assert questions.open_in(over, "Keynote") == []
    assert ending.ended(over) is None


def test_what_was_parked_stands_below_the_queue_of_every_session(over: Connection) -> None:
    questions.ask_for(over, "Where is lunch?", "", "lena")
    (lunch,) = questions.queue(over).rows
    questions.answer(over, lunch.id, "lena")
    ids = questions.open_in(over, "Keynote")
    ending.settle(over, "Keynote", Fate.PARK, "lena")
    aside = questions.queue(over).aside
    assert [each.id for each in aside] == [lunch.id, *sorted(ids)]  # not what was answered
    assert [each.id for each in questions.queue(over, settled=1).aside] == [lunch.id]
    questions.reopen(over, ids[0], "lena")
    assert [each.id for each in questions.queue(over).rows] == [ids[0]]


def test_what_was_parked_and_is_taken_up_stays_in_the_queue_when_another_is(
    over: Connection,
) -> None:
    (first, second) = questions.open_in(over, "Keynote")
    ending.settle(over, "Keynote", Fate.PARK, "lena")
    questions.take_up(over, first, "lena")
    questions.take_up(over, second, "lena")
    assert {each.id for each in questions.queue(over).rows} == {first, second}
    assert ending.ended(over) is None


@pytest.mark.parametrize("fate", [*Fate])
def test_what_its_author_deleted_is_not_counted_but_goes_with_the_others(
    over: Connection, fate: Fate
) -> None:
    save(over, a_post(1, "What of the bridge?"))
    deleted = whole(over, 1).place
    questions.ask(over, deleted, "lena")
    questions.carry_over(over, [f"post:{deleted}"], "Keynote", "lena")
    posts.retract(over, HERE.name, ["1"])
    found = ending.ended(over)
    assert found is not None
    assert found.open == questions.waiting(over, "Keynote") == 2
    assert ending.settle(over, "Keynote", fate, "lena") == 2
    assert questions.open_in(over, "Keynote") == []


def test_nothing_is_asked_when_all_were_deleted(over: Connection) -> None:
    ending.settle(over, "Keynote", Fate.LEAVE, "lena")
    save(over, a_post(1, "What of the bridge?"))
    questions.ask(over, whole(over, 1).place, "lena")
    questions.carry_over(over, [f"post:{whole(over, 1).place}"], "Keynote", "lena")
    posts.retract(over, HERE.name, ["1"])
    assert ending.ended(over) is None


@pytest.mark.parametrize("fate", [*Fate])
def test_whoever_undoes_the_answer_is_asked_again(over: Connection, fate: Fate) -> None:
    before = ending.ended(over)
    ending.settle(over, "Keynote", fate, "lena")
    board.undo(over, "lena")
    assert ending.ended(over) == before
    board.redo(over, "lena")
    assert ending.ended(over) is None


def test_a_session_whose_end_is_undone_is_asked_about_when_it_ends_again(
    over: Connection, clock: Clock
) -> None:
    programme.start(over, "Keynote", "lena")
    programme.end(over, "Keynote", "lena")
    ending.settle(over, "Keynote", Fate.LEAVE, "lena")
    board.undo(over, "lena")
    board.undo(over, "lena")
    assert ending.ended(over) is None
    clock.advance(60 * 60)
    found = ending.ended(over)
    assert found is not None
    assert (found.session, found.open) == ("Keynote", 2)


def test_what_is_open_again_after_the_answer_is_asked_about(over: Connection, clock: Clock) -> None:
    ids = questions.open_in(over, "Keynote")
    ending.settle(over, "Keynote", Fate.PARK, "lena")
    clock.advance(2 * 60 * 60)
    questions.reopen(over, ids[0], "lena")  # no session runs, so it stays where it was asked
    found = ending.ended(over)
    assert found is not None
    assert (found.session, found.open) == ("Keynote", 1)


@pytest.mark.parametrize("fate", [*Fate])
def test_the_one_that_is_answered_now_stays_on_the_presenter(over: Connection, fate: Fate) -> None:
    now, _ = questions.open_in(over, "Keynote")
    questions.take_up(over, now, "presenter")
    found = ending.ended(over)
    assert found is not None
    assert (found.open, found.has_now) == (1, True)
    assert ending.settle(over, "Keynote", fate, "lena") == 1
    shown = presenting.stand(over).now
    assert shown is not None
    assert (shown.id, shown.session) == (now, "Panel")


def test_nothing_is_asked_while_it_runs_on(over: Connection) -> None:
    programme.start(over, "Keynote", "lena")
    assert ending.ended(over) is None


def test_nothing_is_asked_of_yesterday(over: Connection, clock: Clock) -> None:
    clock.advance(24 * 3600)
    assert ending.ended(over) is None


def test_a_session_that_was_taken_out_is_asked_about_by_its_title(db: Connection) -> None:
    told(db, Session("Keynote", at(0), 30), Session("Panel", at(30), 30), Session("Tea", at(60), 9))
    asked = questions.ask_for(db, "What about rain?", "", "lena")
    questions.carry_over(db, [asked.id], "Panel", "lena")
    programme.edit(db, "Panel", "lena", title="Round table")
    assert ending.ended(db) is None  # it is still to come
    programme.remove(db, "Panel", "lena")
    assert questions.queue(db).rows == ()
    found = ending.ended(db)
    assert found is not None
    assert (found.session, found.title, found.open) == ("Panel", "Round table", 1)
    assert found.is_out
    assert ending.settle(db, "Panel", Fate.CARRY_OVER, "lena") == 1
    assert [each.session for each in questions.queue(db).rows] == ["Keynote"]
    assert ending.ended(db) is None
    board.undo(db, "lena")
    assert ending.ended(db) == found
    board.undo(db, "lena")
    assert ending.ended(db) is None  # it is there again


def test_what_was_asked_under_a_title_that_is_changed_in_the_file_is_asked_about(
    over: Connection, clock: Clock
) -> None:
    told(over, Session("Opening", at(0), 30), Session("Panel", at(30), 30))
    found = ending.ended(over)
    assert found is not None
    assert (found.session, found.title, found.open) == ("Keynote", "Keynote", 2)
    clock.advance(3 * 24 * 3600)
    assert ending.ended(over) is None


def test_of_one_that_was_taken_out_and_renamed_by_its_calendar_the_title_is_known(
    db: Connection,
) -> None:
    told(db, Session("Keynote", at(0), 30, uid="1"), Session("Panel", at(30), 30))
    told(db, Session("Opening", at(0), 30, uid="1"), Session("Panel", at(30), 30))
    questions.ask_for(db, "What about rain?", "", "lena")
    programme.remove(db, "Keynote", "lena")
    found = ending.ended(db)
    assert found is not None
    assert (found.session, found.title) == ("Keynote", "Opening")


def test_what_was_filed_before_or_after_all_sessions_is_of_none(over: Connection) -> None:
    ids = questions.open_in(over, "Keynote")
    questions.carry_over(over, ids[:1], BEFORE, "lena")
    questions.carry_over(over, ids[1:], AFTER, "lena")
    assert ending.ended(over) is None


def test_one_alone_is_asked_about_where_that_is_wanted(over: Connection) -> None:
    assert ending.ended(over, "Panel") is None
    found = ending.ended(over, "Keynote")
    assert found == ending.ended(over)
    assert found is not None


def test_one_that_goes_on_beside_another_is_not_over(db: Connection, clock: Clock) -> None:
    told(db, Session("Keynote", at(0), 60, room="Hall"), Session("Panel", at(30), 20, room="Foyer"))
    clock.advance(60)
    questions.ask_for(db, "How much?", "", "lena")
    clock.advance(31 * 60)
    assert ending.ended(db) is None
    clock.advance(40 * 60)
    found = ending.ended(db)
    assert found is not None
    assert (found.session, found.open) == ("Keynote", 1)


def test_those_filed_under_none_are_in_every_queue_and_of_no_session(over: Connection) -> None:
    (first, _) = questions.open_in(over, "Keynote")
    questions.carry_over(over, [first], "", "lena")
    assert questions.waiting(over, "Keynote") == 2
    assert questions.waiting(over, "Keynote", is_alone=True) == 1
    assert questions.waiting(over, "Panel") == 1
    found = ending.ended(over)
    assert found is not None
    assert found.open == len(questions.open_in(over, "Keynote")) == 1

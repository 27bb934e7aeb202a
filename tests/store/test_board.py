from datetime import timedelta

import pytest
from tests.clock import START, Clock
from tests.record.events import EVENT
from tests.store.written import HERE, a_post, at, everything, log, pinned, save, whole

from backchannel.errors import StoreError
from backchannel.model.board import Act
from backchannel.model.programme import Event, Session
from backchannel.store import board, changes, posts, sources
from backchannel.store.board import decisions
from backchannel.store.connection import Connection
from backchannel.store.forgetting import removing
from backchannel.store.forgetting.accounts import names_of
from backchannel.store.roles import filing, questions


@pytest.fixture
def places(db: Connection) -> list[int]:
    """Three posts; their places by number."""
    save(db, a_post(3, "one"), a_post(2, "two"), a_post(1, "three"))
    return [0, *(whole(db, number).place for number in (1, 2, 3))]


def test_a_pin_comes_after_the_others_and_says_who_and_when(
    db: Connection, places: list[int], clock: Clock
) -> None:
    assert board.pin(db, places[2], "lena")
    assert board.pin(db, places[1], "tom")
    assert pinned(db) == [2, 1]
    first = board.pins(db)[0]
    assert (first.by, first.at, first.post.is_pinned) == ("lena", clock(), True)
    assert log(db)[-1] == ("pin", str(places[1]))


def test_a_pin_changes_the_version_so_that_it_is_drawn_again(
    db: Connection, places: list[int]
) -> None:
    board.pin(db, places[1], "lena")
    assert whole(db, 1).version == 2


def test_of_somebody_who_was_forgotten_no_pin_is_known(db: Connection, places: list[int]) -> None:
    board.pin(db, places[2], "me")
    known = {pin.post.place: pin for pin in board.pins(db)}
    with db:
        removing.remove(db, names_of(whole(db, 2).post))
    save(db, a_post(9, "Somebody else", published=at(2)))
    board.pin(db, whole(db, 4).place, "me")
    assert whole(db, 4).place == places[2]
    assert board.pins(db, known) == board.pins(db)


def test_doing_it_twice_does_nothing_the_second_time(db: Connection, places: list[int]) -> None:
    assert (board.unpin(db, places[1], "me"), board.unhide(db, places[1], "me")) == (False, False)
    board.pin(db, places[1], "me")
    board.hide(db, places[1], "me")
    number = changes.latest(db)
    assert (board.pin(db, places[1], "me"), board.hide(db, places[1], "me")) == (False, False)
    assert (changes.latest(db), len(decisions.log(db))) == (number, 2)


def test_a_hidden_post_is_out_of_sight_with_the_reason_and_comes_back(
    db: Connection, places: list[int], clock: Clock
) -> None:
    board.hide(db, places[2], "lena", "off\x1b[2J topic")
    (hidden,) = board.hidden(db)
    assert [post.number for post in everything(db)] == [3, 1]
    assert (hidden.reason, hidden.by, hidden.at) == ("off topic", "lena", clock())
    assert hidden.post.is_hidden
    board.unhide(db, places[2], "tom")
    assert ([post.number for post in everything(db)], board.hidden(db)) == ([3, 2, 1], ())


@pytest.mark.parametrize("act", [board.pin, board.hide])
def test_what_is_not_there_cannot_be_decided_on(db: Connection, act: type) -> None:
    with pytest.raises(StoreError, match="not in the store"):
        act(db, 17, "me")


def test_a_note_is_stamped_with_the_clock_the_session_and_the_offset(
    db: Connection, places: list[int], clock: Clock
) -> None:
    session = Session("Keynote", START - timedelta(minutes=18, seconds=20), 45)
    sources.plan(db, Event("Rivers", ("rivers",), sessions=(session,)), [])
    note = board.note(db, " three objections\nfrom the floor ", "lena", places[1])
    assert (note.text, note.at) == ("three objections\nfrom the floor", clock())
    assert (note.session, note.offset, note.post, note.by) == ("Keynote", 1_100, places[1], "lena")
    assert board.notes(db) == (note,)
    assert log(db)[-1] == ("note", note.id)


def test_a_note_outside_a_session_has_no_offset(db: Connection) -> None:
    note = board.note(db, "before the doors open", "lena")
    assert (note.session, note.offset, note.post) == ("", None, None)


def test_what_moves_a_terminal_does_not_get_into_a_note(db: Connection) -> None:
    assert board.note(db, "red \x1b[31malert\x07", "lena").text == "red alert"


@pytest.mark.parametrize(
    ("text", "problem"),
    [("  \n", "some words"), ("\x1b[0m", "some words"), ("x" * 10_001, "10,000 characters")],
)
def test_a_note_of_nothing_or_of_too_much_is_refused(
    db: Connection, text: str, problem: str
) -> None:
    with pytest.raises(StoreError, match=problem):
        board.note(db, text, "lena")
    assert board.notes(db) == ()


def test_a_note_about_a_post_that_is_not_there_is_refused(db: Connection) -> None:
    with pytest.raises(StoreError, match="not in the store"):
        board.note(db, "words", "lena", 17)


def test_an_edited_note_keeps_its_times_and_says_that_it_was(db: Connection, clock: Clock) -> None:
    note = board.note(db, "fist", "lena")
    clock.advance(60)
    edited = board.edit_note(db, note.id, "first", "lena")
    assert (edited.text, edited.at, edited.edited) == ("first", note.at, clock())
    assert board.notes(db) == (edited,)
    number = changes.latest(db)
    assert board.edit_note(db, note.id, " first ", "lena") == edited
    assert changes.latest(db) == number


def test_a_deleted_note_is_gone_until_undone(db: Connection) -> None:
    note = board.note(db, "words", "lena")
    assert board.delete_note(db, note.id, "lena")
    assert not board.delete_note(db, note.id, "lena")
    assert board.notes(db) == ()
    with pytest.raises(StoreError, match="no longer there"):
        board.edit_note(db, note.id, "other", "lena")
    board.undo(db, "lena")
    assert board.notes(db) == (note,)


def test_notes_come_newest_first(db: Connection, clock: Clock) -> None:
    for text in ("a", "b", "c"):
        board.note(db, text, "lena")
        clock.advance(1)
    assert [note.text for note in board.notes(db)] == ["c", "b", "a"]
    assert [note.text for note in board.notes(db, 2)] == ["c", "b"]


def test_every_act_can_be_undone_in_the_order_of_their_doing(
    db: Connection, places: list[int]
) -> None:
    states = [state(db)]
    note = board.note(db, "words", "me")
    states.append(state(db))
    acts = (
        lambda: board.pin(db, places[1], "me"),
        lambda: board.pin(db, places[2], "me"),
        lambda: board.unpin(db, places[1], "me"),
        lambda: board.hide(db, places[3], "me", "why"),
        lambda: board.unhide(db, places[3], "me"),
        lambda: board.edit_note(db, note.id, "others", "me"),
        lambda: board.delete_note(db, note.id, "me"),
    )
    for act in acts:
        act()
        states.append(state(db))
    undone = []
    for before in states[-2::-1]:
        decision = board.undo(db, "me")
        assert decision is not None
        assert decision.undone
        undone.append(decision.act)
        assert state(db) == before
    assert undone == [
        Act.DELETE_NOTE,
        Act.EDIT_NOTE,
        Act.UNHIDE,
        Act.HIDE,
        Act.UNPIN,
        Act.PIN,
        Act.PIN,
        Act.NOTE,
    ]
    assert board.undo(db, "me") is None


def state(db: Connection) -> tuple[object, ...]:
    """Everything decided, but for versions, which only grow."""
    return (
        [(pin.id, pin.post.number, pin.position) for pin in board.pins(db)],
        board.notes(db),
        [(each.post.number, each.reason, each.by, each.at) for each in board.hidden(db)],
        [(post.number, post.is_pinned, post.is_hidden) for post in everything(db)],
    )


def test_undo_is_of_one_s_own_decisions(db: Connection, places: list[int]) -> None:
    board.pin(db, places[1], "lena")
    board.pin(db, places[2], "tom")
    assert board.undo(db, "nobody") is None
    board.undo(db, "lena")
    assert pinned(db) == [2]


def test_undo_does_not_trample_on_what_somebody_else_did_since(
    db: Connection, places: list[int]
) -> None:
    board.pin(db, places[1], "lena")
    note = board.note(db, "one", "lena")
    board.edit_note(db, note.id, "two", "tom")
    overtaken = board.undo(db, "lena")
    assert overtaken is not None
    assert (overtaken.act, overtaken.undone) == (Act.NOTE, False)
    assert [each.text for each in board.notes(db)] == ["two"]
    board.undo(db, "lena")
    assert pinned(db) == []


def test_an_undo_is_logged_like_the_act(db: Connection, places: list[int]) -> None:
    board.hide(db, places[1], "me")
    number = changes.latest(db)
    board.undo(db, "me")
    assert log(db, number) == [("hidden", str(places[1]))]


def test_the_log_of_decisions_says_who_did_what(
    db: Connection, places: list[int], clock: Clock
) -> None:
    board.pin(db, places[1], "lena")
    clock.advance(1)
    board.hide(db, places[2], "tom")
    board.undo(db, "tom")
    latest, first = decisions.log(db)
    assert (latest.act, latest.by, latest.at, latest.undone) == (Act.HIDE, "tom", clock(), True)
    assert (first.act, first.about, first.undone) == (Act.PIN, "Ann 3: one", False)


def test_a_pin_on_a_deleted_post_can_be_taken_off(db: Connection, places: list[int]) -> None:
    board.pin(db, places[1], "me")
    posts.retract(db, HERE.name, ["3"])
    assert len(board.pins(db)) == 1
    assert board.unpin(db, places[1], "me")
    assert board.pins(db) == ()
    assert board.log(db)[0].about.endswith(": deleted by its author")


def test_the_log_quotes_nothing_that_its_author_deleted(db: Connection, places: list[int]) -> None:
    sources.plan(db, EVENT, [HERE])
    first, second = (f"post:{place}" for place in places[1:3])
    for place in places[1:3]:
        questions.ask(db, place, "me")
        filing.file_post(db, place, EVENT.sessions[0].name, "me")
    questions.merge(db, second, [first], "me")
    save(db, a_post(2, "two, in other words"))
    posts.retract(db, HERE.name, ["2"])
    said = {each.about for each in board.log(db)}
    goal = EVENT.sessions[0].name
    assert said == {"Ann 3: one", "Ann 2", f"Ann 3: one → {goal}", f"Ann 2 → {goal}",
                    "Ann 3: one → Ann 2"}  # fmt: skip

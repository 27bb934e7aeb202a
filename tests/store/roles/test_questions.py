"""Questions: marked and typed, merged and split, put in order, taken up and answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.clock import START, Clock
from tests.store.written import HERE, THERE, a_post, log, save, texts, whole

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.post import CleanText
from backchannel.model.programme import Event, Rule, Session
from backchannel.model.roles.question import ROOM, Question, State
from backchannel.store import board, check, posts, sources
from backchannel.store.connection import Connection
from backchannel.store.roles import presenting, questions, rules
from backchannel.store.roles.questions import Came


@pytest.fixture
def places(db: Connection) -> list[int]:
    """Four posts; their places by number."""
    texts = ("one?", "two?", "three?", "four?")
    save(db, *(a_post(4 - n, text, likes=n) for n, text in enumerate(texts)))
    return [0, *(whole(db, number).place for number in (1, 2, 3, 4))]


def ids(found: tuple[Question, ...]) -> list[str]:
    return [each.id for each in found]


def said(db: Connection) -> list[str]:
    """The queue in words, the one that is now marked."""
    return [f"{'> ' * (each.state is State.NOW)}{each.words}" for each in questions.queue(db).rows]


def asked(db: Connection, *words: str) -> list[str]:
    """Questions of somebody in the room; their ids."""
    return [questions.ask_for(db, each, "", "me").id for each in words]


def test_a_marked_post_is_asked_after_the_others(db: Connection, places: list[int]) -> None:
    assert questions.ask(db, places[2], "lena")
    assert questions.ask(db, places[1], "lena")
    assert not questions.ask(db, places[1], "tom")
    assert said(db) == ["two?", "one?"]
    (first, _) = questions.queue(db).rows
    assert (first.by, first.at, first.number, first.askers) == ("lena", START, 2, ("Ann 3",))
    assert log(db)[-1] == ("question", f"post:{places[1]}")
    assert (whole(db, 2).question, whole(db, 3).question) == ("open", "")


def test_what_is_read_aloud_has_no_links_and_tags(db: Connection) -> None:
    save(db, a_post(1, "Why?\nSee https://council.example/x"))
    questions.ask(db, whole(db, 1).place, "me")
    assert said(db) == ["Why? See"]


def test_covered_words_stay_covered_until_somebody_puts_them_in_others(db: Connection) -> None:
    save(db, a_post(1, "Rude?", warning=CleanText("language"), is_sensitive=True))
    questions.ask(db, whole(db, 1).place, "me")
    (found,) = questions.queue(db).rows
    assert found.words == "content warning: language"
    questions.reword(db, found.id, "May we say it mildly?", "me")
    assert said(db) == ["May we say it mildly?"]


def test_somebody_in_the_room_asks_with_a_name_or_none(db: Connection) -> None:
    typed = questions.ask_for(db, " Who\x1b[2J pays?\n", "Cllr B", "me")
    nameless = questions.ask_for(db, "How much?", "", "me")
    assert (typed.words, typed.askers, typed.votes) == ("Who pays?", ("Cllr B",), 1)
    assert nameless.asker == ROOM
    assert said(db) == ["Who pays?", "How much?"]


@pytest.mark.parametrize("words", ["", "  \x1b[2J ", "x" * 501])
def test_a_question_needs_words_and_not_too_many(db: Connection, words: str) -> None:
    with pytest.raises(StoreError, match=r"words|at most 500"):
        questions.ask_for(db, words, "", "me")


def test_a_post_is_a_question_no_longer(db: Connection, places: list[int]) -> None:
    questions.ask(db, places[1], "me")
    assert questions.unask(db, places[1], "me")
    assert not questions.unask(db, places[1], "me")
    assert (said(db), whole(db, 1).question) == ([], "")
    board.undo(db, "me")
    assert said(db) == ["one?"]


def test_what_its_author_deleted_cannot_be_asked(db: Connection, places: list[int]) -> None:
    posts.retract(db, HERE.name, ["4"])
    with pytest.raises(StoreError, match="deleted by its author"):
        questions.ask(db, places[1], "me")


def test_a_deleted_post_is_read_out_no_longer(db: Connection, places: list[int]) -> None:
    questions.ask(db, places[1], "me")
    questions.reword(db, f"post:{places[1]}", "First?", "me")
    questions.take_up(db, f"post:{places[1]}", "me")
    posts.retract(db, HERE.name, ["4"])
    found = questions.queue(db)
    assert (found.rows[0].words, found.rows[0].trouble) == ("", "deleted by its author")
    assert (found.waiting, found.coming) == (0, ())
    assert not any("one?" in each.about for each in board.log(db))


@pytest.mark.parametrize("act", [board.hide, board.mute_author])
def test_what_is_hidden_or_muted_is_not_taken_up_next(
    db: Connection, places: list[int], act: type
) -> None:
    for place in places[1:3]:
        questions.ask(db, place, "me")
    act(db, places[1], "me")
    found = questions.queue(db)
    assert (len(found.rows), found.waiting) == (2, 1)
    assert [each.words for each in found.coming] == ["two?"]


def test_what_a_rule_mutes_is_read_out_no_longer(db: Connection, places: list[int]) -> None:
    for place in places[1:4]:
        questions.ask(db, place, "me")
    questions.take_up(db, f"post:{places[1]}", "me")
    mute = tuple(Rule(each, each, mute=True) for each in ("one", "two"))
    sources.plan(db, Event("An event", ("rivers",), rules=mute), [])
    told = presenting.stand(db)
    assert (told.now, [each.words for each in told.coming], told.waiting) == (None, ["three?"], 1)
    assert [each.trouble for each in questions.queue(db).rows] == ["a rule mutes it"] * 2 + [""]
    rules.bring_back(db, places[2], "me")
    assert [each.words for each in presenting.stand(db).coming] == ["two?", "three?"]
    questions.merge(db, f"post:{places[1]}", [f"post:{places[3]}"], "me")
    read = presenting.stand(db).now
    assert read is not None
    assert read.words == "three?"  # of its part


def test_merged_questions_have_all_askers_and_votes(db: Connection, places: list[int]) -> None:
    for place in places[1:4]:
        questions.ask(db, place, "me")
    (typed,) = asked(db, "In the room?")
    into = f"post:{places[2]}"
    assert questions.merge(db, into, [f"post:{places[3]}", typed, into], "me") == 2
    assert said(db) == ["one?", "two?"]
    merged = questions.queue(db).rows[1]
    assert merged.askers == ("Ann 3", "Ann 2", ROOM)
    assert merged.asker == "Ann 3 and 2 more"
    assert (merged.votes, len(merged.parts)) == (1 + 2 + 3, 2)
    board.undo(db, "me")
    assert said(db) == ["one?", "two?", "three?", "In the room?"]


def test_one_person_who_asks_twice_is_one_asker(db: Connection) -> None:
    author = a_post(1).author
    save(db, a_post(1, "a?", author=author), a_post(2, "b?", author=author))
    for number in (1, 2):
        questions.ask(db, whole(db, number).place, "me")
    first, second = ids(questions.queue(db).rows)
    questions.merge(db, first, [second], "me")
    (found,) = questions.queue(db).rows
    assert (found.asker, found.votes) == ("Ann 1", 1)


def test_what_is_answered_now_keeps_its_words_till_somebody_takes_the_edited_ones(
    db: Connection, places: list[int], clock: Clock
) -> None:
    questions.ask(db, places[1], "me")
    clock.advance(1)
    save(db, a_post(4, "one, really?"))
    assert said(db) == ["one, really?"]
    assert questions.take_up(db, f"post:{places[1]}", "me")
    clock.advance(1)
    save(db, a_post(4, "something rude?"))
    (found,) = questions.queue(db).rows
    assert (found.words, found.edited) == ("one, really?", "something rude?")
    clock.advance(1)
    assert questions.take_up(db, found.id, "me")
    assert not questions.take_up(db, found.id, "me")
    assert said(db) == ["> something rude?"]
    posts.retract(db, HERE.name, ["4"])
    assert presenting.stand(db).now is None


def test_merging_is_one_level_deep(db: Connection) -> None:
    a, b, c = asked(db, "a", "b", "c")
    questions.merge(db, b, [a], "me")
    questions.merge(db, c, [a], "me")  # of a part the whole is meant
    (found,) = questions.queue(db).rows
    assert (found.id, set(found.parts)) == (c, {a, b})
    board.undo(db, "me")
    assert said(db) == ["b", "c"]


def test_a_part_is_taken_out_again(db: Connection) -> None:
    a, b, c = asked(db, "a", "b", "c")
    questions.merge(db, c, [a, b], "me")
    assert questions.split(db, a, "me")
    assert said(db) == ["a", "c"]
    assert not questions.split(db, a, "me")
    assert questions.split(db, c, "me")
    assert said(db) == ["a", "b", "c"]


def test_what_was_merged_into_a_question_stays_one(db: Connection, places: list[int]) -> None:
    for place in places[1:4]:
        questions.ask(db, place, "me")
    one, two, three = (f"post:{place}" for place in places[1:4])
    questions.merge(db, one, [two, three], "me")
    questions.take_up(db, one, "me")
    questions.unask(db, places[1], "me")
    (found,) = questions.queue(db).rows
    assert (found.words, found.state, len(found.parts)) == ("two?", State.NOW, 1)
    board.undo(db, "me")
    (found,) = questions.queue(db).rows
    assert (found.id, found.state, set(found.parts)) == (one, State.NOW, {two, three})


def test_a_part_is_drawn_anew_where_the_whole_is_no_question(
    db: Connection, places: list[int]
) -> None:
    one, two = (f"post:{place}" for place in places[1:3])
    questions.ask(db, places[1], "me")
    questions.ask(db, places[2], "you")
    questions.park(db, two, "you")
    questions.merge(db, one, [two], "you")
    before = whole(db, 2)
    board.undo(db, "me")
    after = whole(db, 2)
    assert (before.question, after.question) == ("open", "parked")
    assert after.version > before.version


def test_of_a_deleted_post_what_was_merged_with_it_is_read_out(
    db: Connection, places: list[int]
) -> None:
    for place in places[1:3]:
        questions.ask(db, place, "me")
    questions.merge(db, f"post:{places[1]}", [f"post:{places[2]}"], "me")
    posts.retract(db, HERE.name, ["4"])
    (found,) = questions.queue(db).rows
    assert (found.words, found.askers, found.trouble) == ("two?", ("Ann 3",), "")


def test_merging_into_the_one_that_is_answered_now_and_it_into_another(db: Connection) -> None:
    a, b, c = asked(db, "a", "b", "c")
    questions.take_up(db, a, "me")
    questions.merge(db, a, [b], "me")
    questions.merge(db, c, [a], "me")
    assert said(db) == ["> a"]  # it is being read out
    assert not check.check(db).problems
    questions.split(db, c, "me")
    assert said(db) == ["> a", "c"]
    board.undo(db, "me")
    board.undo(db, "me")
    assert said(db) == ["> a", "c"]


def test_other_words_are_read_out_and_the_original_stays(db: Connection) -> None:
    (a,) = asked(db, "And what about, you know, the money thing?")
    assert questions.reword(db, a, " Who pays? ", "me")
    assert not questions.reword(db, a, "Who pays?", "me")
    (found,) = questions.queue(db).rows
    assert (found.words, found.is_reworded) == ("Who pays?", True)
    assert found.original.startswith("And what about")
    assert questions.reword(db, a, "", "me")
    assert said(db) == ["And what about, you know, the money thing?"]
    board.undo(db, "me")
    assert said(db) == ["Who pays?"]


def test_the_order_is_moved_by_hand_only(db: Connection, places: list[int]) -> None:
    a, b, c = asked(db, "a", "b", "c")
    assert questions.move(db, c, -1, "me")
    assert said(db) == ["a", "c", "b"]
    assert questions.move(db, a, 9, "me")
    assert said(db) == ["c", "b", "a"]
    assert not questions.move(db, a, 1, "me")
    questions.ask(db, places[4], "me")  # liked by many, and last all the same
    questions.take_up(db, b, "me")
    assert said(db) == ["c", "> b", "a", "four?"]
    questions.answer(db, b, "me")
    assert not questions.move(db, b, 1, "me")
    for _ in range(3):
        board.undo(db, "me")
    assert said(db) == ["c", "b", "a"]


def test_one_at_most_is_answered_now(db: Connection) -> None:
    a, b = asked(db, "a", "b")
    questions.take_up(db, a, "me")
    questions.take_up(db, b, "tom")
    assert said(db) == ["a", "> b"]
    board.undo(db, "tom")
    assert said(db) == ["> a", "b"]


def test_undoing_past_what_somebody_else_did_leaves_one_now(db: Connection) -> None:
    a, b, c = asked(db, "a", "b", "c")
    questions.take_up(db, a, "lena")
    questions.answer_and_next(db, "lena")
    questions.take_up(db, c, "tom")
    board.undo(db, "lena")
    assert [each.count(">") for each in said(db)].count(1) == 1
    assert not check.check(db).problems
    assert questions.question_of(db, b) is not None


def test_undoing_a_question_that_others_were_merged_into_lets_them_go(db: Connection) -> None:
    (a,) = asked(db, "a")
    b = questions.ask_for(db, "b", "", "tom").id
    questions.merge(db, a, [b], "tom")
    board.undo(db, "me")
    assert said(db) == ["b"]
    assert not check.check(db).problems


def test_a_clicker_goes_on_back_and_round(db: Connection) -> None:
    asked(db, "a", "b", "c")
    for expected in (["> a", "b", "c"], ["a", "> b", "c"], ["a", "b", "> c"], ["> a", "b", "c"]):
        questions.take_next(db, "presenter")
        assert said(db) == expected
    assert questions.answer_and_next(db, "presenter")
    assert said(db) == ["> b", "c"]
    for expected in (["> a", "b", "c"], ["a", "b", "> c"], ["a", "> b", "c"]):
        assert questions.back(db, "presenter")
        assert said(db) == expected


def test_a_clicker_does_no_harm_where_there_is_nothing(db: Connection) -> None:
    assert questions.take_next(db, "presenter") is None
    assert not questions.answer_and_next(db, "presenter")
    assert questions.back(db, "presenter") is None
    asked(db, "a")
    assert not presenting.stand(db).has_had
    questions.take_next(db, "presenter")
    assert questions.take_next(db, "presenter") is None
    assert said(db) == ["> a"]
    assert questions.answer_and_next(db, "presenter")
    assert said(db) == []
    assert presenting.stand(db).has_had
    assert questions.queue(db).aside[0].state is State.ANSWERED


def test_a_step_is_done_to_what_is_shown_or_not_at_all(db: Connection) -> None:
    a, b, c = asked(db, "a", "b", "c")
    assert questions.step(db, "next", "", "presenter") is Came.DONE
    questions.take_up(db, c, "lena")
    for name in questions.Step:
        assert questions.step(db, name, a, "presenter") is Came.MOVED_ON
    assert questions.step(db, "back", c, "presenter") is Came.MOVED_ON
    assert said(db) == ["a", "b", "> c"]
    assert questions.step(db, "answered", c, "presenter") is Came.DONE
    questions.reword(db, a, "A", "lena")
    assert questions.step(db, "back", a, "presenter") is Came.MOVED_ON
    assert said(db) == ["> A", "b"]
    assert questions.step(db, "next", a, "presenter") is Came.DONE
    assert questions.step(db, "back", b, "presenter") is Came.DONE
    assert said(db) == ["> A", "b"]


def test_from_one_that_was_hidden_just_now_it_goes_on(db: Connection, places: list[int]) -> None:
    for place in places[1:4]:
        questions.ask(db, place, "me")
    assert questions.step(db, "next", "", "presenter") is Came.DONE
    board.hide(db, places[1], "lena")
    assert questions.step(db, "next", f"post:{places[1]}", "presenter") is Came.DONE
    board.hide(db, places[2], "lena")
    assert questions.step(db, "next", "", "presenter") is Came.DONE
    assert said(db)[2] == "> three?"


def test_going_back_takes_back_questions_only_and_ones_own(
    db: Connection, places: list[int]
) -> None:
    asked(db, "a", "b")
    questions.take_next(db, "presenter")
    board.pin(db, places[1], "presenter")
    board.pin(db, places[2], "me")
    questions.back(db, "presenter")
    assert said(db) == ["a", "b"]
    assert len(board.pins(db)) == 2


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (questions.answer, State.ANSWERED),
        (questions.park, State.PARKED),
        (questions.leave, State.LEFT),
    ],
)
def test_it_is_settled_and_can_be_opened_again(db: Connection, act: type, state: State) -> None:
    (a,) = asked(db, "a")
    assert act(db, a, "me")
    assert not act(db, a, "me")
    found = questions.question_of(db, a)
    assert found is not None
    assert (found.state, found.settled) == (state, START)
    assert (said(db), questions.queue(db).waiting) == ([], 0)
    assert questions.reopen(db, a, "me")
    assert not questions.reopen(db, a, "me")
    assert said(db) == ["a"]


def test_the_posts_of_a_question_are_found_by_what_became_of_it(
    db: Connection, places: list[int]
) -> None:
    for place in places[1:4]:
        questions.ask(db, place, "me")
    one, two = f"post:{places[1]}", f"post:{places[2]}"
    questions.merge(db, one, [two], "me")
    before = whole(db, 2).version
    questions.answer(db, one, "me")
    assert texts(db, "is:question") == ["three?", "two?", "one?"]
    assert texts(db, "is:answered") == ["two?", "one?"]
    assert texts(db, "is:question -is:answered") == ["three?"]
    assert whole(db, 2).version > before


def test_the_queue_is_of_the_session_that_runs(db: Connection, clock: Clock) -> None:
    keynote = Session("Keynote", START - timedelta(minutes=5), 30)
    panel = Session("Panel", START + timedelta(minutes=25), 30)
    asked(db, "before")
    sources.plan(db, Event("Rivers", ("rivers",), sessions=(keynote, panel)), [])
    a, b, c = asked(db, "a", "b", "c")
    assert said(db) == ["before", "a", "b", "c"]
    clock.advance(1560)
    asked(db, "d")
    assert said(db) == ["before", "d"]
    assert questions.open_in(db, "Keynote") == [a, b, c]
    assert questions.carry_over(db, [a, b], "Panel", "me") == 2
    assert questions.carry_over(db, [a], "Panel", "me") == 0
    assert said(db) == ["before", "a", "b", "d"]
    questions.take_up(db, c, "me")
    assert said(db) == ["before", "a", "b", "> c", "d"]
    board.undo(db, "me")
    board.undo(db, "me")
    assert said(db) == ["before", "d"]
    clock.advance(3_600)
    assert said(db) == ["before", "a", "b", "c", "d"]


def test_people_call_a_question_by_the_number_of_its_post_or_a_few_signs(
    db: Connection, places: list[int]
) -> None:
    questions.ask(db, places[3], "me")
    (a,) = asked(db, "a")
    assert questions.find(db, "#3") == f"post:{places[3]}"
    assert questions.find(db, a[:7].upper()) == a
    for nothing in ("1", "99", "q", "zz", "", "%", "'"):
        assert questions.find(db, nothing) is None
    for found in questions.queue(db).rows:
        assert questions.find(db, found.short) == found.id


def test_what_was_said_in_two_places_is_one_question(db: Connection) -> None:
    words = "Is anyone measuring outcomes rather than outputs in their own council today?"
    ann = replace(a_post(1).author, name=clean_line("Ann Example"))
    save(db, a_post(1, words, author=ann, likes=2))
    author = replace(ann, handle=clean_line("@ann1@there.example"))
    uri = "https://there.example/9"
    twin = a_post(1, words, source=THERE.name, author=author, url=None, id=uri, likes=3)
    save(db, twin, source=THERE)
    assert whole(db, 2).is_copy
    questions.ask(db, whole(db, 2).place, "me")
    (found,) = questions.queue(db).rows
    assert (found.number, found.votes) == (1, 6)


def test_words_and_questions_that_are_not_there_are_refused(db: Connection) -> None:
    for act in (questions.take_up, questions.park, questions.split):
        with pytest.raises(StoreError, match="no longer there"):
            act(db, "post:7", "me")
    with pytest.raises(StoreError, match="not in the store"):
        questions.ask(db, 7, "me")


def test_what_comes_is_told_as_it_comes_however_many_wait(db: Connection) -> None:
    asked(db, *(f"{n}?" for n in range(45)))
    for _ in range(34):
        questions.take_next(db, "presenter")
    told = presenting.stand(db)
    assert ([each.words for each in told.coming], told.waiting) == (["34?", "35?", "36?"], 44)
    taken = questions.take_next(db, "presenter")
    assert taken is not None
    assert taken.words == "34?"

from __future__ import annotations

import apsw
import pytest
from tests.store.written import HERE, THERE, a_post, save, whole

from backchannel.model.programme import Event, Rule
from backchannel.store import board, details, posts, sources
from backchannel.store.connection import Connection
from backchannel.store.details.thread import BELOW, thread
from backchannel.store.migrations import MIGRATIONS
from backchannel.store.roles import rules


def of(db: Connection, number: int) -> details.Thread:
    return thread(db, whole(db, number))


def drawn(answers: tuple[details.Answer, ...]) -> list[tuple[int, str]]:
    return [(each.depth, str(each.post.post.text)) for each in answers]


def test_a_thread_is_found_from_its_middle_by_ids_within_a_source(db: Connection) -> None:
    save(db, a_post(9, "first"))
    save(db, a_post(8, "second", reply_to="9"))
    save(db, a_post(7, "third", reply_to="8"), a_post(6, "other third", reply_to="8"))
    save(db, a_post(5, "fourth", reply_to="7"))
    middle = of(db, 2)
    assert drawn(middle.above) == [(0, "first")]
    assert drawn(middle.below) == [(2, "third"), (3, "fourth"), (2, "other third")]
    assert (middle.depth, middle.is_answer, middle.has_more) == (1, True, False)


def test_the_same_id_at_another_place_is_another_post(db: Connection) -> None:
    save(db, a_post(9, "here"))
    other = a_post(8, "there", reply_to="9", source=THERE.name, id="https://there.example/8")
    save(db, other, source=THERE)
    assert not of(db, 1).below
    assert not of(db, 2).above
    assert of(db, 2).is_answer


def test_an_answer_may_come_before_what_it_answers_and_name_it_by_its_uri(db: Connection) -> None:
    save(db, a_post(3, "answer", reply_to=a_post(9).id))
    save(db, a_post(9, "question"))
    assert drawn(of(db, 2).below) == [(1, "answer")]
    assert drawn(of(db, 1).above) == [(0, "question")]


def test_posts_that_answer_each_other_end(db: Connection) -> None:
    save(db, a_post(2, "one", reply_to="1"), a_post(1, "other", reply_to="2"))
    assert drawn(of(db, 1).above) == [(0, "other")]
    assert not of(db, 1).below
    save(db, a_post(3, "itself", reply_to="3"))
    assert of(db, 3) == details.Thread(is_answer=True)


def test_of_very_many_answers_the_first_are_read_and_the_rest_is_said(db: Connection) -> None:
    save(db, a_post(0, "much answered"))
    save(db, *(a_post(n, reply_to="0") for n in range(1, BELOW + 40)))
    found = of(db, 1)
    assert len(found.below) == BELOW
    assert found.has_more
    assert [each.post.place for each in found.below] == sorted(e.post.place for e in found.below)


def test_what_is_asked_is_indexed_in_every_store(db: Connection) -> None:
    save(db, a_post(1))
    plans = {
        "SELECT p.place FROM posts p WHERE p.reply_to = ? AND p.reply_to <> '' ORDER BY p.place": (
            "posts_by_reply"
        ),
        "SELECT identity FROM identities WHERE place = ?": "identities_by_place",
        "SELECT identity FROM identities WHERE place = ?1 "
        "OR place IN (SELECT place FROM copies WHERE kept = ?1)": "copies_by_kept",
        "SELECT id FROM notes WHERE deleted_at IS NULL AND place IS NOT NULL AND place = ?": (
            "notes_by_place"
        ),
    }
    for sql, index in plans.items():
        steps = str(db.execute(f"EXPLAIN QUERY PLAN {sql}", ("1",)).fetchall())
        assert index in steps
        assert "SCAN" not in steps


def test_a_store_from_before_knows_what_its_posts_answer(db: Connection) -> None:
    save(db, a_post(9, "first"), a_post(8, "second", reply_to="9"))
    db.execute("DROP INDEX posts_by_reply; DROP INDEX identities_by_place")
    db.execute("DROP INDEX notes_by_place; ALTER TABLE posts DROP COLUMN reply_to").fetchall()
    with pytest.raises(apsw.SQLError):
        db.execute("SELECT reply_to FROM posts")
    for step in MIGRATIONS[2]:
        assert isinstance(step, str)
        db.execute(step)
    assert drawn(of(db, 1).below or of(db, 2).below) == [(1, "second")]


def test_a_deleted_answer_says_nothing_of_what_it_answered(db: Connection) -> None:
    save(db, a_post(9, "first"), a_post(8, "second", reply_to="9"))
    db.execute("BEGIN IMMEDIATE")
    posts.retract(db, HERE.name, ["8"])
    db.execute("COMMIT")
    first = whole(db, 1) if whole(db, 1).post.text == "first" else whole(db, 2)
    assert not thread(db, first).below


def test_an_answer_that_is_out_of_sight_says_why(db: Connection) -> None:
    save(db, a_post(9, "first"), a_post(8, "Buy followers", reply_to="9"))
    save(db, a_post(7, "second", reply_to="9"), a_post(6, "third", reply_to="9"))
    assert [each.trouble for each in of(db, 1).below] == ["", "", ""]
    spam = Rule("spam", "followers", mute=True)
    sources.plan(db, Event("Rivers", ("rivers",), rules=(spam,)), ())
    board.hide(db, whole(db, 3).place, "me")
    assert [each.trouble for each in of(db, 1).below] == ["a rule mutes it", "hidden", ""]
    board.unhide(db, whole(db, 3).place, "me")
    rules.bring_back(db, whole(db, 2).place, "me")
    assert [each.trouble for each in of(db, 1).below] == ["", "", ""]

"""What is right with the file and wrong with the rows is found, and made right without the rest."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.store.written import a_post, save, whole

from backchannel.model.board import Act
from backchannel.store import board, check, schema
from backchannel.store.connection import Connection
from backchannel.store.repair.moving import repair
from backchannel.store.repair.rebuilding import Repaired
from backchannel.store.replay.decided import decisions
from backchannel.store.roles import questions


def repaired(db: Connection, path: Path, clock: Clock) -> Repaired:
    db.close()
    done = repair(path, clock)
    assert done is not None
    assert done.problems == ()
    return done


@pytest.fixture
def damaged(db: Connection) -> Connection:
    """Three decisions about two notes; of the second one the words cannot be read any more."""
    save(db, a_post(1))
    board.pin(db, whole(db, 1).place, "me")
    board.note(db, "She said this and left", "me")
    board.note(db, "The last one", "me")
    db.execute(
        "UPDATE decisions SET after = replace(after, 'said this and left\"', '[forgotten]') "
        "WHERE about LIKE 'She said%'"
    )
    return db


def test_a_decision_that_cannot_be_read_is_named_and_no_other_is_lost(
    damaged: Connection, path: Path, clock: Clock
) -> None:
    assert check.check(damaged).problems == ("decisions: what they changed cannot be read: 2",)
    before = board.log(damaged)
    done = repaired(damaged, path, clock)
    assert done.lost == ("what 1 decision changed: it stays in the log and cannot be undone",)
    with contextlib.closing(schema.open_to_write(path, now=clock)) as db:
        assert board.log(db) == before
        assert {note.text for note in board.notes(db)} == {"She said this and left", "The last one"}


def test_after_that_all_but_this_one_can_be_undone(
    damaged: Connection, path: Path, clock: Clock
) -> None:
    repaired(damaged, path, clock)
    with contextlib.closing(schema.open_to_write(path, now=clock)) as db:
        undone = [board.undo(db, "me") for _ in range(3)]
        assert [(each.act, each.undone) for each in undone if each] == [
            (Act.NOTE, True),
            (Act.NOTE, False),
            (Act.PIN, True),
        ]
        assert [note.text for note in board.notes(db)] == ["She said this and left"]
        assert board.pins(db) == ()


def test_a_note_whose_decision_was_lost_is_played_when_it_was_written(
    damaged: Connection, path: Path, clock: Clock
) -> None:
    repaired(damaged, path, clock)
    with contextlib.closing(schema.open_to_read(path)) as db:
        told = [each.about for each in decisions(db)]
    assert sorted(told)[-2:] == ["She said this and left", "The last one"]


def test_a_deletion_that_was_lost_does_not_claim_to_be_undone(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, a_post(1))
    board.pin(db, whole(db, 1).place, "me")
    board.unpin(db, whole(db, 1).place, "me")
    db.execute("UPDATE decisions SET before = '{' WHERE act = 'unpin'")
    repaired(db, path, clock)
    with contextlib.closing(schema.open_to_write(path, now=clock)) as again:
        undone = board.undo(again, "me")
        assert undone is not None
        assert not undone.undone


def test_what_points_nowhere_is_taken_out_and_said_and_notes_stay(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, *(a_post(number) for number in range(1, 4)))
    first, second, third = (whole(db, number).place for number in range(1, 4))
    board.pin(db, first, "me")
    board.pin(db, second, "me")
    board.note(db, "Look at this", "me", first)
    questions.ask(db, second, "me")
    board.pin(db, third, "me")
    db.execute("DELETE FROM posts WHERE place IN (?, ?)", (first, second))
    found = check.check(db).problems
    assert {"pins: of no post: 2", "notes: of no post: 1", "questions: of no post: 1"} <= {*found}
    done = repaired(db, path, clock)
    assert "2 pins of posts that are not there" in done.lost
    assert "1 question of a post that is not there" in done.lost
    assert "the post of 1 note, which stays" in done.lost
    with contextlib.closing(schema.open_to_read(path)) as again:
        assert [pin.post.place for pin in board.pins(again)] == [third]
        assert [(note.text, note.post) for note in board.notes(again)] == [("Look at this", None)]


def test_a_session_whose_acts_cannot_be_read_is_as_it_was_planned(
    db: Connection, path: Path, clock: Clock
) -> None:
    save(db, a_post(1))
    db.execute("INSERT INTO session_acts VALUES ('Keynote', '{\"began\":')")
    done = repaired(db, path, clock)
    assert done.lost == ("what was done by hand to 1 session",)

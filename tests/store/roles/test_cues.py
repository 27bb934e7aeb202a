"""Cues: one is shown at a time, acknowledged, and told once by the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.clock import START, Clock

from backchannel.errors import StoreError
from backchannel.store import board
from backchannel.store.connection import Connection
from backchannel.store.roles import cues


def shown(db: Connection) -> str:
    found = cues.shown(db)
    return found.text if found else ""


def test_the_latest_that_was_not_seen_is_shown(db: Connection, clock: Clock) -> None:
    first = cues.cue(db, " Louder,\nplease\x1b[2J ", "lena")
    clock.advance(5)
    second = cues.cue(db, "Two more", "lena")
    assert shown(db) == "Two more"
    assert cues.acknowledge(db, second.id, "presenter")
    assert not cues.acknowledge(db, second.id, "presenter")
    assert shown(db) == "Louder, please"
    assert cues.acknowledge(db, first.id, "presenter")
    assert cues.shown(db) is None
    assert [each.seen for each in cues.latest(db)] == [clock(), clock()]


def test_it_is_taken_back_while_nobody_has_seen_it(db: Connection) -> None:
    sent = cues.cue(db, "Stop", "lena")
    assert cues.withdraw(db, sent.id, "lena")
    assert not cues.acknowledge(db, sent.id, "presenter")
    assert (shown(db), cues.latest(db)[0].is_waiting) == ("", False)
    board.undo(db, "lena")
    assert shown(db) == "Stop"
    board.undo(db, "lena")
    assert (shown(db), cues.latest(db)) == ("", ())


def test_what_was_seen_is_not_undone_by_who_sent_it(db: Connection) -> None:
    sent = cues.cue(db, "Stop", "lena")
    cues.acknowledge(db, sent.id, "presenter")
    undone = board.undo(db, "lena")
    assert undone is not None
    assert not undone.undone
    assert len(cues.latest(db)) == 1


def test_the_clock_tells_once_and_is_silent_when_the_session_is_over(
    db: Connection, clock: Clock
) -> None:
    ends = START + timedelta(minutes=5)
    assert cues.remind(db, "Keynote: a start", ends, "5 minutes left", "clock")
    assert not cues.remind(db, "Keynote: a start", ends, "5 minutes left", "other clock")
    assert shown(db) == "5 minutes left"
    later = ends + timedelta(minutes=5)  # it was given five minutes more
    assert cues.remind(db, "Keynote: a start", later, "5 minutes left", "clock")
    clock.advance(600)
    assert cues.shown(db) is None


@pytest.mark.parametrize("text", ["", " \x1b[2J", "x" * 121])
def test_a_cue_needs_a_few_words(db: Connection, text: str) -> None:
    with pytest.raises(StoreError, match=r"some words|at most 120"):
        cues.cue(db, text, "lena")

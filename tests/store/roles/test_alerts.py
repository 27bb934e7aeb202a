"""Alerts: when they are set off, and what becomes of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.store.written import HERE, a_post, save

from backchannel.errors import StoreError
from backchannel.model.programme import Alert, Event, Rule
from backchannel.store import board, sources
from backchannel.store.connection import Connection
from backchannel.store.desk.unseen import is_unseen
from backchannel.store.roles import cues
from backchannel.store.roles.rules import alerts

FAST = Rule("too fast", '"too fast" OR "slow down"', Alert(3, timedelta(minutes=3)))
EVENT = Event("Rivers", ("rivers",), rules=(FAST,))


@pytest.fixture
def told(db: Connection) -> Connection:
    sources.plan(db, EVENT, [HERE])
    return db


def said(db: Connection, *minutes: float, words: str = "Too fast!") -> None:
    save(
        db,
        *(
            a_post(round(m * 100), words, published=db.now() - timedelta(minutes=m))
            for m in minutes
        ),
    )


def look(db: Connection) -> int:
    judged = alerts.judge(db)
    return alerts.keep(db, judged) if judged.is_news else 0


def test_so_many_people_within_so_long_set_one_off(told: Connection) -> None:
    said(told, 1, 2)
    assert look(told) == 0
    said(told, 0.5, words="Please slow down")
    assert look(told) == 1
    (alert,) = alerts.unseen(told)
    assert alert.text == "too fast: 3 people within 3 min"
    assert not alerts.judge(told).is_news
    said(told, 0.2)
    assert look(told) == 0
    assert [each.people for each in alerts.latest(told)] == [4]


def test_one_person_who_says_it_often_does_not(told: Connection) -> None:
    author = a_post(1).author
    save(told, *(a_post(n, "Too fast", author=author, published=told.now()) for n in range(1, 9)))
    assert look(told) == 0


def test_what_is_out_of_sight_sets_none_off_whatever_an_older_file_asks_for(
    db: Connection,
) -> None:
    odd = replace(FAST, when="fast is:hidden")
    sources.plan(db, replace(EVENT, rules=(odd,)), [HERE])
    said(db, 0.1, 0.2, 0.3)
    for place in [place for (place,) in db.execute("SELECT place FROM posts")]:
        board.hide(db, place, "lena")
    assert look(db) == 0


def test_it_is_armed_again_when_it_falls_below(told: Connection, clock: Clock) -> None:
    said(told, 0.1, 0.2, 0.3)
    assert look(told) == 1
    again = alerts.judge(told).again
    assert again is not None
    clock.advance(180)
    assert look(told) == 0
    assert alerts.latest(told)[0].ended is not None
    assert not alerts.judge(told).is_news
    said(told, 0.01, 0.02, 0.03)
    assert look(told) == 1
    assert len(alerts.latest(told)) == 2


def test_what_two_processes_saw_at_once_is_written_once(told: Connection) -> None:
    said(told, 0.1, 0.2, 0.3)
    first, second = alerts.judge(told), alerts.judge(told)
    assert (alerts.keep(told, first), alerts.keep(told, second)) == (1, 0)


def test_what_comes_a_little_late_still_counts_and_what_is_old_does_not(told: Connection) -> None:
    said(told, 60, 61, 62)
    assert look(told) == 0
    said(told, 5, 6, 7)
    assert look(told) == 1
    assert alerts.latest(told)[0].ended is not None
    assert look(told) == 0


def test_hidden_and_muted_people_do_not_count(told: Connection) -> None:
    said(told, 0.1, 0.2, 0.3)
    place = board_place(told)
    board.mute_author(told, place, "Jo")
    assert look(told) == 0


def board_place(db: Connection) -> int:
    return int(db.value("SELECT max(place) FROM posts"))


def test_a_rule_that_is_taken_away_ends_its_alert(told: Connection) -> None:
    said(told, 0.1, 0.2, 0.3)
    look(told)
    sources.plan(told, replace(EVENT, rules=()), [HERE])
    assert alerts.judge(told).is_news
    look(told)
    assert alerts.latest(told)[0].ended is not None


def test_it_stays_until_somebody_has_seen_it(told: Connection) -> None:
    said(told, 0.1, 0.2, 0.3)
    look(told)
    assert alerts.see(told, "Jo") == 1
    assert alerts.see(told, "Jo") == 0
    assert alerts.unseen(told) == ()
    assert alerts.latest(told)[0].seen_by == "Jo"


def test_passed_on_it_is_a_cue_once_and_undo_takes_the_cue_back(told: Connection) -> None:
    said(told, 0.1, 0.2, 0.3)
    look(told)
    passed = alerts.pass_on(told, "Jo")
    assert passed is not None
    assert told.value("SELECT text FROM cues") == "too fast: 3 people within 3 min"
    assert alerts.unseen(told) == ()
    assert alerts.pass_on(told, "Jo") is None
    with pytest.raises(StoreError, match="told already"):
        alerts.pass_on(told, "Jo", passed.id)
    board.undo(told, "Jo")
    assert told.value("SELECT count(*) FROM cues") == 0
    (waiting,) = alerts.unseen(told)
    assert (waiting.cue, waiting.seen, waiting.seen_by, is_unseen(told)) == ("", None, "", True)
    assert alerts.pass_on(told, "Jo") is not None
    assert not is_unseen(told)
    assert cues.withdraw(told, alerts.latest(told)[0].cue, "Jo")
    assert alerts.see(told, "Mo") == 1
    assert (alerts.unseen(told), alerts.latest(told)[0].seen_by) == ((), "Mo")

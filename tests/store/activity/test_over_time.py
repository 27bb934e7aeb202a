"""How much was said when, over all of an event."""

from __future__ import annotations

from tests.store.written import HERE, a_post, at, save, whole

from backchannel.model.moments import to_micros
from backchannel.model.programme import Event, Rule
from backchannel.store import board, sources
from backchannel.store.activity import over_time
from backchannel.store.connection import Connection
from backchannel.store.roles import rules


def minutes(db: Connection) -> list[int]:
    """How many minutes ago there were posts."""
    now = to_micros(at(0)) // over_time.MINUTE
    found = over_time.counted(db, HERE.pane, to_micros(at(0)))
    assert found.then is None
    assert over_time.newer(db, HERE.pane, 0).counts == found.counts
    return sorted(now - minute for minute in found.counts)


def test_what_is_out_of_sight_is_not_counted_until_it_is_brought_back(db: Connection) -> None:
    spam = Rule("spam", "followers", mute=True)
    sources.plan(db, Event("Rivers", ("rivers",), rules=(spam,)), ())
    save(db, a_post(9, "Buy followers"), a_post(5), a_post(3), a_post(1, "More followers"))
    board.hide(db, whole(db, 3).place, "me")
    assert minutes(db) == [5]
    found = over_time.extent(db, HERE.pane)
    assert found.first == found.last == whole(db, 2).place
    assert over_time.first_in(db, HERE.pane, 0, to_micros(at(6))) is None
    rules.bring_back(db, whole(db, 1).place, "me")
    assert minutes(db) == [5, 9]
    assert over_time.extent(db, HERE.pane).first == whole(db, 1).place
    assert over_time.first_in(db, HERE.pane, 0, to_micros(at(6))) == whole(db, 1).place


def test_of_an_empty_pane_nothing_is_told(db: Connection) -> None:
    assert over_time.extent(db, HERE.pane) == over_time.Extent(None, None)
    assert minutes(db) == []

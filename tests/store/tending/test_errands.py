from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace
from tests.clock import Clock
from tests.store.written import HERE, log

from backchannel.model.programme import Event
from backchannel.model.source import Answer, Probe, Proposal
from backchannel.store import changes, lease, sources
from backchannel.store.connection import Connection
from backchannel.store.tending import errands
from backchannel.store.tending.errands import KEPT, STALE, Wish

EVENT = Event("Rivers", ("rivers",), "Europe/London")


def test_nothing_is_asked_where_nobody_collects(db: Connection) -> None:
    assert errands.ask(db, Wish("toot.example")) is None
    assert errands.waiting(db) == ()


def test_what_is_asked_waits_until_it_is_answered(db: Connection, clock: Clock) -> None:
    lease.take(db, "one", 1, "here", 0)
    number = errands.ask(db, Wish(spec=HERE))
    assert number is not None
    asked, since = clock(), changes.latest(db)
    assert [each.wish.spec for each in errands.waiting(db)] == [HERE]
    clock.advance(3)
    found = Answer(Probe(HERE.name, "mastodon", "ok", 0.2, posts=3))
    errands.answer(db, number, found)
    assert errands.waiting(db) == ()
    assert log(db, since) == [("errand", str(number))]
    told = errands.probes(db)[HERE.name]
    assert (told.at, told.answered, told.answer) == (asked, clock(), found)


def test_what_was_found_out_of_another_of_that_name_is_not_told(db: Connection) -> None:
    lease.take(db, "one", 1, "here", 0)
    number = errands.ask(db, Wish(spec=HERE))
    assert number is not None
    errands.answer(db, number, Answer(Probe(HERE.name, "mastodon", "ok", 0.2, posts=3)))
    sources.plan(db, EVENT, [replace(HERE, pane="feeds")])
    assert HERE.name in errands.probes(db)
    sources.plan(db, EVENT, [replace(HERE, options={"server": "https://other.example"})])
    assert errands.probes(db) == {}


def test_what_nobody_waits_for_any_more_is_not_done(db: Connection, clock: Clock) -> None:
    lease.take(db, "one", 1, "here", 0)
    errands.ask(db, Wish("toot.example"))
    clock.advance((STALE + timedelta(seconds=1)).total_seconds())
    assert errands.waiting(db) == ()


def test_the_latest_errands_are_kept(db: Connection) -> None:
    lease.take(db, "one", 1, "here", 0)
    numbers = [errands.ask(db, Wish(f"toot{number}.example")) for number in range(KEPT + 2)]
    assert numbers[0] is not None
    assert numbers[-1] is not None
    assert errands.errand(db, numbers[0]) is None
    errands.answer(db, numbers[-1], Answer(proposals=(Proposal("feed", {"url": "x"}),)))
    kept = errands.errand(db, numbers[-1])
    assert kept is not None
    assert kept.answer == Answer(proposals=(Proposal("feed", {"url": "x"}),))

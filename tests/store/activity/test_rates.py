"""How many posts a minute: each once, in the minute in which it was posted."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace
from tests.clock import Clock
from tests.store.written import BLOGS, HERE, THERE, a_post, at, save, whole

from backchannel.model.programme import Event, Rule
from backchannel.store import board, pages, sources
from backchannel.store.activity.rates import per_minute
from backchannel.store.connection import Connection
from backchannel.store.roles import rules

PANES = ("backchannel", "feeds")


def test_posts_count_for_the_minute_in_which_they_were_posted(db: Connection, clock: Clock) -> None:
    save(
        db, *(replace(a_post(n), published=at(ago)) for n, ago in enumerate((0, 0.7, 2.5, 5.8, 6)))
    )
    save(db, replace(a_post(9, source=BLOGS.name), id="x", published=at(1.5)), source=BLOGS)
    assert per_minute(db, PANES, clock()) == {
        "backchannel": (1, 0, 0, 1, 0, 2),
        "feeds": (0, 0, 0, 0, 1, 0),
    }
    clock.advance(10)
    assert per_minute(db, PANES, clock())["backchannel"] == (0, 0, 0, 1, 1, 1)


def test_what_arrives_late_counts_when_it_was_posted(db: Connection, clock: Clock) -> None:
    save(db, replace(a_post(1), published=at(0.5)))
    clock.advance(180)
    save(db, replace(a_post(2), published=at(0.4)))
    assert per_minute(db, PANES, clock())["backchannel"] == (0, 0, 2, 0, 0, 0)


def test_nothing_counts_twice_and_what_is_hidden_does_not_count(
    db: Connection, clock: Clock
) -> None:
    half = at(0) - timedelta(seconds=30)
    arrived = [replace(a_post(n), published=half) for n in range(3)]
    save(db, *arrived)
    save(db, *arrived, source=THERE)
    assert per_minute(db, PANES, clock())["backchannel"][-1] == 3
    db.execute("BEGIN")
    board.hide(db, next(pages.walk(db, pages.View())).place, "me")
    db.execute("COMMIT")
    assert per_minute(db, PANES, clock())["backchannel"][-1] == 2
    assert HERE.pane == THERE.pane


def test_what_a_rule_mutes_counts_again_when_it_is_brought_back(
    db: Connection, clock: Clock
) -> None:
    save(db, a_post(1, "Buy followers", published=at(0.5)), a_post(2, published=at(0.4)))
    spam = Rule("spam", "followers", mute=True)
    sources.plan(db, Event("Rivers", ("rivers",), rules=(spam,)), ())
    assert per_minute(db, PANES, clock())["backchannel"][-1] == 1
    rules.bring_back(db, whole(db, 1).place, "me")
    assert per_minute(db, PANES, clock())["backchannel"][-1] == 2

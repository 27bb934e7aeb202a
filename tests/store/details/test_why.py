from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.clock import START
from tests.store.written import BLOGS, HERE, THERE, a_post, save, whole

from backchannel.model.programme import Event, Rule
from backchannel.model.query import parse
from backchannel.model.source import Health, State
from backchannel.store import board, pages, posts, sources
from backchannel.store.connection import Connection
from backchannel.store.details import why


@pytest.fixture
def told(db: Connection) -> Connection:
    """A store of an event, with a post seen in two places."""
    sources.plan(db, Event("Rivers", ("rivers",)), [HERE, THERE, BLOGS])
    save(db, a_post(1, "Is anyone measuring?"))
    save(db, a_post(1, "Is anyone measuring?"), source=THERE)
    return db


def said(db: Connection, *, against: bool = False) -> list[str]:
    found = why.reasons(db, whole(db, 1))
    return [each.said for each in found if each.is_against or not against]


def test_a_post_in_sight_says_what_brought_it_there(told: Connection) -> None:
    assert said(told) == [
        "it bears #rivers",
        "it is in the pane backchannel, where posts from here.example go",
        "first seen on here.example",
        "also seen on there.example",
    ]


def test_what_keeps_a_post_out_of_sight_comes_first_with_by_whom_and_why(told: Connection) -> None:
    place = whole(told, 1).place
    board.pin(told, place, "lena")
    board.hide(told, place, "tom", "off topic")
    board.mute_server(told, place, "lena", "a flood")
    hidden, muted, pinned, *_ = why.reasons(told, whole(told, 1))
    assert (hidden.said, hidden.by, hidden.is_against) == ("hidden: off topic", "tom", True)
    assert muted.said == "everybody on here.example is muted for good: a flood"
    assert muted.until is None
    assert (pinned.said, pinned.by) == ("pinned, number 1 of the pins", "lena")
    posts.retract(told, HERE.name, ["1"])
    assert said(told, against=True)[0] == "its author deleted it, says here.example"


def test_a_post_without_the_tag_says_why_it_is_here_all_the_same(told: Connection) -> None:
    sources.plan(told, Event("Rivers", ("rivers",)), [HERE, replace(BLOGS, tagged=True)])
    save(told, replace(a_post(2, "About us", source=BLOGS.name), tags=()), source=BLOGS)
    found = [each.said for each in why.reasons(told, whole(told, 2))]
    assert found[0] == "everything from blogs belongs to the event"
    save(told, replace(a_post(1, "In short"), tags=()))
    assert said(told)[0] == "it bore the tag when it was first seen"


@pytest.mark.parametrize(
    "asked",
    [
        "1", "#1", "https://here.example/posts/1", "http://HERE.example/posts/1/", "measuring",
        "is anyone", "Ann 1",
    ],
)  # fmt: skip
def test_a_post_is_found_by_what_somebody_knows_of_it(told: Connection, asked: str) -> None:
    board.hide(told, whole(told, 1).place, "me")
    found = why.find(told, asked)
    assert found is not None
    assert found.number == 1


@pytest.mark.parametrize(
    "asked", ["", "2", "9" * 30, "...", '"', "https://[", "NEAR(a b)", "x" * 5_000]
)
def test_what_nobody_knows_is_not_found(told: Connection, asked: str) -> None:
    assert why.find(told, asked) is None


def test_what_is_not_in_the_store_may_have_been_passed_over(told: Connection) -> None:
    health = Health(
        HERE.name, "mastodon", State.RETRY, problem="no network", passed_over=30, given=1
    )
    sources.set_health(told, health)
    first, here, *_ = why.absence(told)
    assert first.said.startswith("A post is kept when it bears #rivers")
    assert here.said == (
        "here.example gave 1, and 30 without the tag were passed over: retry; no network"
    )


def test_a_rule_is_judged_in_the_event_s_zone_as_panes_are(told: Connection) -> None:
    """Eleven o'clock is over sooner in Berlin than in UTC."""
    event = Event("Rivers", ("rivers",), timezone="Europe/Berlin")
    early = Rule("early", "before:11:00", mute=True)
    sources.plan(told, replace(event, rules=(early,)), [HERE, THERE, BLOGS])
    half_past_ten = START.replace(hour=10, minute=30)
    save(told, a_post(2, "At eleven thirty in Berlin", published=half_past_ten))
    in_sight = pages.View(None, parse("berlin"), event.timezone)
    assert pages.count(told, in_sight) == 1
    assert not any(each.is_against for each in why.reasons(told, whole(told, 2)))

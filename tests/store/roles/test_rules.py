"""Rules in the store: what they find, and how people run them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.store.written import a_post, everything, save, texts, whole

from backchannel.errors import StoreError
from backchannel.model.programme import Alert, Event, Rule
from backchannel.model.roles.rule import Level
from backchannel.store import board, pages, search, sources
from backchannel.store.connection import Connection
from backchannel.store.details import why
from backchannel.store.roles import rules

EVENT = Event("Rivers", ("rivers",))
SPAM = Rule("spam", "followers", mute=True)


def told(db: Connection, *several: Rule) -> None:
    sources.plan(db, replace(EVENT, rules=several), ())


def said_of(db: Connection, number: int) -> list[str]:
    return [each.said for each in why.reasons(db, whole(db, number))]


def test_a_mute_for_a_time_ends_so_long_after_each_post(db: Connection, clock: Clock) -> None:
    told(db, Rule("score", "score", mute=timedelta(hours=2)))
    save(db, a_post(150, "The score"), a_post(60, "The score, again"))
    assert texts(db) == ["The score"]
    muted = next(each for each in why.reasons(db, whole(db, 2)) if each.is_against)
    assert muted.said == "the rule score of the event file mutes it"
    assert muted.until == clock() + timedelta(hours=1)
    clock.advance(3_601)
    assert texts(db) == ["The score, again", "The score"]


def test_a_rule_is_found_by_its_name_and_by_the_tag_that_it_gives(db: Connection) -> None:
    told(db, Rule("Well said", "great OR bravo", tag="praise"))
    save(db, a_post(1, "Bravo"), a_post(2, "So-so"), a_post(3, "Mine", tags=("praise",)))
    assert texts(db, "rule:well") == ["Bravo"]
    assert texts(db, 'rule:"well said"') == ["Bravo"]
    assert texts(db, 'rule:"well"') == []
    assert texts(db, "tag:#Praise") == ["Bravo", "Mine"]
    assert texts(db, "-rule:well") == ["So-so", "Mine"]
    page = pages.around(db, pages.View(), None, newer=0, older=9, since=None)
    assert [each.tags for each in page.pointed.values()] == [("praise",)]


def test_a_rule_that_asks_for_rules_finds_none(db: Connection) -> None:
    told(db, Rule("a", "rule:b OR is:highlight", highlight=True), Rule("b", "rule:a"))
    save(db, a_post(1, "Words"))
    assert texts(db, "is:highlight") == []


def test_the_highest_level_of_several_rules_is_shown(db: Connection) -> None:
    told(
        db,
        Rule("a", "word", highlight=Level.LOW, pin=True),
        Rule("b", "words", highlight=Level.HIGH),
        Rule("c", "other", highlight=True),
    )
    save(db, a_post(1, "Words"), a_post(2, "Word"), a_post(3, "Other"), a_post(4, "None"))
    page = pages.around(db, pages.View(), None, newer=0, older=9, since=None)
    levels = [page.pointed[post.place].level for post in page.posts if post.place in page.pointed]
    assert levels == [Level.HIGH, Level.LOW, Level.NORMAL]
    assert page.pointed[page.posts[0].place].suggests_pin


def test_a_rule_made_at_a_desk_is_in_force_at_once_and_undone(db: Connection) -> None:
    told(db)
    save(db, a_post(1, "Buy followers"), a_post(2, "Outcomes"))
    rules.make(db, SPAM, "Jo")
    assert texts(db) == ["Outcomes"]
    assert "the rule spam made at a desk mutes it" in said_of(db, 2)
    board.undo(db, "Jo")
    assert texts(db) == ["Buy followers", "Outcomes"]
    board.redo(db, "Jo")
    assert texts(db) == ["Outcomes"]
    assert rules.remove(db, "SPAM", "Jo")
    assert rules.states(db) == ()


def test_a_rule_of_the_event_file_is_switched_off_and_on_and_stays_so(db: Connection) -> None:
    told(db, SPAM)
    save(db, a_post(1, "Buy followers"))
    assert rules.switch(db, "spam", "Jo", is_off=True)
    assert not rules.switch(db, "spam", "Jo", is_off=True)
    assert texts(db) == ["Buy followers"]
    told(db, SPAM, Rule("other", "other", highlight=True))  # the file is read once more
    assert texts(db) == ["Buy followers"]
    assert [each.is_off for each in rules.states(db)] == [True, False]
    assert rules.switch(db, "spam", "Jo", is_off=False)
    assert texts(db) == []
    assert [str(each.act) for each in board.log(db)] == ["rule on", "rule off"]


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        (Rule("Spam", "words"), "called Spam already"),
        (Rule(" ", "words"), "needs a name"),
        (Rule("x", "kind:foto"), "not a filter: kind: did you mean photo"),
        (Rule("x", "  "), "a rule for every post"),
        (Rule("x", "is:hidden", Alert(2, timedelta(minutes=3))), "is:hidden asks for what is out"),
    ],
)
def test_a_rule_that_nobody_can_mean_is_refused(db: Connection, rule: Rule, problem: str) -> None:
    told(db, SPAM)
    with pytest.raises(StoreError, match=problem):
        rules.make(db, rule, "Jo")


def test_one_post_is_brought_back_and_the_rule_goes_on(db: Connection) -> None:
    told(db, SPAM)
    save(db, a_post(1, "Buy followers"), a_post(2, "More followers"))
    (muted,) = rules.hidden_by_rules(db)
    assert (muted.rule.name, muted.count, len(muted.posts)) == ("spam", 2, 2)
    assert rules.bring_back(db, muted.posts[0].place, "Jo")
    assert not rules.bring_back(db, muted.posts[0].place, "Jo")
    assert texts(db) == ["Buy followers"]
    assert texts(db, "followers") == ["Buy followers"]
    assert pages.count(db, pages.View()) == 1
    assert texts(db, "is:muted") == ["More followers"]
    assert rules.hidden_by_rules(db)[0].count == 1
    assert "brought back, whatever rules say" in said_of(db, 2)
    assert everything(db)[0].place in search.situation(db, "UTC").brought_back
    board.undo(db, "Jo")
    assert texts(db) == []


def test_what_a_person_hid_is_not_counted_as_a_rule_s(db: Connection) -> None:
    told(db, SPAM)
    save(db, a_post(1, "Buy followers"), a_post(2, "More followers"))
    board.hide(db, whole(db, 1).place, "Jo")
    assert rules.hidden_by_rules(db)[0].count == 1


def test_a_rule_hides_what_nothing_else_hides(db: Connection) -> None:
    told(db, SPAM)
    save(db, *(a_post(n, "Buy followers") for n in range(1, 5)))
    board.mute_author(db, whole(db, 1).place, "Jo")
    board.hide(db, whole(db, 2).place, "Jo")
    (found,) = rules.hidden_by_rules(db)
    assert (found.count, [post.number for post in found.posts]) == (2, [4, 3])
    (found,) = rules.hidden_by_rules(db, limit=1)
    assert (found.count, [post.number for post in found.posts]) == (2, [4])
    board.undo(db, "Jo")
    board.undo(db, "Jo")
    assert rules.hidden_by_rules(db)[0].count == 4

"""Late posts: what is outside the programme, and rules that file under a session."""

import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.store.roles.test_programme import at, told
from tests.store.written import a_post, everything, save

from backchannel.errors import StoreError
from backchannel.model.programme import Event, Rule, Session
from backchannel.store import board, search, sources
from backchannel.store.connection import Connection
from backchannel.store.roles import filing, rules
from backchannel.store.roles.rules import filing as by_rules
from backchannel.store.search.known import known

LATE = Rule("late", "session:after keynote", file="Keynote")


@pytest.fixture
def day(db: Connection, clock: Clock) -> Connection:
    """A keynote and a panel, each of half an hour, and a post before, in and after them."""
    told(db, Session("Keynote", at(0), 30), Session("Panel", at(30), 30))
    clock.advance(5 * 3_600)
    minutes = {"early": -5, "first": 1, "second keynote": 31, "over time": 70}
    minutes |= {"late": 75, "late keynote": 120}
    save(db, *(a_post(n, text, published=at(minutes[text])) for n, text in enumerate(minutes)))
    return db


def found(db: Connection, text: str) -> set[str]:
    return {each.post.text for each in everything(db, text)}


def place(db: Connection, text: str) -> int:
    return next(each.place for each in everything(db) if each.post.text == text)


def tell(db: Connection, *several: Rule) -> None:
    event = search.told_event(db)
    assert isinstance(event, Event)
    sources.plan(db, replace(event, rules=several), [])
    settle(db)


def settle(db: Connection) -> None:
    turns = 0
    while by_rules.is_due(db):
        by_rules.file_new(db)
        turns += 1
        assert turns < 10


def test_what_is_outside_the_programme_has_a_name(day: Connection) -> None:
    assert found(day, "session:before") == {"early"}
    assert found(day, "session:after") == {"late", "late keynote"}
    assert found(day, 'session:"after"') == {"late", "late keynote"}
    assert found(day, "session:panel") == {"second keynote", "over time"}
    assert found(day, "session:a") == set()
    assert {"before", "after"} <= set(known(day).sessions)


def test_a_late_post_is_filed_by_hand_and_back(day: Connection) -> None:
    late = place(day, "late")
    assert not filing.file_post(day, late, "after", "lena")
    filing.file_post(day, late, "Keynote", "lena")
    assert found(day, "session:after") == {"late keynote"}
    assert found(day, "session:keynote") == {"first", "late"}
    filing.file_post(day, late, "before", "lena")
    assert found(day, "session:before") == {"early", "late"}
    filing.file_post(day, late, "after", "lena")
    assert everything(day, "session:after late")[0].filed is None


def test_a_rule_files_old_posts_new_ones_and_none_any_more(day: Connection) -> None:
    tell(day, LATE)
    assert found(day, "session:keynote") == {"first", "late keynote"}
    assert found(day, "session:after") == {"late"}
    save(day, a_post(20, "keynote again", published=at(130)))
    settle(day)
    assert found(day, "session:keynote") == {"first", "late keynote", "keynote again"}
    assert not by_rules.is_due(day)
    tell(day)
    assert found(day, "session:after") == {"late", "late keynote", "keynote again"}


def test_what_is_filed_stays_when_another_rule_comes(day: Connection) -> None:
    tell(day, LATE)
    before = list(day.execute("SELECT * FROM filings"))
    tell(day, Rule("other", "first", tag="x"), LATE)
    assert list(day.execute("SELECT * FROM filings")) == before


def test_the_first_rule_has_the_say_and_a_person_before_it(day: Connection) -> None:
    tell(day, replace(LATE, name="one", file="Panel"), LATE)
    assert found(day, "session:panel late") == {"late keynote"}
    filing.file_post(day, place(day, "late keynote"), "after", "lena")
    tell(day, LATE)
    assert found(day, "session:after") == {"late", "late keynote"}
    board.undo(day, "lena")
    tell(day, replace(LATE, name="two"))
    assert found(day, "session:keynote") == {"first", "late keynote"}


def test_a_session_that_begins_later_moves_nothing_that_a_rule_filed(day: Connection) -> None:
    tell(day, LATE)
    event = search.told_event(day)
    assert event is not None
    third = Session("Third", at(74), 10)
    sources.plan(day, replace(event, sessions=(*event.sessions, third)), [])
    settle(day)
    assert found(day, "session:third") == {"late"}
    assert found(day, "session:keynote") == {"first", "late keynote"}


def test_a_rule_made_at_a_desk_names_a_session_that_is_there(day: Connection) -> None:
    with pytest.raises(StoreError, match="no session called Lunch"):
        rules.make(day, replace(LATE, file="Lunch"), "lena")
    rules.make(day, LATE, "lena")
    settle(day)
    assert found(day, "session:after") == {"late"}

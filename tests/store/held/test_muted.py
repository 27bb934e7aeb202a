"""What rules mute, asked of each post once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.clock import Clock
from tests.store.written import a_post, save, whole

from backchannel.model.post import StoredPost
from backchannel.model.programme import Event, Person, Rule
from backchannel.model.query import parse
from backchannel.store import board, pages, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.held import muted as rules_muted
from backchannel.store.roles import rules

LOUD = Rule("loud", "shouting", mute=True)


@pytest.fixture
def reader(path: Path, db: Connection, clock: Clock) -> Iterator[Connection]:
    """A connection to the same store that only reads, and so remembers."""
    tell(db, LOUD)
    connection = schema.open_to_read(path, now=clock)
    yield connection
    connection.close()


def tell(db: Connection, *told: Rule, people: tuple[Person, ...] = ()) -> None:
    """The rules of the event."""
    sources.plan(db, Event("An event", ("rivers",), rules=told, people=people), [])


def muted(db: Connection) -> list[int]:
    """The numbers of what rules mute."""
    rows = db.execute("SELECT place, number, version FROM posts ORDER BY number")
    stamps = {place: (number, version) for place, number, version in rows}
    found = rules_muted.muted(db, stamps)
    assert found == rules_muted.muted(db, stamps, pages.by_places(db, stamps))
    return sorted(stamps[place][0] for place in found)


def as_the_filter_says(db: Connection) -> list[int]:
    """The same, found by the index."""
    view = pages.View(None, parse("is:muted"))
    page = pages.around(db, view, None, newer=0, older=100, since=None)
    return sorted(post.number for post in page.posts)


def test_what_a_rule_finds_is_muted_until_it_says_something_else(
    db: Connection, reader: Connection
) -> None:
    save(db, a_post(3, "Somebody is shouting"), a_post(2, "Quiet"), a_post(1, "shouting"))
    assert muted(reader) == as_the_filter_says(reader) == [1, 3]
    save(db, a_post(3, "Nobody is"), a_post(2, "shouting, too"))
    assert muted(reader) == as_the_filter_says(reader) == [2, 3]


def test_other_rules_are_asked_anew(db: Connection, reader: Connection) -> None:
    save(db, a_post(2, "shouting"), a_post(1, "whispering"))
    assert muted(reader) == [1]
    tell(db, Rule("still", "whispering", mute=True))
    assert muted(reader) == [2]
    tell(db)
    assert muted(reader) == []


def test_accounts_of_somebody_who_is_named_later_are_found(
    db: Connection, reader: Connection
) -> None:
    save(db, a_post(2, "one"), a_post(1, "two"))
    ada = Rule("ada", 'from:"Ada Example"', mute=True)
    tell(db, ada)
    assert muted(reader) == []
    tell(db, ada, people=(Person("Ada Example", accounts=("@ann2@here.example",)),))
    assert muted(reader) == as_the_filter_says(reader) == [1]


def test_what_was_brought_back_is_not_muted(db: Connection, reader: Connection) -> None:
    save(db, a_post(1, "shouting"))
    assert muted(reader) == [1]
    rules.bring_back(db, whole(db, 1).place, "me")
    assert muted(reader) == []
    board.undo(db, "me")
    assert muted(reader) == [1]


def test_a_rule_for_a_time_ends_with_it(db: Connection, reader: Connection, clock: Clock) -> None:
    save(db, a_post(30, "shouting"), a_post(2, "quiet"), a_post(1, "shouting"))
    pinned = Rule("pinned", "-quiet is:pinned", mute=True)
    tell(db, Rule("lately", "shouting since:10m", mute=True), pinned)
    assert muted(reader) == as_the_filter_says(reader) == [3]
    clock.advance(600)
    assert muted(reader) == as_the_filter_says(reader) == []
    board.pin(db, whole(db, 1).place, "me")
    assert muted(reader) == as_the_filter_says(reader) == [1]


def test_each_post_is_asked_once_while_it_stays_the_same(
    db: Connection, reader: Connection
) -> None:
    save(db, *(a_post(n, "shouting" if n % 2 else "quiet") for n in range(1, 9)))
    asked: list[int] = []

    class Posts(dict[int, StoredPost]):
        def __getitem__(self, place: int) -> StoredPost:
            asked.append(place)
            return super().__getitem__(place)

    rows = [*reader.execute("SELECT place, number, version FROM posts")]
    stamps = {place: (number, version) for place, number, version in rows}
    posts = Posts(pages.by_places(reader, stamps))
    first = rules_muted.muted(reader, stamps, posts)
    assert (len(first), len(asked)) == (4, 8)
    assert rules_muted.muted(reader, stamps, posts) == first
    assert len(asked) == 8


def test_nothing_is_remembered_of_what_is_being_written(db: Connection, path: Path) -> None:
    tell(db, LOUD)
    save(db, a_post(1, "quiet"))
    place = whole(db, 1).place
    db.execute("BEGIN IMMEDIATE")
    db.execute("UPDATE posts SET version = version + 1 WHERE place = ?", (place,))
    assert muted(db) == []
    db.execute("ROLLBACK")
    assert not db.memory

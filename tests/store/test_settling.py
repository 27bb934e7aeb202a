"""Words of what came many at once are found while they wait, and are in the index afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.clock import Clock
from tests.store.written import HERE, THERE, a_post, at, everything, save, texts

from backchannel.model.post import Post
from backchannel.model.query import parse
from backchannel.store import board, check, pages, posts, schema, search
from backchannel.store.connection import Connection
from backchannel.store.coverage import near_tags
from backchannel.store.details import why
from backchannel.store.roles.rules import counting
from backchannel.store.search import fresh
from backchannel.store.writing.settling import settle


def came(db: Connection, *arrived: Post) -> None:
    """As a collector stores it."""
    with db:
        posts.save(db, HERE, arrived, settles=True)


def many(db: Connection, count: int = 30) -> None:
    came(db, *(a_post(n, f"word{n} {'rare' if n == 7 else 'common'}") for n in range(count)))


def settled(db: Connection) -> None:
    """Until nothing waits."""
    while True:
        with db:
            if not settle(db, 12):
                return


def waiting(db: Connection) -> int:
    return len(search.waiting(db, 1_000))


def test_what_came_many_at_once_is_found_before_and_after_it_is_settled(db: Connection) -> None:
    save(db, a_post(100, "common as well"))
    many(db)
    assert waiting(db) == 30
    for _ in range(2):
        assert check.check(db).problems == ()
        assert texts(db, "rare") == ["word7 rare"]
        assert len(texts(db, "comm")) == 30
        assert texts(db, "-common") == ["word7 rare"]
        assert len(pages.best(db, pages.View(), -1)) == 31
        assert near_tags.posts_with(db, "rivers") == 31
        assert counting.found(db, parse("common"), "UTC") == 30
        assert why.find(db, "word7 rar") == everything(db, "rare")[0]
        settled(db)
    assert waiting(db) == 0
    assert not settle(db)


def test_a_little_at_a_time(db: Connection) -> None:
    many(db)
    assert settle(db, 12)
    assert waiting(db) == 18
    assert check.check(db).problems == ()
    assert len(texts(db, "word")) == 30


def test_few_do_not_wait(db: Connection) -> None:
    many(db, posts.MANY - 1)
    assert waiting(db) == 0


def test_nor_does_anybody_where_too_many_do(db: Connection) -> None:
    many(db)
    search.add_quickly(db, [(5, ("late", "", ""))], fresh.MOST + 1)
    assert waiting(db) == 30
    assert db.value("SELECT rowid FROM search WHERE search MATCH 'late'") == 5


def test_they_are_found_by_a_program_that_opens_the_store_after_a_crash(
    db: Connection, path: Path, clock: Clock
) -> None:
    many(db)
    other = schema.open_to_write(path, now=clock)
    assert texts(other, "rare") == ["word7 rare"]
    settled(other)
    assert texts(db, "rare") == ["word7 rare"]
    other.close()


def test_what_waits_can_be_edited_deleted_and_seen_elsewhere(db: Connection) -> None:
    many(db)
    came(db, a_post(1, "another wording", edited=at(0)))
    save(db, a_post(2, "word2 common"), source=THERE)
    posts.retract(db, HERE.name, ["3"])
    for _ in range(2):
        assert check.check(db).problems == ()
        assert texts(db, "another") == ["another wording"]
        assert texts(db, '"word1"') + texts(db, '"word3"') == []
        assert texts(db, "source:there") == ["word2 common"]
        settled(db)


@pytest.mark.parametrize("is_settled", [False, True])
def test_nothing_is_left_of_deleted_words_that_waited(
    path: Path, clock: Clock, *, is_settled: bool
) -> None:
    db = schema.open_to_write(path, now=clock)
    many(db)
    if is_settled:
        settled(db)
    with db:
        posts.retract(db, HERE.name, ["7"])
    settled(db)
    while not search.sweep(db):
        pass
    db.close()
    assert b"rare" not in path.read_bytes()


def test_decisions_and_counts_are_asked_of_both(db: Connection) -> None:
    save(db, a_post(100, "common as well"))
    many(db)
    board.pin(db, everything(db, "rare")[0].place, "me")
    assert texts(db, "is:pinned rare") == ["word7 rare"]
    assert texts(db, "is:pinned common") == []
    assert len(texts(db, "(common OR likes:>5) -word3")) == 29
    assert pages.count(db, pages.View(None, parse("common"))) == 30
    assert len(list(pages.walk(db, pages.View(None, parse("common"))))) == 30

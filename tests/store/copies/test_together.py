"""Posts that somebody put into one row are in one row, until that is undone."""

from __future__ import annotations

import pytest
from tests.store.copies.twice import (
    BLUESKY,
    MASTODON,
    arrive,
    on_bluesky,
    on_mastodon,
    on_nostr,
    place_of,
    rows,
)
from tests.store.written import at, whole

from backchannel.clean.terminal import clean_line
from backchannel.errors import StoreError
from backchannel.model.board import Act
from backchannel.model.post import Author, Post
from backchannel.store import board, check, posts, sources
from backchannel.store.connection import Connection
from backchannel.store.details.why import reasons

HERE, THERE = on_mastodon(), on_bluesky("Outcomes are hard to count, says Ana")


@pytest.fixture
def two(db: Connection) -> Connection:
    """Two rows of which nothing says that they are one."""
    arrive(db, HERE, THERE)
    assert rows(db) == {2: [], 1: []}
    return db


def put(db: Connection, *chosen: Post, by: str = "lena") -> bool:
    return board.show_together(db, [place_of(db, each) for each in chosen], by)


def test_they_are_one_row_and_undo_makes_two_of_it(two: Connection) -> None:
    assert put(two, THERE, HERE)
    assert rows(two) == {1: [2]}
    assert not put(two, THERE, HERE)
    assert [(each.act, each.by) for each in board.log(two)] == [(Act.TOGETHER, "lena")]
    undone = board.undo(two, "lena")
    assert undone is not None
    assert undone.undone
    assert rows(two) == {2: [], 1: []}
    board.redo(two, "lena")
    assert rows(two) == {1: [2]}
    assert check.check(two).problems == ()


def test_why_says_who_did_it_and_both_sources_find_it(two: Connection) -> None:
    put(two, HERE, THERE)
    said = [each.said for each in reasons(two, whole(two, 2))]
    assert "because lena put them together" in said
    assert any(
        "because lena put them together" in each.said for each in reasons(two, whole(two, 1))
    )
    assert whole(two, 1).copies[0].sources == (BLUESKY.name,)


def test_what_was_read_too(two: Connection) -> None:
    sources.set_read_mark(two, MASTODON.pane, place_of(two, THERE))
    assert put(two, HERE, THERE)
    assert rows(two) == {1: [2]}


def test_the_one_that_is_pinned_stays_and_of_two_none_goes(two: Connection) -> None:
    board.pin(two, place_of(two, THERE), "lena")
    assert put(two, HERE, THERE)
    assert rows(two) == {2: [1]}
    board.undo(two, "lena")
    board.pin(two, place_of(two, HERE), "lena")
    with pytest.raises(StoreError, match="two of them are pinned"):
        put(two, HERE, THERE)
    assert rows(two) == {2: [], 1: []}


def test_of_a_program_and_a_person_the_person_stays(db: Connection) -> None:
    bot = Author(clean_line("Feed"), clean_line("@feed@toot.example"), is_bot=True)
    arrive(db, on_mastodon("RT: outcomes", 7, author=bot), THERE)
    board.show_together(db, [place_of(db, on_mastodon(number=7)), place_of(db, THERE)], "lena")
    assert rows(db) == {2: [1]}


def test_a_row_brings_what_is_in_it_and_takes_it_back(db: Connection) -> None:
    arrive(db, on_mastodon(), on_nostr(), THERE)
    assert rows(db) == {3: [], 1: [2]}
    board.pin(db, place_of(db, THERE), "lena")
    assert put(db, on_nostr(), THERE)
    assert rows(db) == {3: [1, 2]}
    board.undo(db, "lena")
    assert rows(db) == {3: [], 1: [2]}
    board.redo(db, "lena")
    assert rows(db) == {3: [1, 2]}
    assert check.check(db).problems == ()


def test_they_stay_together_whatever_they_come_to_say(two: Connection) -> None:
    put(two, HERE, THERE)
    arrive(two, on_bluesky("Something else", edited=at(3)))
    arrive(two, on_mastodon("And another thing", edited=at(2)))
    assert rows(two) == {1: [2]}
    assert check.check(two).problems == ()


def test_what_was_put_there_goes_along_to_the_original(two: Connection) -> None:
    put(two, HERE, THERE)
    arrive(two, on_nostr(minutes=12))
    (row,) = rows(two)
    assert {row, *rows(two)[row]} == {1, 2, 3}


def test_apart_and_together_are_the_other_way_round(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky())
    board.show_apart(db, place_of(db, on_bluesky()), "lena")
    assert put(db, on_mastodon(), on_bluesky())
    assert rows(db) == {1: [2]}
    assert check.check(db).counts["together"] == 0
    board.undo(db, "lena")
    assert rows(db) == {2: [], 1: []}


def test_what_somebody_put_together_can_be_shown_apart_and_that_undone(two: Connection) -> None:
    put(two, HERE, THERE)
    assert board.show_apart(two, place_of(two, THERE), "tom")
    assert rows(two) == {2: [], 1: []}
    board.undo(two, "tom")
    assert rows(two) == {1: [2]}


def test_what_its_author_deleted_leaves_the_other_in_sight(two: Connection) -> None:
    put(two, HERE, THERE)
    posts.retract(two, MASTODON.name, [HERE.id])
    assert 2 in rows(two)
    with pytest.raises(StoreError, match="deleted by its author"):
        put(two, HERE, THERE)


def test_it_is_in_the_hash_of_what_is_shared(two: Connection) -> None:
    before = check.check(two).shared
    put(two, HERE, THERE)
    assert check.check(two).shared != before

"""Two posts that somebody wants apart stay apart, until that is undone."""

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

from backchannel.model.board import Act
from backchannel.model.post import Post
from backchannel.store import board, check, posts
from backchannel.store.connection import Connection
from backchannel.store.details import known
from backchannel.store.details.why import reasons


@pytest.mark.parametrize("chosen", [on_mastodon(), on_bluesky()])
def test_apart_shows_both_whichever_was_chosen_and_undo_one_again(
    db: Connection, chosen: Post
) -> None:
    arrive(db, on_mastodon(), on_bluesky())
    assert board.show_apart(db, place_of(db, chosen), "me")
    assert rows(db) == {2: [], 1: []}
    assert not board.show_apart(db, place_of(db, chosen), "me")
    assert [each.act for each in board.log(db)] == [Act.APART]
    undone = board.undo(db, "me")
    assert undone is not None
    assert undone.undone
    assert rows(db) == {1: [2]}
    board.redo(db, "me")
    assert rows(db) == {2: [], 1: []}
    assert check.check(db).problems == ()


def test_all_places_of_a_row_are_taken_apart_and_come_together_at_once(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky(), on_nostr())
    board.show_apart(db, place_of(db, on_mastodon()), "me")
    assert rows(db) == {3: [], 2: [], 1: []}
    board.undo(db, "me")
    assert rows(db) == {1: [2, 3]}


def test_one_copy_of_two_is_taken_out(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky(), on_nostr())
    board.show_apart(db, place_of(db, on_bluesky()), "me")
    assert rows(db) == {2: [], 1: [3]}


def test_they_stay_apart_whatever_happens_to_them(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky())
    board.show_apart(db, place_of(db, on_bluesky()), "me")
    arrive(db, on_bluesky("Something else for a while", edited=at(3)))
    arrive(db, on_bluesky(edited=at(2)))
    assert rows(db) == {2: [], 1: []}
    arrive(db, on_nostr())
    assert sum(len(copies) for copies in rows(db).values()) == 1


def test_undo_leaves_apart_what_is_no_longer_the_same(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky())
    board.show_apart(db, place_of(db, on_bluesky()), "me")
    arrive(db, on_bluesky("Something else from now on", edited=at(3)))
    board.undo(db, "me")
    assert rows(db) == {2: [], 1: []}
    assert check.check(db).problems == ()


def test_the_log_does_not_say_what_was_deleted(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky())
    board.show_apart(db, place_of(db, on_bluesky()), "me")
    posts.retract(db, MASTODON.name, [on_mastodon().id])
    (said,) = board.log(db)
    assert said.about == "Ana Konda"


def test_what_is_apart_is_in_the_hash_of_what_is_shared(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky())
    before = check.check(db).shared
    board.show_apart(db, place_of(db, on_bluesky()), "me")
    assert check.check(db).shared != before


def test_why_tells_of_both_sides(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky())
    told = [each.said for each in reasons(db, whole(db, 1))]
    assert any("shown once for 2 places" in said for said in told)
    against = [each for each in reasons(db, whole(db, 2)) if each.is_against]
    assert "in the row of 1" in against[0].said
    assert "said the same in both places" in against[1].said
    assert BLUESKY.name not in against[0].said


def test_everything_known_of_a_post_names_its_other_places(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky(likes=2))
    row, copy = known(db, place_of(db, on_mastodon())), known(db, place_of(db, on_bluesky()))
    assert row is not None
    assert copy is not None
    assert [(each.post.number, each.post.post.likes) for each in row.places] == [(2, 2)]
    assert [each.post.number for each in copy.places] == [1]

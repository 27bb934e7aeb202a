"""One author's same words in two places are one row, that of the original or of the first."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.clock import Clock
from tests.store.copies.twice import (
    ARTICLE,
    BLUESKY,
    MASTODON,
    NOSTR,
    SAID,
    announced,
    arrive,
    article,
    bridged,
    on_bluesky,
    on_mastodon,
    on_nostr,
    place_of,
    rows,
)
from tests.store.written import at, everything, log, only, texts, whole

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.model.post import Author, Post, Url
from backchannel.model.programme import Event, Person, Rule
from backchannel.store import board, check, pages, posts, sources
from backchannel.store.connection import Connection
from backchannel.store.details import known, why
from backchannel.store.held.muted import muted
from backchannel.store.migrations import MIGRATIONS
from backchannel.store.roles import rules


def test_the_same_words_on_two_networks_are_one_row_that_names_both(db: Connection) -> None:
    arrive(db, on_mastodon(likes=3, boosts=1), on_bluesky(likes=2, replies=4))
    row = only(db)
    assert row.number == 1
    assert row.seen_on == (MASTODON.name, BLUESKY.name)
    assert [(copy.number, copy.network) for copy in row.copies] == [(2, "at")]
    assert (row.likes, row.boosts, row.replies) == (5, 1, 4)
    assert check.check(db).problems == ()


def test_a_filter_finds_the_row_by_both_places_and_by_the_sum_of_what_they_count(
    db: Connection,
) -> None:
    arrive(db, on_mastodon(likes=3), on_bluesky(likes=2))
    for words in ("source:bluesky", "source:toot.example", "likes:=5", "likes:>4"):
        assert [post.number for post in everything(db, words)] == [1], words
    assert everything(db, "likes:=3") == []
    assert [post.number for post in everything(db, "is:copy")] == [2]


def test_a_copy_that_arrives_is_not_new_to_the_reader(db: Connection) -> None:
    arrive(db, on_mastodon())
    before = pages.latest(db)
    arrive(db, on_bluesky())
    assert pages.arrived(db, pages.View(), before) == []
    place, copy = place_of(db, on_mastodon()), place_of(db, on_bluesky())
    assert ("copy", str(copy)) in log(db)
    assert ("post changed", str(place)) in log(db)
    assert whole(db, 1).version > 1


def test_three_networks_are_one_row_whoever_comes_first(db: Connection) -> None:
    arrive(db, on_nostr(), on_mastodon(), on_bluesky())
    assert rows(db) == {1: [2, 3]}


def test_what_is_said_twice_on_one_network_is_two_rows(db: Connection) -> None:
    arrive(db, on_mastodon(number=1), on_mastodon(number=2, minutes=11), on_bluesky())
    assert rows(db) == {2: [], 1: [3]}


def test_an_hour_apart_they_are_two_posts(db: Connection) -> None:
    arrive(db, on_mastodon(minutes=70), on_bluesky(minutes=9))
    assert rows(db) == {1: [], 2: []}


def test_posts_of_one_batch_are_found_too(db: Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    posts.save(db, MASTODON, [bridged(minutes=9), on_bluesky(minutes=9)])
    db.execute("COMMIT")
    assert len(rows(db)) == 1


def test_the_original_takes_the_place_of_what_a_bridge_brought_first(db: Connection) -> None:
    arrive(db, bridged(), on_bluesky())
    assert rows(db) == {2: [1]}


def test_what_was_read_stays_and_the_original_goes_into_its_row(db: Connection) -> None:
    arrive(db, bridged())
    sources.set_read_mark(db, "backchannel", place_of(db, bridged()))
    arrive(db, on_bluesky())
    assert rows(db) == {1: [2]}


def test_what_was_decided_upon_stays(db: Connection) -> None:
    arrive(db, bridged())
    board.pin(db, place_of(db, bridged()), "me")
    arrive(db, on_bluesky())
    assert rows(db) == {1: [2]}


def test_a_page_takes_the_place_of_its_announcement(db: Connection) -> None:
    arrive(db, announced(), article(**ARTICLE))
    assert rows(db) == {2: [1]}


def test_a_page_stays_beside_an_announcement_that_was_read(db: Connection) -> None:
    arrive(db, announced())
    sources.set_read_mark(db, "backchannel", place_of(db, announced()))
    arrive(db, article(**ARTICLE))
    assert sorted(rows(db)) == [1, 2]


def test_what_is_shown_in_a_row_moves_with_it_to_the_original(db: Connection) -> None:
    said = "What councils can learn from gardens https://blog.example/one"
    program = Author(clean_line("Blog bot"), clean_line("blog.bsky.example"), is_bot=True)
    arrive(db, announced(), on_bluesky(said, author=program))
    assert rows(db) == {1: [2]}
    arrive(db, article(**ARTICLE))
    assert rows(db) == {3: [1, 2]}
    assert check.check(db).problems == ()


def test_a_hidden_post_takes_its_copies_along(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky())
    board.hide(db, place_of(db, on_mastodon()), "me", "spam")
    assert rows(db) == {}
    arrive(db, on_nostr())
    assert rows(db) == {}
    board.unhide(db, place_of(db, on_mastodon()), "me")
    assert rows(db) == {1: [2, 3]}


def test_somebody_muted_here_is_not_muted_there(db: Connection) -> None:
    arrive(db, on_mastodon("Other words, of somebody who is muted here only"))
    board.mute_author(db, whole(db, 1).place, "me")
    arrive(db, on_mastodon(number=2), on_bluesky())
    assert list(rows(db)) == [3]


def test_a_deletion_brings_the_other_back(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky(), on_nostr())
    posts.retract(db, MASTODON.name, [on_mastodon().id])
    assert rows(db) == {2: [3]}
    posts.retract(db, BLUESKY.name, [on_bluesky().id])
    assert rows(db) == {3: []}
    assert check.check(db).problems == ()


def test_a_deleted_copy_is_named_no_more(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky())
    posts.retract(db, BLUESKY.name, [on_bluesky().id])
    row = only(db)
    assert (row.number, row.copies) == (1, ())
    assert everything(db, "source:bluesky") == []
    assert check.check(db).problems == ()


def test_an_edit_to_other_words_shows_both_and_back_to_the_same_shows_one(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky())
    arrive(db, on_mastodon(f"We do not, and never did: {SAID[:30]}", edited=at(3)))
    assert rows(db) == {2: [], 1: []}
    arrive(db, on_mastodon(edited=at(2)))
    assert rows(db) == {1: [2]}
    assert check.check(db).problems == ()


def test_an_edit_of_the_copy_shows_both(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky())
    arrive(db, on_bluesky("What I wanted to say was something else", edited=at(3)))
    assert rows(db) == {2: [], 1: []}
    assert texts(db, "something") == ["What I wanted to say was something else"]


def test_a_name_that_comes_later_is_enough(db: Connection) -> None:
    nameless = Author(clean_line("did:plc:x"), clean_line("x.bsky.example"))
    arrive(db, on_mastodon(), on_bluesky(author=nameless))
    assert len(rows(db)) == 2
    arrive(db, on_bluesky())
    assert rows(db) == {1: [2]}


def test_what_a_copy_counts_later_is_counted_in_the_row(db: Connection) -> None:
    arrive(db, on_mastodon(likes=1), on_bluesky(likes=1))
    version = only(db).version
    arrive(db, on_bluesky(likes=7))
    row = only(db)
    assert row.likes == 8
    assert row.version > version


def test_another_place_of_a_copy_is_a_place_of_the_row(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky())
    db.execute("BEGIN")
    posts.save(db, NOSTR, [on_bluesky()])
    db.execute("COMMIT")
    assert [post.number for post in everything(db, "source:nostr")] == [1]
    assert check.check(db).problems == ()


def test_the_event_file_tells_that_two_accounts_are_one_person(db: Connection) -> None:
    people = (Person("Ana", "", ("@ana@toot.example", "prof.bsky.example")),)
    sources.plan(db, Event("An event", ("rivers",), people=people), [])
    prof = Author(clean_line("Professor K"), clean_line("prof.bsky.example"))
    arrive(db, on_mastodon("Lunch!"), on_bluesky("Lunch!", author=prof))
    assert rows(db) == {1: [2]}


def test_what_was_there_before_there_were_copies_is_found_when_the_other_comes(
    db: Connection,
) -> None:
    arrive(db, on_mastodon())
    with db:
        db.execute("DELETE FROM copy_keys")
        step = next(step for each in MIGRATIONS for step in each if "key_posts" in str(step))
        assert callable(step)
        step(db)
    arrive(db, on_bluesky())
    assert rows(db) == {1: [2]}


def test_a_thread_runs_along_rows(db: Connection) -> None:
    arrive(db, on_mastodon(), on_bluesky())
    said = "And so we went on to count the hours that people wait at the door"
    arrive(
        db,
        on_mastodon(said, 2, minutes=5, reply_to=on_mastodon().id),
        on_bluesky(said, 2, minutes=4, reply_to=on_bluesky().id),
        on_bluesky("Mine, too", 3, minutes=3, reply_to=on_bluesky().id),
    )
    top, answer = known(db, whole(db, 1).place), known(db, whole(db, 5).place)
    assert top is not None
    assert answer is not None
    assert [each.post.number for each in top.thread.below] == [3, 5]
    assert [each.post.number for each in answer.thread.above] == [1]


def test_a_source_that_is_renamed_is_found_by_its_new_name(db: Connection) -> None:
    event = Event("An event", ("rivers",))
    sources.plan(db, event, [MASTODON, BLUESKY])
    arrive(db, on_mastodon(), on_bluesky())
    sources.plan(db, event, [MASTODON, replace(BLUESKY, name="elsewhere")])
    assert [post.number for post in everything(db, "source:elsewhere")] == [1]
    assert check.check(db).problems == ()


def test_posts_without_a_date_are_no_copies(db: Connection) -> None:
    arrive(db, replace(on_mastodon(), published=None), replace(on_bluesky(), published=None))
    assert len(rows(db)) == 2


def test_a_flood_of_the_same_words_costs_no_more_than_so_many_looks(
    db: Connection, clock: Clock
) -> None:
    said = clean_text(SAID)
    flood = [on_mastodon(f"{said} {n}", n, minutes=10 + n / 100) for n in range(300)]
    others = [on_bluesky(f"{said} {n}", n, minutes=10 + n / 100) for n in range(300)]
    db.execute("BEGIN IMMEDIATE")
    posts.save(db, MASTODON, flood)
    posts.save(db, BLUESKY, others)
    db.execute("COMMIT")
    assert len(everything(db)) >= 300
    assert check.check(db).problems == ()


@pytest.mark.parametrize(("others", "found"), [(3, 4), (40, 42)])
def test_a_name_that_very_many_networks_have_tells_nobody_from_anybody(
    db: Connection, others: int, found: int
) -> None:
    said = f"{SAID} and nobody knows a better way"
    arrive(db, *(_of_ada(f"blog{n}.example", f"Note {n}") for n in range(others)))
    arrive(db, _of_ada("one.example", said), _of_ada("two.example", said))
    assert len(rows(db)) == found
    arrive(db, on_mastodon(), on_bluesky())
    assert len(rows(db)) == found + 1


def _of_ada(host: str, text: str) -> Post:
    author = Author(clean_line("Ada"), clean_line(""))
    url = Url(f"https://{host}/1")
    return replace(on_mastodon(text), id=url, url=url, author=author, aliases=())


def test_what_is_brought_back_stays_in_sight_with_all_that_says_the_same(db: Connection) -> None:
    loud = Rule("loud", "outcomes", mute=True)
    sources.plan(db, Event("Rivers", ("rivers",), rules=(loud,)), ())
    arrive(db, bridged())
    rules.bring_back(db, place_of(db, bridged()), "me")
    arrive(db, on_bluesky(), on_nostr())
    assert rows(db) == {2: [1, 3]}
    assert "brought back, whatever rules say" in [r.said for r in why.reasons(db, whole(db, 2))]
    assert everything(db, "is:muted") == []
    stamps = {post.place: (post.number, post.version) for post in everything(db, "is:copy")}
    assert not muted(db, stamps)
    board.undo(db, "me")
    assert rows(db) == {}
    assert len(everything(db, "is:muted")) == 3

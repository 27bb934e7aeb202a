"""A page that its author's own feed and somebody else's collection of feeds both give."""

from __future__ import annotations

from typing import Any

import pytest
from tests.clock import Clock
from tests.store.written import BLOGS, a_post, at, only, save, whole

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Author, Kind, Post, Url
from backchannel.model.programme import Event
from backchannel.model.sameness import elsewhere, id_within
from backchannel.model.source import SourceSpec
from backchannel.store import check, sources
from backchannel.store.connection import Connection
from backchannel.store.details import why

EVENT = Event("Rivers", ("rivers",), "Europe/London")
PLANET = SourceSpec("planet", "feed", "feeds", {"url": "https://planet.example/all.xml"})
MIRROR = SourceSpec("mirror", "feed", "feeds", {"url": "https://mirror.example/all.xml"})
TOPIC = SourceSpec("topic", "feed", "feeds", {"url": "https://www.blog.example/tag/rivers/feed"})
SERVER = SourceSpec("toot.example", "mastodon", "backchannel", {"server": "https://toot.example"})
PAGE = "https://blog.example/on-rivers"


@pytest.fixture
def followed(db: Connection) -> Connection:
    """A store that follows all of them."""
    sources.plan(db, EVENT, [PLANET, BLOGS, MIRROR, TOPIC, SERVER])
    return db


def give(db: Connection, source: SourceSpec, words: str, **changes: Any) -> None:
    """The page as a feed gives it."""
    local = id_within(source.name, PAGE)
    save(db, the_page(words, **{"aliases": (local, PAGE), **changes}), source=source)


def the_page(words: str, **changes: Any) -> Post:
    author = Author(clean_line("Ann"), clean_line(""))
    kept = {"id": PAGE, "url": Url(PAGE), "kind": Kind.ARTICLE, "author": author}
    return a_post(1, words, **{**kept, **changes})


def test_a_later_date_elsewhere_does_not_replace_what_the_author_s_feed_says(
    followed: Connection,
) -> None:
    give(followed, BLOGS, "All that I wrote", edited=at(9))
    before = only(followed)
    give(followed, PLANET, "All that I wr… (via Planet)", edited=at(0))
    after = only(followed)
    assert (after.post.text, after.post.edited) == ("All that I wrote", before.post.edited)
    assert after.sources == ("blogs", "planet")
    assert whole(followed, 1).version == before.version + 1


@pytest.mark.parametrize("stamp", [at(0), None])
def test_the_author_s_feed_replaces_what_was_seen_elsewhere_first(
    followed: Connection, stamp: object
) -> None:
    give(followed, PLANET, "All that I wr… (via Planet)", edited=stamp, published=at(2))
    give(followed, BLOGS, "All that I wrote")
    give(followed, PLANET, "All that I wr… (via Planet)", edited=stamp, published=at(2))
    assert only(followed).post.text == "All that I wrote"
    assert only(followed).post.published == at(2)
    give(followed, BLOGS, "All that I wrote, and mended")
    assert only(followed).post.text == "All that I wrote, and mended"


def test_what_its_own_server_says_replaces_what_a_feed_made_of_it(followed: Connection) -> None:
    give(followed, PLANET, "Half of")
    status = the_page("Half of it, and the rest", id="https://toot.example/1", aliases=(PAGE,))
    save(followed, status, source=SERVER)
    assert only(followed).post.text == "Half of it, and the rest"


def test_of_two_feeds_of_the_author_the_later_edit_counts(followed: Connection) -> None:
    give(followed, BLOGS, "Before")
    give(followed, TOPIC, "After", edited=at(0))
    give(followed, BLOGS, "Before")
    assert only(followed).post.text == "After"


def test_where_the_author_s_feed_is_not_followed_the_first_counts_or_a_later_edit(
    followed: Connection,
) -> None:
    give(followed, PLANET, "First")
    give(followed, MIRROR, "Second")
    assert only(followed).post.text == "First"
    give(followed, MIRROR, "Third", edited=at(0))
    assert only(followed).post.text == "Third"


def test_the_author_s_feed_is_believed_also_when_it_is_followed_no_more(
    followed: Connection,
) -> None:
    give(followed, BLOGS, "All that I wrote")
    sources.plan(followed, EVENT, [PLANET])
    give(followed, PLANET, "All that I wr…", edited=at(0))
    assert only(followed).post.text == "All that I wrote"


def test_what_is_read_again_changes_nothing(followed: Connection) -> None:
    for _ in range(2):
        give(followed, PLANET, "All that I wr…", edited=at(0))
        give(followed, BLOGS, "All that I wrote")
    version = only(followed).version
    give(followed, PLANET, "All that I wr…", edited=at(0))
    give(followed, BLOGS, "All that I wrote")
    assert only(followed).version == version


def test_the_one_whose_words_are_shown_is_the_post_s_own_place(followed: Connection) -> None:
    give(followed, PLANET, "All that I wr…")
    give(followed, MIRROR, "All that I…")
    assert also_on(followed) == ["mirror"]
    give(followed, BLOGS, "All that I wrote")
    assert only(followed).sources == ("blogs", "planet", "mirror")
    assert also_on(followed) == ["planet", "mirror"]
    give(followed, PLANET, "All that I wr…", edited=at(0))
    assert also_on(followed) == ["planet", "mirror"]


def test_what_was_seen_first_is_still_known(followed: Connection, clock: Clock) -> None:
    give(followed, PLANET, "All that I wr…")
    clock.advance(60)
    give(followed, BLOGS, "All that I wrote")
    said = [each.said for each in why.reasons(followed, only(followed))]
    assert said[-3:] == [
        "it is in the pane feeds, where posts from planet go",
        "first seen on planet",
        "also seen on blogs",
    ]


def test_a_post_of_an_older_store_says_so_as_soon_as_it_is_read_again(
    followed: Connection,
) -> None:
    give(followed, PLANET, "All that I wr…")
    give(followed, BLOGS, "All that I wrote")
    followed.execute("UPDATE sightings SET turn = 2 WHERE turn = 0")  # as it came
    followed.execute("UPDATE sightings SET turn = turn - 1")
    assert also_on(followed) == ["blogs"]
    give(followed, BLOGS, "All that I wrote")
    assert also_on(followed) == ["planet"]
    assert check.check(followed).problems == ()


def also_on(db: Connection) -> list[str]:
    """What its row says of where else it is."""
    return elsewhere(only(db))

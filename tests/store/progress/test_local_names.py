"""A source that takes the name of another is not taken for it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.store.written import BLOGS, a_post, save, texts, whole

from backchannel.model.programme import Event
from backchannel.model.sameness import id_within
from backchannel.model.source import SourceSpec
from backchannel.store import posts, sources
from backchannel.store.connection import Connection

EVENT = Event("Rivers", ("rivers",), "Europe/London")
OTHER = replace(BLOGS, options={"url": "https://other.example/feed"})


def give(db: Connection, number: int, words: str, source: SourceSpec = BLOGS) -> None:
    """A post that only its source has a name for, `7`."""
    name = id_within(source.name, "7")
    save(db, a_post(number, words, id=name, url=None, aliases=(name,)), source=source)


@pytest.fixture(params=["at once", "after it was taken out"])
def replaced(db: Connection, request: pytest.FixtureRequest) -> Connection:
    """A store in whose event file one source took the name of another."""
    sources.plan(db, EVENT, [BLOGS])
    give(db, 1, "Said there")
    if request.param != "at once":
        sources.plan(db, EVENT, [])
    sources.plan(db, EVENT, [OTHER])
    return db


def test_its_post_of_the_same_name_is_another_one(replaced: Connection) -> None:
    give(replaced, 2, "Said here")
    assert texts(replaced) == ["Said there", "Said here"]
    assert whole(replaced, 1).sources == whole(replaced, 2).sources == ("blogs",)


def test_it_cannot_take_back_what_the_other_gave(replaced: Connection) -> None:
    assert posts.retract(replaced, "blogs", ["7"]) == 0
    assert texts(replaced) == ["Said there"]


def test_the_other_knows_its_own_again_when_it_comes_back(replaced: Connection) -> None:
    give(replaced, 2, "Said here")
    sources.plan(replaced, EVENT, [BLOGS])
    give(replaced, 1, "Said there, and mended")
    assert texts(replaced) == ["Said there, and mended", "Said here"]


@pytest.mark.parametrize(
    ("kind", "key", "before", "mended"),
    [
        ("feed", "url", "http://blog.example/feed", "https://blog.example/feed"),
        ("feed", "url", "https://blog.example/feed", "https://blog.example/feed/"),
        ("feed", "url", "https://blog.example/feed", "https://www.blog.example/feed"),
        ("feed", "url", "https://Blog.Example/feed", "https://blog.example/feed"),
        ("feed", "url", "http://blog.example:80/feed", "https://blog.example/feed"),
        ("feed", "url", "https://blog.example:443/feed", "http://www.BLOG.example/feed/"),
        ("mastodon", "server", "toot.example", "https://toot.example/"),
        ("folder", "path", "/srv/posts", "/srv/posts/"),
    ],
)
def test_the_same_place_in_another_spelling_knows_its_own(
    db: Connection, kind: str, key: str, before: str, mended: str
) -> None:
    misspelt = SourceSpec("blogs", kind, "feeds", {key: before})
    sources.plan(db, EVENT, [misspelt])
    give(db, 1, "Said there", misspelt)
    spelled = replace(misspelt, options={key: mended})
    sources.plan(db, EVENT, [spelled])
    give(db, 1, "Said there, and mended", spelled)
    assert texts(db) == ["Said there, and mended"]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://blog.example/Feed",
        "https://blog.example/feed/comments",
        "https://blog.example:8443/feed",
        "https://blog.example/feed?cat=2",
        "https://news.blog.example/feed",
    ],
)
def test_another_path_port_or_host_is_another_place(db: Connection, elsewhere: str) -> None:
    sources.plan(db, EVENT, [BLOGS])
    give(db, 2, "Said there")
    other = replace(BLOGS, options={"url": elsewhere})
    sources.plan(db, EVENT, [other])
    give(db, 1, "Said here", other)
    assert texts(db) == ["Said here", "Said there"]


def test_one_that_comes_back_in_another_spelling_knows_its_own(replaced: Connection) -> None:
    give(replaced, 2, "Said here")
    mended = replace(BLOGS, options={"url": "http://www.blog.example/feed/"})
    sources.plan(replaced, EVENT, [mended])
    give(replaced, 1, "Said there, and mended", mended)
    assert texts(replaced) == ["Said there, and mended", "Said here"]


def test_one_that_is_asked_for_more_of_the_same_place_knows_its_own(db: Connection) -> None:
    sources.plan(db, EVENT, [BLOGS])
    give(db, 1, "Said there")
    sources.plan(db, EVENT, [replace(BLOGS, options={**BLOGS.options, "limit": 5}, tagged=True)])
    give(db, 1, "Said there, and mended")
    assert texts(db) == ["Said there, and mended"]


HERE = replace(BLOGS, name="news")
THERE = replace(OTHER, name="news")


def follow(db: Connection, *named: SourceSpec) -> None:
    sources.plan(db, EVENT, named)


def test_one_that_was_renamed_before_it_moved_knows_its_own_when_it_comes_back(
    db: Connection,
) -> None:
    follow(db, BLOGS)
    give(db, 1, "Said there")
    follow(db, HERE)
    follow(db, THERE)
    give(db, 2, "Said here", THERE)
    follow(db, HERE)
    give(db, 1, "Said there, and mended", HERE)
    assert texts(db) == ["Said there, and mended", "Said here"]


def test_one_that_was_renamed_after_it_moved_does_too(replaced: Connection) -> None:
    give(replaced, 2, "Said here", OTHER)
    follow(replaced, THERE)
    follow(replaced, HERE)
    give(replaced, 1, "Said there, and mended", HERE)
    assert texts(replaced) == ["Said there, and mended", "Said here"]
    follow(replaced, THERE)
    give(replaced, 2, "Said here, and mended", THERE)
    assert texts(replaced) == ["Said there, and mended", "Said here, and mended"]


def test_one_that_is_renamed_and_moved_at_once_does_too(db: Connection) -> None:
    follow(db, BLOGS)
    give(db, 1, "Said there")
    follow(db, THERE)
    give(db, 2, "Said here", THERE)
    follow(db, HERE)
    give(db, 1, "Said there, and mended", HERE)
    assert texts(db) == ["Said there, and mended", "Said here"]


def test_one_that_is_renamed_and_whose_address_is_mended_at_once_does_too(db: Connection) -> None:
    follow(db, BLOGS)
    give(db, 1, "Said there")
    mended = replace(HERE, options={"url": "http://www.blog.example/feed/"})
    follow(db, mended)
    give(db, 1, "Said there, and mended", mended)
    assert texts(db) == ["Said there, and mended"]


def test_two_that_change_places_know_what_each_place_gave(db: Connection) -> None:
    follow(db, BLOGS, THERE)
    give(db, 1, "Said there")
    give(db, 2, "Said here", THERE)
    follow(db, OTHER, HERE)
    give(db, 1, "Said there, and mended", HERE)
    give(db, 2, "Said here, and mended", OTHER)
    assert texts(db) == ["Said there, and mended", "Said here, and mended"]


def test_one_beside_another_at_the_same_place_takes_no_names_of_it(db: Connection) -> None:
    follow(db, BLOGS)
    give(db, 1, "Said there")
    beside = replace(HERE, tagged=True)
    follow(db, BLOGS, beside)
    give(db, 1, "Said there, and mended")
    assert texts(db) == ["Said there, and mended"]


def test_standard_input_is_no_place_that_another_program_could_come_back_to(
    db: Connection,
) -> None:
    wall, chat = (SourceSpec(name, "stdin", "feeds") for name in ("wall", "chat"))
    follow(db, wall)
    give(db, 1, "Said there", wall)
    follow(db, replace(chat, tagged=True))
    give(db, 2, "Said here", chat)
    assert texts(db) == ["Said there", "Said here"]

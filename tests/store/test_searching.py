from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from tests.store.written import BLOGS, HERE, a_post, everything, save

from backchannel.model.post import StoredPost
from backchannel.model.query import parse
from backchannel.store import board, pages, searching
from backchannel.store.connection import Connection


@pytest.fixture
def full(db: Connection) -> Connection:
    """Sixty posts in two panes that say rain, the more often the older within ten."""
    for n in range(60):
        source = BLOGS if n % 3 == 0 else HERE
        filling = "and other words of no use at all to anybody who looks for something"
        save(db, a_post(n, f"{'rain ' * (1 + n % 10)}{filling}", source=source.name), source=source)
    for stored in everything(db)[::9]:
        board.hide(db, stored.place, "me")
    return db


def read_on(db: Connection, view: pages.View, count: int) -> Iterator[StoredPost]:
    before = None
    while (page := searching.newest(db, view, before, count)).posts:
        yield from page.posts
        if not page.older:
            return
        before = page.posts[-1].place


@pytest.mark.parametrize("count", [1, 7, 500])
def test_reading_on_finds_each_match_in_sight_once_newest_first(
    full: Connection, count: int
) -> None:
    view = pages.View(None, parse("rain"))
    found = [post.place for post in read_on(full, view, count)]
    assert found == sorted(found, reverse=True)
    assert len(found) == len(set(found)) == pages.count(full, view) == 53


def test_the_best_are_those_that_say_it_most_and_of_equals_the_newest(full: Connection) -> None:
    view = pages.View(None, parse("rain"))
    places = pages.best(full, view, -1)
    assert set(places) == {post.place for post in read_on(full, view, 500)}
    said = [post.post.text.count("rain") for post in searching.in_order(full, places)]
    assert said == sorted(said, reverse=True)
    most = [place for place, times in zip(places, said, strict=True) if times == said[0]]
    assert most == sorted(most, reverse=True)
    assert pages.best(full, view, 5) == places[:5]


@pytest.mark.parametrize("words", ["kind:post", "since:1h", "", "-snow"])
def test_where_nothing_can_be_weighed_the_newest_are_the_best(full: Connection, words: str) -> None:
    view = pages.View(None, parse(words))
    newest = [post.place for post in read_on(full, view, 500)]
    assert list(pages.best(full, view, -1)) == newest


def test_a_post_that_is_gone_meanwhile_is_left_out(full: Connection) -> None:
    places = pages.best(full, pages.View(None, parse("rain")), 3)
    found = searching.in_order(full, (*places, 17))
    assert tuple(post.place for post in found) == places


def test_when_time_is_up_the_best_are_those_of_the_newest_that_were_weighed(db: Connection) -> None:
    save(db, *(a_post(n, "rain rain" if n == 499 else "rain") for n in range(500)))
    unhurried = pages.View(None, parse("rain"))
    whole = pages.best(db, replace(unhurried, patience=None), -1)
    assert len(whole) == 500
    assert whole[0] == everything(db)[-1].place
    cut = pages.best(db, replace(unhurried, patience=-1.0), -1)
    assert len(cut) < 500
    assert set(cut) == {post.place for post in everything(db)[: len(cut)]}

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import apsw
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.clock import Clock
from tests.store.written import BLOGS, HERE, a_post, at, everything, save, unsettle, whole

from backchannel.model.post import Kind, StoredPost
from backchannel.model.query import Situation, is_in_sight, matches, parse
from backchannel.model.reading import ARRIVED_LIMIT, OLDEST, Page
from backchannel.store import board, pages, posts, schema
from backchannel.store.connection import Connection
from backchannel.store.search import beginnings

FILTERS = (
    "", "odd", "even OR fifth", "-odd", "kind:photo", "since:1h", "before:60m -even", "zzz", "Odd",
    "/fi.th/", "-/d$/ since:2h", "is:hidden", "is:hidden odd", "-is:hidden", "likes:3",
    "likes:>5 even", "is:new", "is:pinned OR fifth",
)  # fmt: skip
COUNT = 130


@pytest.fixture(scope="module", params=[False, True], ids=["all settled", "some wait"])
def full(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Connection]:
    """A store of 130 posts in two panes; some hidden, some deleted, some of one moment."""
    db = schema.open_to_write(tmp_path_factory.mktemp("pages") / "event.db", now=Clock())
    for n in range(COUNT):
        words = " ".join(["odd" if n % 2 else "even", "fifth" if n % 5 == 0 else ""])
        kind = Kind.PHOTO if n % 7 == 0 else Kind.POST
        source = BLOGS if n % 3 == 0 else HERE
        when = at(n - n % 4)
        post = a_post(n, words, source=source.name, kind=kind, published=when, likes=n % 8)
        save(db, post, source=source)
        if n % 11 == 0:
            posts.retract(db, source.name, [str(n)])
    for stored in everything(db)[::9]:
        board.hide(db, stored.place, "me")
    if request.param:
        unsettle(db, (stored.place for stored in everything(db)[::3]))
    yield db
    db.close()


def shown(db: Connection, view: pages.View) -> list[StoredPost]:
    """What a view holds, newest first, decided in memory."""
    every = [whole(db, number) for number in range(1, pages.latest(db) + 1)]
    return sorted(
        (
            post
            for post in every
            if view.pane in {None, post.pane}
            and is_in_sight(view.query, post, Situation(db.now()))
            and matches(view.query, post, Situation(db.now()))
        ),
        key=lambda post: -post.place,
    )


def page(db: Connection, view: pages.View, place: int | None, newer: int, older: int) -> Page:
    return pages.around(db, view, place, newer=newer, older=older, since=None)


VIEWS = st.builds(
    pages.View, st.sampled_from((None, "backchannel", "feeds")), st.sampled_from(FILTERS).map(parse)
)


@given(view=VIEWS, size=st.integers(1, 50))
def test_paging_down_and_up_loses_and_repeats_nothing(
    full: Connection, view: pages.View, size: int
) -> None:
    expected = shown(full, view)
    down: list[StoredPost] = []
    place: int | None = None
    while part := page(full, view, place, 0, size).posts[(1 if down else 0) :]:
        down += part
        place = part[-1].place
    assert down == expected
    up: list[StoredPost] = []
    place = OLDEST
    while part := page(full, view, place, size, 0).posts:
        fresh = [post for post in part if post.place > place]
        if not fresh:
            break
        up = fresh + up
        place = fresh[0].place
    assert up == expected


@given(
    view=VIEWS,
    at_post=st.integers(1, COUNT),
    nudge=st.integers(-1, 1),
    newer=st.integers(0, 20),
    older=st.integers(0, 20),
)
@example(view=pages.View(), at_post=COUNT, nudge=-1, newer=0, older=0)
def test_a_page_around_a_place_is_a_stretch_of_the_view(
    full: Connection, view: pages.View, at_post: int, nudge: int, newer: int, older: int
) -> None:
    expected = shown(full, view)
    place = whole(full, at_post).place + nudge
    found = page(full, view, place, newer, older)
    above = [post for post in expected if post.place > place]
    below = [post for post in expected if post.place <= place]
    older += bool(below) and below[0].place == place
    assert list(found.posts) == above[max(len(above) - newer, 0) :] + below[:older]
    assert found.newer == (len(above) > newer)
    assert found.older == (len(below) > older)
    assert pages.count(full, view) == len(expected)


@given(view=VIEWS, since=st.integers(0, COUNT))
def test_what_arrived_is_what_is_numbered_later_and_matches(
    full: Connection, view: pages.View, since: int
) -> None:
    expected = [post for post in shown(full, view) if post.number > since]
    found = pages.around(full, view, None, newer=0, older=1, since=since)
    assert set(found.arrived) == {post.place for post in expected}
    assert found.latest == COUNT
    assert pages.arrived(full, view, since) == expected[::-1]


@given(view=VIEWS, count=st.one_of(st.none(), st.integers(0, COUNT + 5), st.just(10**9)))
def test_a_walk_gives_the_newest_oldest_first(
    full: Connection, view: pages.View, count: int | None
) -> None:
    expected = shown(full, view)[: count if count is not None else COUNT]
    assert list(pages.walk(full, view, count)) == expected[::-1]


def test_a_walk_in_many_steps_passes_over_what_comes_meanwhile(db: Connection) -> None:
    for start in range(0, 1_100, 100):
        save(db, *(a_post(n) for n in range(start, start + 100)))
    walk = pages.walk(db, pages.View())
    first = next(walk)
    save(db, a_post(2_000), a_post(-1, published=at(0)))
    walked = [first, *walk]
    assert len(walked) == 1_100
    assert all(one.place < other.place for one, other in pairwise(walked))


def test_a_look_at_each_post_that_takes_too_long_gives_way_to_the_index(db: Connection) -> None:
    many = range(beginnings.MANY * 2)
    save(db, *(a_post(n, f"station{n}") for n in many))
    save(db, *(a_post(1_000 + n, "stare") for n in range(300)))
    for patience in (0.0, None):
        view = pages.View(None, parse("stati"), patience=patience)
        found = pages.around(db, view, None, newer=0, older=1_000, since=0)
        assert len(found.posts) == len(found.arrived) == len(many)
        assert not found.is_cut


def test_more_than_a_thousand_that_arrived_are_named_as_a_thousand(db: Connection) -> None:
    for start in range(0, 1_200, 300):
        save(db, *(a_post(n, "river") for n in range(start, start + 300)))
    for words in ("", "river"):
        view = pages.View(query=parse(words))
        found = pages.around(db, view, None, newer=0, older=1, since=0)
        assert len(found.arrived) == ARRIVED_LIMIT


def test_an_empty_store_has_an_empty_page(db: Connection) -> None:
    assert pages.around(db, pages.View(), None, newer=5, older=5, since=0) == Page()
    assert pages.around(db, pages.View(), 17, newer=5, older=5, since=0) == Page()


def test_pages_read_along_an_index_and_sort_nothing(db: Connection) -> None:
    seen: list[tuple[str, Any]] = []

    def note(_: apsw.Cursor, sql: str, params: Any) -> bool:
        seen.append((sql, params))
        return True

    db.exec_trace = note
    for words in FILTERS:
        for pane in (None, "feeds"):
            view = pages.View(pane, parse(words))
            pages.around(db, view, 5, newer=5, older=5, since=3)
    db.exec_trace = None
    plans = [
        str(detail)
        for sql, params in seen
        for *_, detail in db.execute(f"EXPLAIN QUERY PLAN {sql}", params)
    ]
    assert len(plans) > 50
    assert not [plan for plan in plans if plan == "SCAN p" or "FOR ORDER BY" in plan]


def test_posts_by_place_are_found_whatever_became_of_them(full: Connection) -> None:
    every = [whole(full, number) for number in range(1, COUNT + 1)]
    found = pages.by_places(full, [*(post.place for post in every), 12, -1])
    assert found == {post.place: post for post in every}


@pytest.mark.parametrize("number", [0, -1, COUNT + 1, 1 << 63, 10**30])
def test_a_number_that_was_never_given_finds_nothing(full: Connection, number: int) -> None:
    assert pages.by_number(full, number) is None

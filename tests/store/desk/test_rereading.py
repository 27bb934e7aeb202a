"""A page read once more, beside one read whole."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.clock import Clock
from tests.store.deeds import few_kinds
from tests.store.fresh import fresh
from tests.store.happenings import STEPS, Step, one_of
from tests.store.written import a_post, everything, save

from backchannel.model.programme import Event, Rule
from backchannel.model.query import EVERYTHING, parse
from backchannel.model.reading import Page
from backchannel.store import pages, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.desk import rereading

PANE = pages.View("backchannel")


@given(
    begun=st.integers(0, 40),
    steps=st.lists(
        st.tuples(
            st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 60)), max_size=6),
            st.one_of(st.none(), st.integers(-1, 50)),
            st.integers(0, 12),
            st.integers(0, 20),
            st.booleans(),
        ),
        min_size=1,
        max_size=8,
    ),
)
def test_it_is_a_stretch_of_the_page_that_is_read_whole(
    begun: int,
    steps: list[tuple[list[tuple[Step, int]], int | None, int, int, bool]],
) -> None:
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        db = schema.open_to_write(Path(folder) / "event.db", now=clock)
        try:
            save(db, *(a_post(n) for n in range(begun)))
            known, since = None, 0
            for doings, nth, newer, older, is_since_now in steps:
                for do, at in doings:
                    do(db, clock, at)
                post = None if nth is None else one_of(db, nth)
                place = post.place if post else None
                known = rereading.around(
                    db, PANE, place, newer=newer, older=older, since=since, known=known
                )
                whole = pages.around(db, PANE, place, newer=newer, older=older, since=since)
                assert_is_a_stretch(known.page, whole, place, newer, older)
                every = [each.place for each in pages.walk(db, PANE)][::-1]
                seen = [each.place for each in whole.posts]
                start = every.index(seen[0]) if seen else 0
                assert seen == every[start : start + len(seen)]
                since = whole.latest if is_since_now else since
        finally:
            db.close()


@given(steps=few_kinds(30), size=st.integers(1, 5))
def test_whatever_was_decided_it_is_the_page_that_is_read_whole(
    steps: list[tuple[Step, int]], size: int
) -> None:
    clock, known = Clock(), None
    with tempfile.TemporaryDirectory() as folder:
        db = schema.open_to_write(fresh(Path(folder) / "event.db"), now=clock)
        try:
            save(db, *(a_post(n) for n in range(6)))
            for start in range(0, len(steps), size):
                for do, at in steps[start : start + size]:
                    do(db, clock, at)
                known = rereading.around(db, PANE, None, newer=0, older=99, since=0, known=known)
                assert known.page == pages.around(db, PANE, None, newer=0, older=99, since=0)
        finally:
            db.close()


def assert_is_a_stretch(
    found: Page, whole: Page, place: int | None, newer: int, older: int
) -> None:
    """Each side has enough, nothing between is left out, and it says where there is more."""
    places, wanted = [post.place for post in found.posts], list(whole.posts)
    start = wanted.index(found.posts[0]) if places else 0
    assert list(found.posts) == wanted[start : start + len(places)]
    end = start + len(places)
    assert found.newer == (whole.newer or start > 0)
    assert found.older == (whole.older or end < len(wanted))
    if place is None:
        assert start == 0
    else:
        above = sum(each > place for each in places)
        assert not start or above >= newer * rereading.ENOUGH
    below = len(places) if place is None else sum(each <= place for each in places)
    assert end == len(wanted) or below >= older * rereading.ENOUGH
    assert found.latest == whole.latest
    assert sorted(found.arrived) == sorted(whole.arrived)
    assert not found.is_cut


def a_store(folder: Path, count: int) -> Connection:
    db = schema.open_to_write(folder / "event.db", now=Clock())
    save(db, *(a_post(n) for n in range(count)))
    return db


def test_what_is_known_is_not_read_again(tmp_path: Path) -> None:
    db = a_store(tmp_path, 30)
    known = rereading.around(db, PANE, None, newer=10, older=10, since=0, known=None)
    save(db, a_post(99, published=None))
    again = rereading.around(db, PANE, None, newer=10, older=10, since=0, known=known)
    assert len(again.page.posts) == 10
    before = {id(post) for post in known.page.posts}
    assert sum(id(post) in before for post in again.page.posts) == 9
    db.close()


def test_another_view_is_read_whole(tmp_path: Path) -> None:
    db = a_store(tmp_path, 30)
    known = rereading.around(db, PANE, None, newer=10, older=10, since=0, known=None)
    filtered = pages.View("backchannel", parse("zzz"))
    assert filtered.query != EVERYTHING
    again = rereading.around(db, filtered, None, newer=10, older=10, since=0, known=known)
    assert again.page.posts == ()
    other = rereading.around(
        db, pages.View("feeds"), None, newer=10, older=10, since=0, known=known
    )
    assert other.page.posts == ()
    db.close()


def test_what_came_above_a_page_that_has_newer_ones_is_not_on_it(tmp_path: Path) -> None:
    db = a_store(tmp_path, 30)
    place = everything(db)[15].place
    known = rereading.around(db, PANE, place, newer=10, older=10, since=0, known=None)
    save(db, a_post(99, published=None))
    again = rereading.around(db, PANE, place, newer=12, older=10, since=0, known=known)
    assert again.page.newer
    assert again.page.posts == known.page.posts
    db.close()


def test_what_a_rule_mutes_does_not_come_with_what_arrived(tmp_path: Path) -> None:
    db = a_store(tmp_path, 5)
    spam = Rule("spam", "followers", mute=True)
    sources.plan(db, Event("Rivers", ("rivers",), rules=(spam,)), ())
    known = rereading.around(db, PANE, None, newer=10, older=10, since=0, known=None)
    save(db, a_post(98, "Buy followers", published=None), a_post(99, "Hello", published=None))
    again = rereading.around(db, PANE, None, newer=10, older=10, since=0, known=known)
    assert "Buy followers" not in [each.post.text for each in again.page.posts]
    assert again.page == pages.around(db, PANE, None, newer=10, older=10, since=0)
    db.close()

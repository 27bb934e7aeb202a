"""The index answers a filter as the same filter decides in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import apsw
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.clock import START
from tests.filters import FILTERS, POSTS, a_post

from backchannel.model.post import StoredPost
from backchannel.model.query import matches, parse, searchable
from backchannel.store.migrations import MIGRATIONS
from backchannel.store.search import condition


@pytest.fixture(scope="module")
def db() -> Iterator[apsw.Connection]:
    connection = apsw.Connection(":memory:")
    for script in (step for steps in MIGRATIONS for step in steps if isinstance(step, str)):
        connection.execute(script)
    yield connection
    connection.close()


def fill(db: apsw.Connection, posts: Iterable[StoredPost]) -> None:
    db.execute("DELETE FROM search")
    for stored in posts:
        row = searchable(stored.post, stored.sources)
        db.execute(
            "INSERT INTO search (rowid, words, people, facets) VALUES (?, ?, ?, ?)",
            (stored.place, *(" ".join(row[column]) for column in row)),
        )


def find(db: apsw.Connection, text: str, now: datetime) -> list[int]:
    sql, params = condition(parse(text), now)
    rows = db.execute(f"SELECT rowid FROM search WHERE {sql} ORDER BY rowid DESC", params)
    return [int(place) for (place,) in rows]


@given(posts=POSTS, filters=st.lists(FILTERS, min_size=1, max_size=10))
@example(posts=[a_post()], filters=["", "-outcomes", "-(since:1h OR from:ana)", "-(-outcomes)"])
def test_the_index_and_the_memory_agree(
    db: apsw.Connection, posts: list[StoredPost], filters: list[str]
) -> None:
    fill(db, posts)
    newest_first = sorted(posts, key=lambda post: -post.place)
    for text in filters:
        query = parse(text)
        shown = [post.place for post in newest_first if matches(query, post, START)]
        assert find(db, text, START) == shown, text


@pytest.mark.parametrize(
    "text",
    [
        "a " * 500,
        "-a " * 333,
        "(" * 20 + "a",
        "(-a " * 20,
        "a OR " * 199 + "b",
        "字" * 1_000,
        "since:1m " * 100,
        "(a OR since:1m) " * 60,
        "*" * 900 + "NEAR(a b) AND {words} ^x" + '"' * 3,
        "é" * 1_000,
        "has:link " * 100,
    ],
)
def test_no_filter_is_too_much_for_the_index(db: apsw.Connection, text: str, now: datetime) -> None:
    fill(db, [a_post()])
    assert bool(find(db, text, now)) is matches(parse(text), a_post(), now)


def test_a_page_is_read_newest_first_from_any_place(db: apsw.Connection, now: datetime) -> None:
    fill(db, [a_post(place) for place in range(1, 101)])
    sql, params = condition(parse("outcomes"), now)
    page = db.execute(
        f"SELECT rowid FROM search WHERE {sql} AND rowid < ? ORDER BY rowid DESC LIMIT 3",
        (*params, 50),
    )
    assert [place for (place,) in page] == [49, 48, 47]

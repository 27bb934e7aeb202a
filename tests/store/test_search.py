"""The store answers a filter as the same filter decides in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs
from tests.clock import START, Clock
from tests.filters import FILTERS, POSTS, SITUATIONS, a_post

from backchannel.model.post import CleanText, StoredPost
from backchannel.model.query import Situation, is_in_sight, matches, parse
from backchannel.store import schema, search
from backchannel.store.connection import Connection
from backchannel.store.search import beginnings


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    connection = schema.open_to_write(tmp_path_factory.mktemp("search") / "e.db", now=Clock())
    connection.execute("PRAGMA synchronous=OFF")
    yield connection
    connection.close()


def fill(db: Connection, posts: Iterable[StoredPost], waiting: Callable[[int], bool]) -> None:
    """With the words of those whose number is `waiting` not in the index yet."""
    posts = list(posts)
    with db:
        for table in (
            *("posts", "search", "pins", "stash", "hidings", "copies", "questions", "filings"),
        ):
            db.execute(f"DELETE FROM {table}")
        search.settle(db, ())
        _file(db, posts)
        for number, stored in enumerate(posts, 1):
            place = stored.place
            hidden = stored.is_hidden + 2 * stored.is_muted + 4 * stored.is_copy
            db.execute(
                "INSERT INTO posts (place, number, version, pane, first_seen, body, is_hidden) "
                "VALUES (?, ?, 1, ?, 0, ?, ?)",
                (place, number, stored.pane, msgspec.json.encode(stored.post), hidden),
            )
            words = [(place, search.words_of(stored.post, stored.seen_on))]
            search.add_quickly(db, words, number) if waiting(number) else search.add(db, words)
            for copy in stored.copies:
                db.execute("INSERT INTO copies VALUES (?, ?, '', 0)", (copy.place, place))
            if stored.is_pinned:
                pin = (str(place), place)
                db.execute(
                    "INSERT INTO pins (id, place, position, by, at) VALUES (?,?,1,'',0)", pin
                )
            if stored.is_stashed:
                db.execute("INSERT INTO stash VALUES (?, '', 0)", (place,))
            if stored.question:
                _ask(db, stored)
            if stored.is_hidden:
                db.execute("INSERT INTO hidings VALUES (?, '', '', 0)", (place,))


def _ask(db: Connection, stored: StoredPost) -> None:
    """As a question of its own, or as a part of one."""
    row = (
        "INSERT INTO questions (id, place, words, reworded, asker, session, state, position, "
        "merged, by, at) VALUES (?, ?, '', '', '', '', ?, 1, ?, '', 0)"
    )
    whole = f"whole:{stored.place}" if stored.place % 2 else ""
    own = "open" if whole else stored.question
    db.execute(row, (f"post:{stored.place}", stored.place, own, whole))
    if whole:
        db.execute(row, (whole, None, stored.question, ""))


def _file(db: Connection, posts: Iterable[StoredPost]) -> None:
    filed = [(each.place, each.filed) for each in posts if each.filed is not None]
    db.executemany("INSERT INTO filings (place, session, by, at) VALUES (?, ?, '', 0)", filed)


def _saying(post: StoredPost, text: str) -> StoredPost:
    return structs.replace(post, post=structs.replace(post.post, text=CleanText(text)))


def find(db: Connection, text: str, situation: Situation, **how: Any) -> list[int]:
    rows = search.rows(parse(text), situation, None, tables=search.tables(db), **how)
    found = [int(place) for (place,) in db.execute(*rows.select(order="DESC"))]
    assert db.value(*rows.count()) == len(found)
    return found


def none(_number: int) -> bool:
    return False


def every(_number: int) -> bool:
    return True


def every_other(number: int) -> bool:
    return number % 2 == 0


WAITING = (none, every, every_other)


@given(
    posts=POSTS,
    filters=st.lists(FILTERS, min_size=1, max_size=10),
    situation=SITUATIONS,
    waiting=st.sampled_from(WAITING),
)
@example(
    posts=[a_post()],
    filters=["", "-outcomes", "-(since:1h OR from:ana)", "-(-outcomes)"],
    situation=Situation(START),
    waiting=none,
)
def test_the_store_and_the_memory_agree(
    db: Connection,
    posts: list[StoredPost],
    filters: list[str],
    situation: Situation,
    waiting: Callable[[int], bool],
) -> None:
    fill(db, posts, waiting)
    newest_first = sorted(posts, key=lambda post: -post.place)
    for text in filters:
        query = parse(text)
        shown = [
            post.place
            for post in newest_first
            if is_in_sight(query, post, situation) and matches(query, post, situation)
        ]
        assert find(db, text, situation) == shown, text
        assert find(db, text, situation, is_counted=True) == shown, text
        assert find(db, text, situation, few=1) == shown, text
        assert find(db, text, situation, spelled=partial(search.spelled_out, db)) == shown, text
        looked_at = partial(search.spelled_out, db, is_looked_at=True, many=0, frequent=0)
        assert find(db, text, situation, spelled=looked_at) == shown, text


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
        "A " * 500,
        "(A OR is:new) " * 70,
        "/a/ " * 250,
        "/(a?){300}a{300}/",
        "is:hidden " * 100,
        "(session:a OR likes:3) " * 40,
        "-(is:pinned likes:>1) " * 40,
    ],
)
def test_no_filter_is_too_much_for_the_store(db: Connection, text: str, now: datetime) -> None:
    fill(db, [a_post()], none)
    asked, situation = parse(text), Situation(now)
    is_shown = is_in_sight(asked, a_post(), situation) and matches(asked, a_post(), situation)
    assert bool(find(db, text, situation)) is is_shown
    assert bool(find(db, text, situation, spelled=partial(search.spelled_out, db))) is is_shown


@pytest.mark.parametrize("is_looked_at", [False, True])
@pytest.mark.parametrize(
    "words", [0, 1, 3, beginnings.MANY, beginnings.MANY + 1, beginnings.VERY_MANY + 1]
)
def test_a_beginning_is_found_in_however_many_words(
    db: Connection, now: datetime, words: int, *, is_looked_at: bool
) -> None:
    texts = [f"stationer{n} other" for n in range(20)] + [f"e-station{n}" for n in range(words)]
    posts = [a_post(place) for place in range(1, len(texts) + 1)]
    said = (_saying(post, text) for post, text in zip(posts, texts, strict=True))
    fill(db, said, every_other if words % 2 else none)
    spelled = partial(search.spelled_out, db, is_looked_at=is_looked_at)
    for text, expected in (
        ("stati", words + 20),
        ("e-stati", words),
        ("stati -stationer", words),
        ("stati stati other", 20),
        ("stati " * 100, words + 20),
    ):
        assert len(find(db, text, Situation(now), spelled=spelled)) == expected, text


@pytest.mark.parametrize("waiting", WAITING)
def test_a_page_is_read_newest_first_from_any_place(
    db: Connection, now: datetime, waiting: Callable[[int], bool]
) -> None:
    fill(db, [a_post(place) for place in range(1, 101)], waiting)
    rows = search.rows(parse("outcomes"), Situation(now), None, tables=search.tables(db))
    sql, params = rows.select("", "{key} < ?", (50,), order="DESC")
    page = db.execute(f"{sql} LIMIT 3", params)
    assert [place for (place,) in page] == [49, 48, 47]
    plan = [line for *_, line in db.execute(f"EXPLAIN QUERY PLAN {sql} LIMIT 3", params)]
    assert not [line for line in plan if "TEMP B-TREE" in line], plan

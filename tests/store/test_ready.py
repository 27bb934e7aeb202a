"""What somebody works out of a post beforehand is stored as if nobody had."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.clock import Clock
from tests.store.copies.twice import BLOG, article, on_bluesky, on_mastodon
from tests.store.written import BLOGS, HERE, a_post, at, whole

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Author, Post
from backchannel.model.programme import Event, Person
from backchannel.model.sameness import identities
from backchannel.model.source import SourceSpec
from backchannel.store import board, check, posts, schema, sources
from backchannel.store.connection import Connection
from backchannel.store.writing.ready import Ready, ready

TABLES = ("posts", "identities", "sightings", "copy_keys", "copies", "changes", "revisions")
MANY = [
    *(a_post(number, f"The river is rising {number}") for number in range(12)),
    a_post(20, published=None),
    a_post(21, published=None),
    a_post(22, published=at(3)),
    article(),
    on_mastodon(),
]


def kept_in(db: Connection) -> dict[str, Sequence[tuple[Any, ...]]]:
    return {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def saved(
    db: Connection, source: SourceSpec, arrived: Sequence[Post], made: Sequence[Ready] = ()
) -> posts.Saved:
    db.execute("BEGIN IMMEDIATE")
    found = posts.save(db, source, arrived, settles=True, made_ready=made)
    db.execute("COMMIT")
    return found


def another(path: Path, clock: Clock) -> Connection:
    db = schema.open_to_write(path, now=clock)
    db.desk = ""
    return db


def test_a_post_comes_out_of_what_was_made_ready_as_it_went_in() -> None:
    for post in (*MANY, on_bluesky(), a_post(1, aliases=())):
        made = ready(post, "blogs")
        assert made.post() == post
        assert identities(post) == made.names


def test_what_was_made_ready_is_stored_like_what_was_not(tmp_path: Path, clock: Clock) -> None:
    one, other = (another(tmp_path / name, clock) for name in ("one.db", "other.db"))
    people = (Person("Ana", accounts=("@ana@toot.example", "ana.bsky.example")),)
    for db, is_ready in ((one, False), (other, True)):
        sources.plan(db, Event("Rivers", ("rivers",), people=people), [])
        for source, arrived in ((BLOGS, MANY), (HERE, [on_bluesky(), *MANY[:3]]), (BLOG, MANY)):
            made = [ready(post, source.name) for post in arrived] if is_ready else []
            saved(db, source, arrived, made)
    assert kept_in(one) == kept_in(other)
    assert len(kept_in(one)["copies"]) == 1
    assert [check.check(db).problems for db in (one, other)] == [(), ()]


def test_only_as_many_as_are_ready_are_taken_for_that(db: Connection) -> None:
    made = [ready(post, BLOGS.name) for post in MANY[:4]]
    assert len(saved(db, BLOGS, MANY, made).new) == len(MANY)
    assert check.check(db).problems == ()


def test_what_this_event_does_not_keep_is_not_stored_because_it_was_ready(db: Connection) -> None:
    sources.plan(db, Event("Rivers", ("rivers",), is_public_only=True), [])
    liked = a_post(1, likes=12)
    saved(db, BLOGS, [liked], [ready(liked, BLOGS.name)])
    assert whole(db, 1).likes == 0


def test_who_was_muted_meanwhile_is_out_of_sight(db: Connection) -> None:
    ann = Author(clean_line("Ann"), clean_line("@ann@here.example"))
    saved(db, HERE, [a_post(1, author=ann)])
    board.mute_author(db, whole(db, 1).place, "desk")
    later = a_post(2, author=ann)
    saved(db, HERE, [later], [ready(later, HERE.name)])
    assert whole(db, 2).is_muted

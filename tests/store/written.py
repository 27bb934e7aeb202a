"""Posts and sources for the tests of the store, and short ways to write and read them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from tests.clock import START

from backchannel.clean.terminal import clean_line, clean_text
from backchannel.model.board import Pin
from backchannel.model.change import Change
from backchannel.model.post import Author, Kind, Post, StoredPost, Url
from backchannel.model.query import parse
from backchannel.model.sameness import id_within
from backchannel.model.source import SourceSpec
from backchannel.store import board, changes, pages, posts, search
from backchannel.store.connection import Connection

HERE = SourceSpec("here.example", "mastodon", "backchannel", {"server": "https://here.example"})
THERE = SourceSpec("there.example", "mastodon", "backchannel", {"server": "https://there.example"})
BLOGS = SourceSpec("blogs", "feed", "feeds", {"url": "https://blog.example/feed"})


def at(minutes: float) -> datetime:
    """A moment before the test's now."""
    return START - timedelta(minutes=minutes)


def a_post(number: int, text: str = "Words", *, source: str = HERE.name, **changes: Any) -> Post:
    """The n-th post, n minutes before now; its id within a source is `n`."""
    values: dict[str, Any] = {
        "id": f"https://here.example/posts/{number}",
        "kind": Kind.POST,
        "author": Author(clean_line(f"Ann {number}"), clean_line(f"@ann{number}@here.example")),
        "title": clean_line(""),
        "text": clean_text(text),
        "url": Url(f"https://here.example/@ann/{number}"),
        "published": at(number),
        "tags": ("rivers",),
        "aliases": (id_within(source, str(number)),),
    }
    return Post(**{**values, **changes})


def add_many(db: Connection, start: int, count: int) -> int:
    """Store so many posts from the n-th on, in a transaction that is open; how many were new."""
    return len(posts.save(db, HERE, [a_post(n) for n in range(start, start + count)]).new)


def save(db: Connection, *arrived: Post, source: SourceSpec = HERE) -> posts.Saved:
    """Store a batch as one transaction."""
    db.execute("BEGIN IMMEDIATE")
    saved = posts.save(db, source, arrived)
    db.execute("COMMIT")
    return saved


def unsettle(db: Connection, places: Iterable[int]) -> None:
    """Let the words of posts wait, as those do that came many at once."""
    found = sorted(pages.by_places(db, places).items())
    with db:
        for place, _ in found:
            search.remove(db, place)
        rows = [(place, search.words_of(post.post, post.seen_on)) for place, post in found]
        search.add_quickly(db, rows, pages.latest(db))


def everything(db: Connection, words: str = "", pane: str | None = None) -> list[StoredPost]:
    """What is in sight, newest first."""
    view = pages.View(pane, parse(words))
    page = pages.around(db, view, None, newer=0, older=10_000, since=None)
    return list(page.posts)


def texts(db: Connection, words: str = "") -> list[str]:
    """The words of what is in sight, newest first."""
    return [str(stored.post.text) for stored in everything(db, words)]


def only(db: Connection) -> StoredPost:
    """The one post in sight."""
    (stored,) = everything(db)
    return stored


def whole(db: Connection, number: int) -> StoredPost:
    """A post by its number, in sight or not."""
    stored = pages.by_number(db, number)
    assert stored is not None
    return stored


def log(db: Connection, since: int = 0) -> list[tuple[str, str]]:
    """Kinds and keys of what was logged."""
    return [(str(change.kind), change.key) for change in logged(db, since)]


def logged(db: Connection, since: int = 0) -> tuple[Change, ...]:
    """What was logged."""
    return changes.since(db, since)


def pinned(db: Connection) -> list[int]:
    """The numbers of the pinned posts, in their order."""
    return [pin.post.number for pin in pins(db)]


def pins(db: Connection) -> tuple[Pin, ...]:
    """The pins."""
    return board.pins(db)

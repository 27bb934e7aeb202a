"""What a source keeps when it starts afresh."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.store.written import BLOGS, HERE

from backchannel.model.programme import Event
from backchannel.store import sources
from backchannel.store.connection import Connection
from backchannel.store.progress import keepsakes

EVENT = Event("Rivers", ("rivers",), "Europe/London")


@pytest.fixture
def read(db: Connection) -> Connection:
    """A store in which a source was read, and has kept something."""
    sources.plan(db, EVENT, [HERE, BLOGS])
    sources.set_bookmark(db, "blogs", "page 7, spent 5")
    keepsakes.keep(db, BLOGS, "spent 5")
    return db


def bookmark(db: Connection, name: str = "blogs") -> str | None:
    of_all = next(each.bookmark for each in sources.asked_for(db) if each.spec.name == name)
    assert sources.asked_of(db, name).bookmark == of_all
    return of_all


def test_while_there_is_a_bookmark_that_counts(read: Connection) -> None:
    assert bookmark(read) == "page 7, spent 5"
    assert bookmark(read, "here.example") is None


def test_with_other_tags_it_begins_with_what_it_kept(read: Connection) -> None:
    sources.plan(read, replace(EVENT, tags=("rivers", "lakes")), [HERE, BLOGS])
    assert bookmark(read) == "spent 5"


def test_asked_for_something_else_too(read: Connection) -> None:
    sources.plan(read, EVENT, [HERE, replace(BLOGS, options={"url": "https://other.example"})])
    assert bookmark(read) == "spent 5"


def test_taken_out_and_put_in_again_too(read: Connection) -> None:
    sources.plan(read, EVENT, [HERE])
    sources.plan(read, EVENT, [HERE, replace(BLOGS, options={"url": "https://other.example"})])
    assert bookmark(read) == "spent 5"
    sources.plan(read, EVENT, [HERE])
    sources.plan(read, EVENT, [HERE, BLOGS])
    assert "spent 5" in (bookmark(read) or "")


def test_under_another_name_too(read: Connection) -> None:
    sources.plan(read, EVENT, [HERE, replace(BLOGS, name="others")])
    sources.plan(read, replace(EVENT, tags=("lakes",)), [HERE, replace(BLOGS, name="others")])
    assert bookmark(read, "others") == "spent 5"


def test_another_kind_of_that_name_begins_without_it(read: Connection) -> None:
    sources.plan(read, EVENT, [HERE])
    other = replace(BLOGS, kind="mastodon", options={"server": "https://blogs.example"})
    sources.plan(read, EVENT, [HERE, other])
    assert bookmark(read) is None
    sources.plan(read, EVENT, [HERE, replace(BLOGS, options={"url": "https://other.example"})])
    assert bookmark(read) == "spent 5"

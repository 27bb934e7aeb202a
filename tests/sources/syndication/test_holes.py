"""Whether entries may have come and gone between two polls of a feed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.clock import START
from tests.sources.feed_reach import FakeHttp, reach

from backchannel.sources.api import Batch
from backchannel.sources.feed import Feed, Options

URL = "https://blog.example/feed.xml"


def moment(hour: int) -> datetime:
    return START.replace(minute=0, second=0) + timedelta(hours=hour)


def feed(*hours: int, name: str = "entry", dated: bool = True) -> str:
    """Entries of these hours; the id of each is its hour."""
    items = (
        f"<item><guid isPermaLink='false'>{name} {hour}</guid><title>At {hour}</title>"
        + (f"<pubDate>{moment(hour):%a, %d %b %Y %H:%M:%S} +0000</pubDate>" if dated else "")
        + "</item>"
        for hour in hours
    )
    return f"<rss version='2.0'><channel><title>Blog</title>{''.join(items)}</channel></rss>"


async def polled(*documents: str) -> Batch:
    """The last batch of as many polls."""
    http, bookmark, batch = FakeHttp(), None, Batch()
    for document in documents:
        http.put(URL, document)
        [batch] = [each async for each in Feed(Options(URL), reach(http)).batches(bookmark)]
        bookmark = batch.bookmark
    return batch


async def test_a_feed_of_nothing_but_new_entries_may_have_lost_some() -> None:
    batch = await polled(feed(-12, -11, -10), feed(-5, -4, -3))
    assert batch.hole == (moment(-10), moment(-5))


@pytest.mark.parametrize(
    "later",
    [
        feed(-10, -5, -4),
        feed(-11, -5, -4),
        feed(-12, -11, -10),
        feed(-12, -11, -10, name="renamed"),
        feed(-5, -4, dated=False),
        feed(),
    ],
    ids=[
        "the newest is still listed",
        "its author deleted the newest",
        "nothing is new",
        "every entry has another id",
        "nobody knows when they were written",
        "it is empty",
    ],
)
async def test_whatever_is_not_certain_is_no_hole(later: str) -> None:
    assert (await polled(feed(-12, -11, -10), later)).hole is None


async def test_the_first_look_has_no_hole() -> None:
    assert (await polled(feed(-5, -4))).hole is None


async def test_an_empty_feed_in_between_does_not_hide_a_hole_that_nobody_can_know() -> None:
    assert (await polled(feed(-12), feed(), feed(-5))).hole is None

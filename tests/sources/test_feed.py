"""The source `feed`, polled through fakes."""

from __future__ import annotations

from pathlib import Path

from tests.sources.feed_reach import FakeHttp, reach

from backchannel.sources.api import Batch
from backchannel.sources.feed import Feed, Options

HERE = Path(__file__).parent / "feeds"
URL = "https://blog.example/feed.xml"


async def poll(http: FakeHttp, bookmark: str | None = None, url: str = URL) -> list[Batch]:
    return [batch async for batch in Feed(Options(url), reach(http)).batches(bookmark)]


async def test_a_poll_gives_the_posts_of_the_feed_and_a_bookmark() -> None:
    http = FakeHttp()
    http.put(URL, (HERE / "blog.rss.xml").read_bytes(), etag='W/"1"')
    [batch] = await poll(http)
    assert [draft.title for draft in batch.drafts][:2] == [
        "Outcomes, not outputs &amp; why",
        "Only a link",
    ]
    assert batch.rejected == 1
    assert batch.bookmark is not None


async def test_the_validators_go_back_verbatim_and_nothing_new_is_an_empty_batch() -> None:
    http = FakeHttp()
    http.put(URL, (HERE / "blog.rss.xml").read_bytes(), etag='W/"1"', last_modified="yesterday")
    [first] = await poll(http)
    [second] = await poll(http, first.bookmark)
    assert (http.requests[1].etag, http.requests[1].modified) == ('W/"1"', "yesterday")
    assert second.drafts == ()
    assert second.bookmark == first.bookmark

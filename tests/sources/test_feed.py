"""The source `feed`, polled through fakes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.clock import START
from tests.sources.feed_reach import FakeHttp, reach

from backchannel.errors import Refusal, SourceRefused, SourceUnreachable
from backchannel.model.post import Kind
from backchannel.model.programme import Event, Session
from backchannel.sources.api import Batch
from backchannel.sources.feed import Feed, Options, Way

HERE = Path(__file__).parent / "feeds"
URL = "https://blog.example/feed.xml"
HOME = "https://blog.example/"
BLOG = (HERE / "blog.rss.xml").read_text()
PAGE = "<!DOCTYPE html><html><head>{}</head><body>Welcome</body></html>"


async def poll(
    http: FakeHttp,
    bookmark: str | None = None,
    options: Options | None = None,
    event: Event | None = None,
) -> list[Batch]:
    source = Feed(options or Options(URL), reach(http, event))
    return [batch async for batch in source.batches(bookmark)]


@pytest.fixture
def http() -> FakeHttp:
    """A blog at `URL`."""
    http = FakeHttp()
    http.put(URL, BLOG, etag='W/"1"', last_modified="yesterday")
    return http


async def test_a_poll_gives_the_posts_of_the_feed_and_a_bookmark(http: FakeHttp) -> None:
    [batch] = await poll(http)
    assert [draft.title for draft in batch.drafts][:2] == [
        "Outcomes, not outputs &amp; why",
        "Only a link",
    ]
    assert batch.rejected == 1
    assert batch.bookmark is not None


async def test_the_validators_go_back_verbatim_and_nothing_new_is_an_empty_batch(
    http: FakeHttp,
) -> None:
    [first] = await poll(http)
    [second] = await poll(http, first.bookmark)
    assert (http.requests[1].etag, http.requests[1].modified) == ('W/"1"', "yesterday")
    assert second.drafts == ()
    assert second.bookmark == first.bookmark


async def test_the_same_body_under_a_new_etag_is_nothing_new(http: FakeHttp) -> None:
    [first] = await poll(http)
    http.put(URL, BLOG, etag='"2"')
    [second] = await poll(http, first.bookmark)
    assert second.drafts == ()
    await poll(http, second.bookmark)
    assert http.requests[-1].etag == '"2"'


async def test_a_change_is_read(http: FakeHttp) -> None:
    [first] = await poll(http)
    http.put(URL, BLOG.replace("Only a link", "Only a hint"), etag='"2"')
    [second] = await poll(http, first.bookmark)
    assert second.drafts[1].title == "Only a hint"


async def test_a_bookmark_of_something_else_begins_anew(http: FakeHttp) -> None:
    [first] = await poll(http)
    for stale in (first.bookmark, "not a bookmark", '{"asked": 5}', "null"):
        [again] = await poll(http, stale, Options(URL, what=Kind.BOOKMARK))
        assert {draft.kind for draft in again.drafts} == {Kind.BOOKMARK}


async def test_nobody_is_asked_more_often_than_they_wish_but_an_event_cannot_wait_an_hour(
    http: FakeHttp,
) -> None:
    [half_an_hour] = await poll(http)
    assert half_an_hour.again_in == 300
    http.put(URL, BLOG.replace("<ttl>30</ttl>", ""), cache_control="max-age=200, public", age="50")
    [fresh] = await poll(http)
    assert fresh.again_in == 150
    http.put(URL, BLOG.replace("<ttl>30</ttl>", ""), cache_control="no-cache")
    [silent] = await poll(http)
    assert silent.again_in == 120
    [unhurried] = await poll(http, options=Options(URL, interval=900))
    assert unhurried.again_in == 900


async def test_a_wish_is_remembered_while_nothing_changes(http: FakeHttp) -> None:
    [first] = await poll(http)
    [second] = await poll(http, first.bookmark)
    assert second.again_in == first.again_in == 300


async def test_a_page_leads_to_its_feed_which_is_remembered(http: FakeHttp) -> None:
    links = (
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.xml">'
        '<link rel="alternate" type="application/rss+xml" title="Posts" href="feed.xml">'
    )
    http.put(HOME, PAGE.format(links))
    [first] = await poll(http, options=Options(HOME))
    assert len(first.drafts) == 3
    [second] = await poll(http, first.bookmark, Options(HOME))
    assert [request.url for request in http.requests] == [HOME, URL, URL]
    assert second.drafts == ()


async def test_a_page_that_announces_nothing_is_searched_at_the_usual_places(
    http: FakeHttp,
) -> None:
    http.put(HOME, PAGE.format(""))
    http.put("https://blog.example/rss.xml", BLOG)
    [batch] = await poll(http, options=Options(HOME))
    assert len(batch.drafts) == 3
    assert len(http.requests) <= 4


async def test_a_page_without_a_feed_is_refused() -> None:
    http = FakeHttp()
    http.put(HOME, PAGE.format(""))
    with pytest.raises(SourceRefused, match="web page that announces no feed") as refused:
        await poll(http, options=Options(HOME))
    assert refused.value.why is Refusal.NOT_A_SOURCE


async def test_an_announced_feed_that_is_down_is_tried_again_later(http: FakeHttp) -> None:
    link = '<link rel="alternate" type="application/atom+xml" href="/down.atom">'
    http.put(HOME, PAGE.format(link))
    http.answers["https://blog.example/down.atom"] = SourceUnreachable("no answer")
    with pytest.raises(SourceUnreachable, match="no answer"):
        await poll(http, options=Options(HOME))


@pytest.mark.parametrize("portal", [PAGE.format(""), "", "{}", "<login/>"])
async def test_a_portal_in_the_place_of_a_known_feed_is_waited_out(
    http: FakeHttp, portal: str
) -> None:
    [first] = await poll(http)
    http.put(URL, portal)
    with pytest.raises(SourceUnreachable):
        await poll(http, first.bookmark)


async def test_a_found_feed_that_vanishes_is_looked_for_again(http: FakeHttp) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    http.put(HOME, PAGE.format(link.format("feed.xml")))
    [first] = await poll(http, options=Options(HOME))
    del http.answers[URL]
    http.put(HOME, PAGE.format(link.format("new.xml")))
    http.put("https://blog.example/new.xml", BLOG)
    [second] = await poll(http, first.bookmark, Options(HOME))
    assert len(second.drafts) == 3
    await poll(http, second.bookmark, Options(HOME))
    assert http.requests[-1].url == "https://blog.example/new.xml"


async def test_a_permanent_redirect_is_believed_after_three_times(http: FakeHttp) -> None:
    new = "https://new.example/feed.xml"
    http.put(URL, BLOG, moved=new)
    http.put(new, BLOG)
    bookmark = None
    for _ in range(4):
        *_, last = await poll(http, bookmark)
        bookmark = last.bookmark
    assert [request.url for request in http.requests] == [URL, URL, URL, new]


async def test_a_redirect_that_led_nowhere_is_forgotten(http: FakeHttp) -> None:
    new = "https://new.example/feed.xml"
    http.put(URL, BLOG, moved=new)
    bookmark = None
    for _ in range(3):
        *_, last = await poll(http, bookmark)
        bookmark = last.bookmark
    http.put(URL, BLOG)
    http.answers[new] = SourceUnreachable("no such host")
    [batch] = await poll(http, bookmark)
    assert len(batch.drafts) == 3
    assert http.requests[-1].url == URL


async def test_a_server_that_asks_to_wait_is_not_asked_elsewhere(http: FakeHttp) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="feed.xml">'
    http.put(HOME, PAGE.format(link))
    [first] = await poll(http, options=Options(HOME))
    http.answers[URL] = SourceUnreachable("asked us to wait", retry_after=60)
    asked = len(http.requests)
    with pytest.raises(SourceUnreachable):
        await poll(http, first.bookmark, Options(HOME))
    assert len(http.requests) == asked + 1


async def test_errors_of_the_net_come_through(http: FakeHttp) -> None:
    http.answers[URL] = SourceRefused("410: gone", why=Refusal.GONE)
    with pytest.raises(SourceRefused):
        await poll(http)


@pytest.mark.parametrize(("takes_token", "says"), [(False, "no programs)"), (True, "is needed)")])
async def test_whoever_takes_no_token_asks_for_none(
    http: FakeHttp, takes_token: bool, says: str
) -> None:
    said = "403 Forbidden (a token is needed)"
    http.answers[URL] = SourceRefused(said, why=Refusal.LOGIN)
    source = Feed(Options(URL), reach(http), way=Way(takes_token=takes_token))
    with pytest.raises(SourceRefused) as caught:
        _ = [batch async for batch in source.batches(None)]
    assert str(caught.value).endswith(says)
    assert caught.value.why is Refusal.LOGIN


def page_of(*ids: int, older: str = "", **fields: object) -> str:
    items = [
        {"id": n, "content_text": f"post {n}", "date_published": f"2026-01-{n:02}T10:00:00Z"}
        for n in ids
    ]
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "items": items, "next_url": older, **fields})


def paged() -> FakeHttp:
    http = FakeHttp()
    http.put(URL, page_of(8, 7, older="?page=2"), etag='"1"')
    http.put(f"{URL}?page=2", page_of(6, 5, older="?page=3"))
    http.put(f"{URL}?page=3", page_of(4, 3, older="?page=1"))
    http.put(f"{URL}?page=1", page_of(8, 7, older="?page=2"))
    return http


async def test_first_contact_reads_older_pages_newest_first_and_marks_them_at_the_end() -> None:
    http = paged()
    *pages, last = await poll(http)
    read = [draft.id for page in pages for draft in page.drafts]
    assert read[:6] == ["8", "7", "6", "5", "4", "3"]
    assert [page.bookmark for page in pages] == [None] * len(pages)
    assert last.bookmark is not None
    http.requests.clear()
    await poll(http, last.bookmark)
    assert [request.url for request in http.requests] == [URL]


@pytest.mark.parametrize(
    "event",
    [
        Event("E", ("e",), starts=datetime(2026, 1, 6, tzinfo=UTC)),
        Event("E", ("e",), sessions=(Session("S", datetime(2026, 1, 6, tzinfo=UTC), 30),)),
    ],
)
async def test_older_pages_end_where_the_event_begins(event: Event) -> None:
    http = paged()
    await poll(http, event=event)
    assert [request.url for request in http.requests] == [URL, f"{URL}?page=2"]


async def test_an_older_page_that_fails_does_not_cost_the_newer_ones() -> None:
    http = paged()
    http.answers[f"{URL}?page=2"] = SourceUnreachable("no answer")
    newest, failed, last = await poll(http)
    assert [draft.id for draft in newest.drafts] == ["8", "7"]
    assert failed.note == "older posts could not be read"
    assert last.bookmark is not None


async def test_a_feed_that_has_ended_gives_its_last_posts_and_is_not_asked_again() -> None:
    http = FakeHttp()
    http.put(URL, page_of(8, expired=True))
    polling = Feed(Options(URL), reach(http)).batches(None)
    last = await anext(polling)
    assert [draft.id for draft in last.drafts] == ["8"]
    with pytest.raises(SourceRefused) as refused:
        await anext(polling)
    assert refused.value.why is Refusal.GONE
    with pytest.raises(SourceRefused):
        await poll(http, last.bookmark)


async def test_what_was_cut_is_said() -> None:
    http = FakeHttp()
    items = [{"id": n, "content_text": "x"} for n in range(1234)]
    version = "https://jsonfeed.org/version/1.1"
    http.put(URL, json.dumps({"version": version, "items": items}))
    [batch] = await poll(http)
    assert len(batch.drafts) == 500
    assert batch.note == "the newest 500 of 1,234 posts"


async def test_a_date_after_tomorrow_is_no_date_by_the_clock_that_was_passed_in() -> None:
    http = FakeHttp()
    item = {"id": 1, "content_text": "x", "date_published": "2026-01-12T10:00:00Z"}
    version = "https://jsonfeed.org/version/1.1"
    http.put(URL, json.dumps({"version": version, "items": [item]}))
    [batch] = await poll(http)
    assert START.day == 9
    assert batch.drafts[0].published is None

"""`import` of a feed that is still at its address."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.sources.feed_reach import FakeHttp, reach
from tests.sources.loopback import Call, serving

from backchannel.cli.program import program
from backchannel.cli.verbs.record.addressed import whole
from backchannel.errors import SourceError, SourceUnreachable
from backchannel.model.post import Draft
from backchannel.sources.feed import Feed, Options, Way

URL = "https://blog.example/feed/"
COUNTED = Way(pages="paged", most=500)


def rss(*numbers: int, tag: str = "rivers", more: str = "") -> str:
    """A feed with these entries, each of a day of January; `more` stands in its channel."""
    items = "".join(
        f"<item><title>Post {n}</title><link>https://blog.example/{n}</link>"
        f"<guid>https://blog.example/{n}</guid><category>{tag}</category>"
        f"<pubDate>{n:02} Jan 2009 10:00:00 GMT</pubDate></item>"
        for n in numbers
    )
    return (
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Old blog'
        f"</title>{more}{items}</channel></rss>"
    )


def archive(rel: str, at: str) -> str:
    return f'<atom:link rel="{rel}" href="{at}"/>'


def titles(found: list[Draft]) -> list[str]:
    return [each.title for each in found]


async def read(http: FakeHttp, **changes: int) -> tuple[list[str], str]:
    """The titles of what comes, and what is said."""
    told: list[int] = []
    feed = Feed(Options(URL), reach(http), way=COUNTED)
    found, problem = await whole(feed, lambda _, count: told.append(count), **changes)
    assert told == sorted(told)
    return titles(found), problem


async def test_pages_are_counted_as_wordpress_does_until_one_is_missing() -> None:
    http = FakeHttp()
    http.put(URL, rss(9, 8))
    http.put(f"{URL}?paged=2", rss(7, 6))
    http.put(f"{URL}?paged=3", rss(5))
    http.answers[f"{URL}?paged=4"] = SourceUnreachable("404: not found", status=404)
    assert await read(http) == ([f"Post {n}" for n in (9, 8, 7, 6, 5)], "")


async def test_a_blog_that_does_not_count_says_the_same_and_is_asked_no_further() -> None:
    http = FakeHttp()
    http.put(URL, rss(9, 8))
    http.put(f"{URL}?paged=2", rss(9, 8, more="<lastBuildDate>now</lastBuildDate>"))
    assert await read(http) == (["Post 9", "Post 8"], "")
    assert [each.url for each in http.requests] == [URL, f"{URL}?paged=2"]


@pytest.mark.parametrize("rel", ["next", "prev-archive"])
async def test_a_feed_that_names_its_older_pages_is_believed(rel: str) -> None:
    http = FakeHttp()
    http.put(URL, rss(9, 8, more=archive(rel, "/2009/1")))
    http.put("https://blog.example/2009/1", rss(7, 6, more=archive(rel, "/2009/0")))
    http.put("https://blog.example/2009/0", rss(5))
    http.answers["https://blog.example/2009/0?paged=2"] = SourceUnreachable("404", status=404)
    assert await read(http) == ([f"Post {n}" for n in (9, 8, 7, 6, 5)], "")


async def test_what_is_too_much_or_cannot_be_read_is_said() -> None:
    http = FakeHttp()
    http.put(URL, rss(9, 8))
    http.put(f"{URL}?paged=2", rss(7, 6))
    found, said = await read(http)
    assert (len(found), said) == (4, "older posts could not be read")
    found, said = await read(http, most=3)
    assert (found, said) == (["Post 9", "Post 8", "Post 7"], "the newest 3 entries, of more")


async def test_a_feed_that_says_it_has_ended_is_taken_and_one_that_is_gone_is_not() -> None:
    http = FakeHttp()
    ended = '{"version": "https://jsonfeed.org/version/1.1", "expired": true, "items": [%s]}'
    http.put(URL, ended % '{"id": "1", "title": "Post 1", "content_text": "#rivers"}')
    http.put(f"{URL}?paged=2", ended % "")
    assert await read(http) == (["Post 1"], "")
    with pytest.raises(SourceError):
        await read(FakeHttp())


async def site(call: Call) -> None:
    """A blog whose front page announces its feed; that has two pages."""
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    pages = {
        "/": f"<html><head>{link}</head></html>",
        "/feed": rss(9, 8),
        "/feed?paged=2": rss(7, tag="bread"),
    }
    if call.path in pages:
        kind = "text/html" if call.path == "/" else "application/rss+xml"
        await call.reply(body=pages[call.path].encode(), content_type=kind)
    else:
        await call.reply("404 Not Found")


def typed(*words: object) -> Result:
    return CliRunner().invoke(program, ["import", *map(str, words)], standalone_mode=False)


async def test_what_an_address_leads_to_is_taken_as_far_as_it_bears_the_tag(
    store: Path, tmp_path: Path
) -> None:
    async with serving(site) as web:
        done = await asyncio.to_thread(typed, web.url(), "--store", store)
        assert "--local" in str(done.exception)
        done = await asyncio.to_thread(typed, web.url(), "--local", "--store", store)
        assert done.stdout == "127.0.0.1: 2 posts; 1 without the event's tag\n"
        web.calls.clear()
        empty = tmp_path / "empty.db"
        done = await asyncio.to_thread(typed, web.url(), "--local", "--store", empty)
        assert "name its event file, too" in str(done.exception)
        assert web.calls == []

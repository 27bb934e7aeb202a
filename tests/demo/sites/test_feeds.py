from __future__ import annotations

import io
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import feedparser
import pytest

from backchannel.demo.sites.feeds import WINDOW
from backchannel.demo.story.programme import END

if TYPE_CHECKING:
    from tests.demo.conftest import Visit

FEEDS = ("harbour", "daffodil", "ledger", "planet", "marks", "lens", "reel")
XML = tuple(name for name in FEEDS if name != "ledger")
VERSIONS = {"harbour": "rss20", "planet": "rss20", "marks": "rss20"}


def parsed(body: bytes) -> Any:
    """What feedparser makes of a feed that it finds nothing wrong with."""
    found = feedparser.parse(io.BytesIO(body))
    assert not found.bozo, found.get("bozo_exception")
    return found


@pytest.mark.parametrize("site", XML)
async def test_a_feed_is_well_formed_and_every_entry_complete(visit: Visit, site: str) -> None:
    visit.world.jump(END)
    found = parsed((await visit.get(site)).content)
    assert found.version == VERSIONS.get(site, "atom10")
    assert found.entries
    for entry in found.entries:
        assert entry.id.startswith("tag:")
        assert entry.link.startswith("https://")
        assert entry.title
        assert entry.author
        assert entry.published_parsed


async def test_the_json_feed_has_what_the_format_asks_for(visit: Visit) -> None:
    visit.world.jump(END)
    answer = await visit.get("ledger")
    assert answer.headers["content-type"].startswith("application/feed+json")
    found = answer.json()
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == visit.addresses["ledger"]
    assert all(item["id"] and item["content_html"] for item in found["items"])
    assert any("\x1b[31m" in item["title"] for item in found["items"])


@pytest.mark.parametrize("site", XML)
async def test_paging_a_feed_gives_every_entry_exactly_once(visit: Visit, site: str) -> None:
    visit.world.jump(END)
    ids: list[str] = []
    url: str | None = visit.addresses[site]
    while url:
        found = parsed((await visit.client.get(url)).content)
        assert len(found.entries) <= WINDOW
        ids += [entry.id for entry in found.entries]
        url = next((link.href for link in found.feed.links if link.rel == "next"), None)
    assert len(ids) == len(set(ids)) == len(visit.world.sites[site].shelf)


@pytest.mark.parametrize("page", ["0", "x", "99999", "9" * 6_000, "-1", ""])
async def test_a_page_that_is_none_still_is_a_feed(visit: Visit, page: str) -> None:
    assert (await visit.get("marks", f"?page={page}")).status_code == 200


@pytest.mark.parametrize("site", FEEDS)
async def test_what_has_not_changed_is_not_sent_again(visit: Visit, site: str) -> None:
    first = await visit.get(site)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    for headers in ({"If_None_Match": etag}, {"If_Modified_Since": modified}):
        again = await visit.get(site, **headers)
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == etag
        assert "content-type" not in again.headers


@pytest.mark.parametrize("site", FEEDS)
async def test_a_new_entry_makes_the_validators_stale(visit: Visit, site: str) -> None:
    first = await visit.get(site)
    visit.advance(60)  # every site has something new within four event minutes
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    again = await visit.get(site, If_None_Match=etag, If_Modified_Since=modified)
    assert again.status_code == 200
    assert again.headers["etag"] != etag
    assert parsedate_to_datetime(again.headers["last-modified"]) > parsedate_to_datetime(modified)


@pytest.mark.parametrize("site", FEEDS)
async def test_a_home_page_announces_the_feed(visit: Visit, site: str) -> None:
    place = visit.world.sites[site]
    page = await visit.client.get(place.address + "/")
    assert page.headers["content-type"].startswith("text/html")
    assert 'rel="alternate"' in page.text
    assert f'href="{place.feed}"' in page.text


async def test_photos_have_files_thumbnails_and_words_for_those_who_cannot_see(
    visit: Visit,
) -> None:
    for entry in parsed((await visit.get("lens")).content).entries:
        assert entry.enclosures[0].type == "image/png"
        assert entry.media_content[0]["medium"] == "image"
        small = await visit.client.get(entry.media_thumbnail[0]["url"])
        assert small.content.startswith(b"\x89PNG")
    assert "<media:description>" in (await visit.get("lens")).text


async def test_videos_say_how_long_they_are(visit: Visit) -> None:
    for entry in parsed((await visit.get("reel")).content).entries:
        assert int(entry.media_content[0]["duration"]) > 0


async def test_two_feeds_have_the_same_article_under_the_same_link(visit: Visit) -> None:
    visit.world.jump(END)
    links: dict[str, set[str]] = {}
    for site in ("harbour", "daffodil", "planet"):
        for page in ("", "?page=2", "?page=3"):
            found = parsed((await visit.get(site, page)).content)
            links.setdefault(site, set()).update(entry.link for entry in found.entries)
    assert links["planet"] & (links["harbour"] | links["daffodil"])


async def test_an_edited_article_says_when_it_changed(visit: Visit) -> None:
    visit.world.jump(END)
    shelves = (visit.world.sites[site].shelf for site in FEEDS)
    edited = [entry for shelf in shelves for entry in shelf.newest_first() if entry.edited]
    assert edited
    assert all(entry.changed == entry.edited for entry in edited)


async def test_only_reading_is_allowed(visit: Visit) -> None:
    answer = await visit.client.post(visit.addresses["harbour"], content=b"x" * 1_000)
    assert answer.status_code == 405
    assert (await visit.get("harbour")).status_code == 200
    missing = await visit.client.get(visit.world.sites["harbour"].address + "/nothing")
    assert missing.status_code == 404

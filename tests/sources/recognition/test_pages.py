from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from tests.sources.feed_reach import DocumentsHere, FakeHttp

from backchannel.errors import SourceUnreachable
from backchannel.sources.recognition.pages import looked_at

HERE = "https://place.example"
ALTERNATE = '<link rel="alternate" type="application/rss+xml" href="/feed">'


def site_of(pages: Mapping[str, tuple[str, str]]) -> FakeHttp:
    """Pages by their addresses."""
    http = FakeHttp()
    for url, (kind, body) in pages.items():
        http.put(url, body, content_type=kind)
    return http


def fediverse(software: str, page: str = "<html></html>", path: str = "/") -> FakeHttp:
    info = {"links": [{"rel": "http://nodeinfo.diaspora.software/ns/schema/2.1", "href": "/n/2"}]}
    return site_of(
        {
            f"{HERE}{path}": ("text/html", page),
            f"{HERE}/.well-known/nodeinfo": ("application/json", json.dumps(info)),
            f"{HERE}/n/2": ("application/json", json.dumps({"software": {"name": software}})),
        }
    )


async def look(site: FakeHttp, path: str = "/") -> list[tuple[str, dict[str, str]]]:
    found = await looked_at(f"{HERE}{path}", site, DocumentsHere())
    return [(each.kind, dict(each.options)) for each in found]


@pytest.mark.parametrize(
    ("software", "kind"),
    [
        ("mastodon", "mastodon"),
        ("Akkoma", "mastodon"),
        ("pixelfed", "mastodon"),
        ("sharkey", "misskey"),
        ("peertube", "peertube"),
        ("lemmy", "lemmy"),
    ],
)
async def test_a_server_says_what_it_runs(software: str, kind: str) -> None:
    assert await look(fediverse(software, ALTERNATE)) == [(kind, {"server": HERE})]


async def test_a_community_is_named_by_its_address() -> None:
    found = await look(fediverse("lemmy", path="/c/town"), "/c/town")
    assert found[0] == ("lemmy", {"server": HERE, "community": "town"})


@pytest.mark.parametrize("software", ["WordPress 6.4.2", "Ghost 5.8"])
async def test_a_blog_is_followed_by_its_tag_or_by_all_it_has(software: str) -> None:
    page = f'<meta name="generator" content="{software}">{ALTERNATE}'
    kind = software.split(maxsplit=1)[0].casefold()
    assert await look(site_of({f"{HERE}/": ("text/html", page)})) == [
        (kind, {"server": HERE}),
        ("feed", {"url": f"{HERE}/feed"}),
    ]


async def test_any_other_page_is_followed_by_the_feeds_it_announces() -> None:
    page = f"{ALTERNATE}<link rel=alternate type=application/atom+xml href=/atom>"
    assert await look(site_of({f"{HERE}/": ("text/html", page)})) == [
        ("feed", {"url": f"{HERE}/feed"}),
        ("feed", {"url": f"{HERE}/atom"}),
    ]


async def test_an_event_s_own_page_says_where_it_is_spoken_of() -> None:
    page = f'{ALTERNATE}<a href="https://toot.example/tags/ideaperf">#ideaperf</a>'
    assert await look(site_of({f"{HERE}/": ("text/html", page)})) == [
        ("feed", {"url": f"{HERE}/feed"}),
        ("mastodon", {"server": "https://toot.example"}),
    ]


async def test_a_channel_is_one_whatever_its_address() -> None:
    feed = "https://www.youtube.com/feeds/videos.xml?channel_id=UCtown"
    page = f'<link rel="alternate" type="application/rss+xml" href="{feed}">'
    site = site_of({f"{HERE}/c/town": ("text/html", page)})
    assert await look(site, "/c/town") == [("youtube", {"channel": "UCtown"})]


@pytest.mark.parametrize(
    "href", ["https://x.example/\x1b[2J", "https://u:p@x.example/feed", f"/{'a' * 5_000}"]
)
async def test_what_cannot_be_shown_or_written_is_not_proposed(href: str) -> None:
    page = f'<link rel="alternate" type="application/rss+xml" href="{href}">'
    assert await look(site_of({f"{HERE}/": ("text/html", page)})) == []


async def test_a_page_without_any_may_have_one_all_the_same() -> None:
    site = site_of({f"{HERE}/": ("text/html", "<p>Hello")})
    assert await look(site) == [("feed", {"url": f"{HERE}/"})]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/xml", '<?xml version="1.0"?><rss version="2.0"><channel/></rss>'),
        ("text/plain", "\ufeff<feed xmlns='http://www.w3.org/2005/Atom'/>"),
        ("application/json", '{"version": "https://jsonfeed.org/version/1.1"}'),
    ],
)
async def test_a_feed_is_one_whatever_it_is_called(kind: str, body: str) -> None:
    assert await look(site_of({f"{HERE}/": (kind, body)})) == [("feed", {"url": f"{HERE}/"})]


@pytest.mark.parametrize(
    "answer", ["no json", '{"links": 1}', '{"links": [{"href": "//x.example"}]}']
)
async def test_a_server_that_says_nonsense_of_itself_is_a_page(answer: str) -> None:
    site = site_of(
        {
            f"{HERE}/": ("text/html", ALTERNATE),
            f"{HERE}/.well-known/nodeinfo": ("application/json", answer),
        }
    )
    assert await look(site) == [("feed", {"url": f"{HERE}/feed"})]


async def test_nobody_there_is_said() -> None:
    with pytest.raises(SourceUnreachable):
        await look(site_of({}))

"""The quick way through a feed comes to what feedparser comes to, or does not come to anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from tests.sources.syndication.invented_feeds import SPACES, feeds

from backchannel.errors import SourceError
from backchannel.sources.feed_document import FeedDocument, document, thoroughly
from backchannel.sources.syndication import decoding
from backchannel.sources.syndication.plain import reader

HERE = Path(__file__).parent.parent / "feeds"
HINTS = {"address": "https://where.example/dir/feed.xml", "now": "2026-01-09T14:00:00+00:00"}
SAID = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())


def both(text: str) -> tuple[FeedDocument, FeedDocument] | None:
    """What both ways make of it; None where the quick one gives up."""
    found = reader.read(text)
    if found is None:
        return None
    return document(found, HINTS), document(thoroughly(text), HINTS)


def rss(item: str, channel: str = "") -> str:
    return f'<rss version="2.0"{SAID}><channel>{channel}<item>{item}</item></channel></rss>'


@given(feeds())
@example(
    rss("<title>&lt;b&gt;bold&lt;/b&gt;</title><link>https://a.example/?x=1&amp;copy=2</link>")
)
@example(rss("<description>One</description><content:encoded>Two</content:encoded>"))
@example(rss("<author>ada@mail.example (Ada)</author><dc:creator>Bo</dc:creator>"))
@example(rss('<guid isPermaLink="false">x</guid><atom:link href="/1"/><title>\xc3\xa4</title>'))
@example(rss("<media:group><media:title>M</media:title></media:group><title>T</title>"))
@example(rss("", "<image><title>I</title></image><title>T</title>"))
def test_both_ways_come_to_the_same(text: str) -> None:
    found = both(text)
    if found is not None:
        assert found[0] == found[1]


@pytest.mark.parametrize("sample", sorted(HERE.glob("*.xml")), ids=lambda sample: sample.name)
def test_both_ways_read_the_samples_alike(sample: Path) -> None:
    found = both(decoding.tidy(decoding.decode(sample.read_bytes())))
    assert found is None or found[0] == found[1]


@pytest.mark.parametrize(
    "name",
    ["blog.rss.xml", "bookmarks.rdf.xml", "films.atom.xml", "mastodon.rss.xml", "photos.atom.xml"],
)
def test_usual_feeds_are_read_quickly(name: str) -> None:
    assert both(decoding.tidy(decoding.decode((HERE / name).read_bytes())))


@pytest.mark.parametrize(
    "text",
    [
        "<html/>",
        "<rss><channel><item><title>cut off</title>",
        rss("<title>a <b>b</b></title>"),
        rss("<pubDate>Freitag, 9. Januar</pubDate>"),
        "<!DOCTYPE rss SYSTEM 'x'>" + rss(""),
        '<!DOCTYPE rss [<!ENTITY a "b">]>' + rss("<title>&a;</title>"),
        rss("<title>x</title>" * 200_001),
        rss("".join(f"<category>{n}</category>" for n in range(101))),
        "<rss><channel>" + "<skipHours>" * 300,
        rss("<title " + " ".join(f"a{n}='1'" for n in range(501)) + "/>"),
    ],
    ids=lambda text: text[:40],
)
def test_what_is_unusual_or_too_much_is_left_to_the_thorough_way(text: str) -> None:
    assert reader.read(text) is None


def test_a_feed_that_is_mended_is_read_as_it_was() -> None:
    text = rss("<title>Fish & chips &nbsp; more</title>")
    assert reader.read(text) is None
    with pytest.raises(SourceError):
        thoroughly("<html><body/></html>")
    assert document(thoroughly(text), HINTS).drafts[0].title.startswith("Fish & chips")

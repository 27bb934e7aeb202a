"""Which hub a feed names, whatever it is written in."""

from __future__ import annotations

import json

import pytest

from backchannel.sources.feed_document import FeedDocument, read_feed

AT = {"address": "https://blog.example/feed"}
HUB, TOPIC = "https://hub.example/", "https://blog.example/feed.xml"
LINKS = f'<{{0}}link rel="hub" href="{HUB}"/><{{0}}link rel="self" href="/feed.xml"/>'


def atom(links: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>B</title>{links}</feed>'


def rss(links: str) -> str:
    space = 'xmlns:atom="http://www.w3.org/2005/Atom"'
    return f'<rss version="2.0" {space}><channel><title>B</title>{links}</channel></rss>'


def json_feed(*hubs: object) -> str:
    said = {"version": "https://jsonfeed.org/version/1.1", "title": "B", "items": []}
    return json.dumps(said | {"feed_url": "/feed.xml", "hubs": hubs})


def read(text: str) -> FeedDocument:
    return read_feed(text.encode(), AT)


@pytest.mark.parametrize(
    "text",
    [
        atom(LINKS.format("")),
        rss(LINKS.format("atom:")),
        json_feed({"type": "rssCloud", "url": "x"}, 7, {"type": "WebSub", "url": HUB}),
    ],
)
def test_a_feed_names_its_hub_and_itself(text: str) -> None:
    found = read(text)
    assert (found.hub, found.topic) == (HUB, TOPIC)


@pytest.mark.parametrize("text", [atom(""), rss(""), json_feed(), json_feed(None, {"url": HUB})])
def test_most_name_none(text: str) -> None:
    assert read(text).hub == ""

"""What a look at an address tells: the feeds a page announces, and which software answers there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from backchannel.clean.markup import Markup, Tag, attributes
from backchannel.clean.terminal import clean_line
from backchannel.config.values import MAX_TEXT
from backchannel.errors import SourceError
from backchannel.model.source import Proposal
from backchannel.sources.api import Documents, Http, Response
from backchannel.sources.autodiscovery import announced
from backchannel.sources.payload import decode
from backchannel.sources.proposals import proposed

ACCEPT: Final = (
    "text/html, application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.1"
)
_NODEINFO: Final = "http://nodeinfo.diaspora.software/ns/schema/"
_BEGINNING: Final = 200_000
_MOST: Final = 5
"""Feeds of a page that are proposed."""

_BY_SOFTWARE: Final = {
    **dict.fromkeys(
        ("mastodon", "hometown", "glitchcafe", "gotosocial", "pleroma", "akkoma", "pixelfed",
         "takahe"),
        "mastodon",
    ),
    **dict.fromkeys(
        ("misskey", "sharkey", "firefish", "iceshrimp", "calckey", "foundkey", "cherrypick"),
        "misskey",
    ),
    "peertube": "peertube",
    "lemmy": "lemmy",
    "wordpress": "wordpress",
    "ghost": "ghost",
    "discourse": "discourse",
    "shaarli": "shaarli",
    "linkding": "linkding",
}  # fmt: skip
"""The kind that reads what a server calls itself."""

_SAYS: Final = {
    "mastodon": "the hashtag on this server",
    "misskey": "the hashtag on this server",
    "peertube": "videos with the tag on this server",
    "lemmy": "a community on this server",
    "wordpress": "what has the tag on this blog",
    "ghost": "what has the tag on this site",
    "discourse": "topics with the tag in this forum",
    "shaarli": "bookmarks with the tag",
    "linkding": "shared bookmarks with the tag",
}

_CHANNEL: Final = re.compile(r"https://www\.youtube\.com/feeds/videos\.xml\?channel_id=([\w-]+)")

_BLOGS: Final = frozenset({"wordpress", "ghost"})
"""Kinds of which a feed of everything is meant as often as the tag."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a document says of itself: whether it is a feed, feeds it announces, what made it.

    `servers` are those of Mastodon where it points out a hashtag.
    """

    is_feed: bool = False
    feeds: tuple[str, ...] = ()
    software: str = ""
    servers: tuple[str, ...] = ()


class _Link(Struct):
    rel: str = ""
    href: str = ""


class _Links(Struct):
    links: tuple[_Link, ...] = ()


class _Software(Struct):
    name: str = ""


class _Node(Struct):
    software: _Software


async def looked_at(address: str, http: Http, documents: Documents) -> tuple[Proposal, ...]:
    """What can be followed at an address, best first. Raises SourceError when nobody answers."""
    got = await http.get(address, accept=ACCEPT)
    hints = {"address": got.url, "type": got.headers.get("content-type", "")}
    page = await documents.read(read_page, got.body, hints)
    if page.is_feed:
        return (Proposal("feed", {"url": got.url}, "a feed"),)
    parts = urlsplit(got.url)
    server = f"{parts.scheme}://{parts.netloc}"
    software = page.software or await _software_of(server, http)
    found = _proposed(page, _BY_SOFTWARE.get(software, ""), got, server)
    return tuple(each for each in found if _can_be_shown(each))


def read_page(body: bytes, hints: Mapping[str, str]) -> Page:
    """A document, whatever it is."""
    text = body.decode("utf-8", "replace")
    head = text[:2_000].lstrip("\ufeff \t\r\n").lower()
    is_json = "json" in hints["type"] and "jsonfeed.org" in head
    is_xml = head.startswith(("<?xml", "<rss", "<feed", "<rdf")) and "<html" not in head
    if is_json or (is_xml and re.search(r"<(?:rss|feed|rdf:rdf)\b", text[:20_000].lower())):
        return Page(is_feed=True)
    places = proposed(text, hints["address"]).places
    servers = [each.address for each in places if each.kind == "mastodon"][:_MOST]
    feeds = announced(text, hints["address"])[:_MOST]
    return Page(feeds=feeds, software=_made_by(text), servers=tuple(servers))


def _made_by(text: str) -> str:
    """What a page says that made it; by a `generator`, or by how its search is called."""
    tags = (part for part in Markup(text[:_BEGINNING]) if isinstance(part, Tag) and not part.is_end)
    for tag in tags:
        if tag.name not in {"meta", "link"}:
            continue
        said = dict(attributes(tag))
        is_generator = said.get("name", "").casefold() == "generator"
        words = said.get("content", "") if is_generator else ""
        words = said.get("title", "") if said.get("rel", "").casefold() == "search" else words
        found = re.match(r"[a-z]+", words.casefold())
        if found and found[0] in _BY_SOFTWARE:
            return found[0]
    return ""


async def _software_of(server: str, http: Http) -> str:
    """The name in a server's NodeInfo (https://nodeinfo.diaspora.software); empty without one."""
    try:
        got = await http.get(f"{server}/.well-known/nodeinfo", accept="application/json")
        links = decode(got.body, _Links).links
        where = next((each.href for each in links if each.rel.startswith(_NODEINFO)), "")
        where = urljoin(server, where)
        if not where or urlsplit(where).netloc != urlsplit(server).netloc:
            return ""
        got = await http.get(where, accept="application/json")
        return decode(got.body, _Node).software.name.casefold()
    except (SourceError, ValueError):
        return ""


def _proposed(page: Page, kind: str, got: Response, server: str) -> Iterator[Proposal]:
    if kind:
        community = re.match(r"/c/([^/]+)", urlsplit(got.url).path)
        named = {"community": community[1]} if kind == "lemmy" and community else {}
        yield Proposal(kind, {"server": server, **named}, _SAYS[kind])
    is_whole_site = kind not in _BLOGS and not urlsplit(got.url).path.strip("/")
    for url in page.feeds if not (kind and is_whole_site) else ():
        yield _of_feed(url)
    for url in page.servers if not kind else ():
        yield Proposal("mastodon", {"server": url}, "the hashtag there, to which the page leads")
    if not kind and not page.feeds:
        yield Proposal("feed", {"url": got.url}, "a page that announces no feed; it may have one")


def _can_be_shown(proposal: Proposal) -> bool:
    """What a stranger's page names is read out to people and may be written into a file."""
    return all(
        len(value) <= MAX_TEXT and "@" not in urlsplit(value).netloc and clean_line(value) == value
        for value in proposal.options.values()
    )


def _of_feed(url: str) -> Proposal:
    """A channel on YouTube announces a feed that its kind knows better."""
    if found := _CHANNEL.fullmatch(url):
        return Proposal("youtube", {"channel": found[1]}, "a channel on YouTube")
    return Proposal("feed", {"url": url}, "a feed that the page announces")

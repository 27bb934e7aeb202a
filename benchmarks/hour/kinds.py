"""The places of the hour: one of each kind that is installed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.hour.pages import Feed, Listing, LiveChat, Search, bookmark, film
from benchmarks.hour.places import Place, folder, lines, relay, web
from benchmarks.hour.rooms import ROOM, Homeserver, Misskey, Twitch

from backchannel.demo.sites.bluesky import Bluesky
from backchannel.demo.sites.chat import CHANNEL, ChatRoom
from backchannel.demo.sites.feeds import ATOM, RSS, Form
from backchannel.demo.sites.mastodon import Mastodon
from backchannel.demo.sites.policy import Policy
from backchannel.demo.sites.shelf import Shelf
from backchannel.model.post import Kind
from backchannel.sources import registry

PACE: Final = 5.0
"""Seconds between two looks at what is polled."""

HERE: Final = {"server": "http://{}", "interval": PACE}
FEEDS: Final[dict[str, tuple[Form, dict[str, object], Kind]]] = {
    "feed": (RSS, {"url": "http://{}/feed.xml", "interval": PACE}, Kind.ARTICLE),
    "discourse": (RSS, HERE, Kind.ARTICLE),
    "flickr": (ATOM, HERE, Kind.PHOTO),
    "ghost": (RSS, HERE, Kind.ARTICLE),
    "lemmy": (RSS, {**HERE, "community": "councils"}, Kind.ARTICLE),
    "mastodon_rss": (RSS, HERE, Kind.POST),
    "medium": (RSS, HERE, Kind.ARTICLE),
    "pinboard": (RSS, HERE, Kind.BOOKMARK),
    "raindrop": (RSS, {**HERE, "collection": 7}, Kind.BOOKMARK),
    "reddit": (ATOM, HERE, Kind.ARTICLE),
    "shaarli": (ATOM, HERE, Kind.BOOKMARK),
    "tumblr": (RSS, {**HERE, "blog": "town"}, Kind.ARTICLE),
    "wordpress": (RSS, HERE, Kind.ARTICLE),
    "youtube": (ATOM, {**HERE, "channel": "UCexample"}, Kind.VIDEO),
}


def places(path: Path, stdin: Callable[[str, datetime], Awaitable[None]]) -> Sequence[Place]:
    """All of them, in the order of their kinds. What `stdin` is given goes to the collector."""
    found = [
        *(
            web(kind, partial(_feed, form=form, kind=kind), options, what)
            for kind, (form, options, what) in FEEDS.items()
        ),
        *_lists(),
        *_streams(),
        folder(path / "posts"),
        Place("stdin", lambda _port: {}, stdin),
    ]
    known = {place.kind: place for place in found}
    return [known[kind] for kind in registry.names() if kind in known]


def missing(found: Sequence[Place]) -> set[str]:
    """Kinds that are installed and have no place here."""
    return set(registry.names()) - {place.kind for place in found}


def _feed(shelf: Shelf, *, form: Form, kind: str) -> Feed:
    return Feed(shelf, form, f"{kind}.example".replace("_", "-"))


def _lists() -> Sequence[Place]:
    chat = {"server": "http://{}", "interval": PACE, "video": "v1"}
    search = {"server": "http://{}", "interval": PACE, "limit": 100_000}
    return (
        web("peertube", lambda shelf: Listing(shelf, "data", "start", film), HERE),
        web("linkding", lambda shelf: Listing(shelf, "results", "offset", bookmark), HERE),
        web("youtube_chat", LiveChat, chat),
        web("x", Search, search),
    )


def _streams() -> Sequence[Place]:
    server = {"server": "http://{}"}
    return (
        web("mastodon", _mastodon, server),
        web("bluesky", _bluesky, {"hosts": ("ws://{}",), "appview": "http://{}"}),
        web("misskey", Misskey, server),
        web("matrix", Homeserver, {**server, "room": ROOM}),
        relay(),
        lines("irc", ChatRoom, {"channels": (CHANNEL,)}),
        lines("twitch", Twitch, {"channels": ("room",)}, keeps=False),
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _mastodon(shelf: Shelf) -> Mastodon:
    return Mastodon("mastodon.example", shelf, _now, Policy())


def _bluesky(shelf: Shelf) -> Bluesky:
    return Bluesky(shelf, _now)

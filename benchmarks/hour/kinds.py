"""The places of the hour: one of each kind that is installed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
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

HERE: Final[dict[str, object]] = {"server": "http://{}"}
FEEDS: Final[dict[str, tuple[Form, dict[str, object], Kind]]] = {
    "feed": (RSS, {"url": "http://{}/feed.xml"}, Kind.ARTICLE),
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

LIVE: Final = frozenset({"live"})
STATES: Final = {
    # A stream that could not be opened is tried again later; until then there are polls.
    "mastodon": LIVE | {"ok"},
    "misskey": LIVE | {"ok"},
    **dict.fromkeys(("bluesky", "irc", "matrix", "nostr", "stdin", "twitch"), LIVE),
}
"""What is said of those that are no polls while they are well."""

NOTES: Final = {
    "bluesky": "what was posted before is not seen without an account",
    "irc": "all is read again",
    "mastodon": r"(\S+ is small \(75 active people\): it sees little of the fediverse(; )?)?"
    "(not live: .*)?",
    "misskey": "live again|not live: .*",
    "nostr": "all relays are read again",
    "twitch": "no history is kept there: .*",
    "x": r"[0-9,]+ of 1,000,000 posts and authors read this month",
    "youtube_chat": r"[0-9,]+ of 1,000,000 units of the day are spent",
}
"""What may be noted of a place that is well, beside nothing."""


def places(
    path: Path, stdin: Callable[[str, datetime], Awaitable[None]], pace: float
) -> Sequence[Place]:
    """All of them, in the order of their kinds. What `stdin` is given goes to the collector.

    What is polled is looked at every `pace` seconds.
    """
    polled = {"interval": pace}
    found = [
        *(
            web(kind, partial(_feed, form=form, kind=kind), {**options, **polled}, what)
            for kind, (form, options, what) in FEEDS.items()
        ),
        *_lists(polled),
        *_streams(),
        folder(path / "posts"),
        Place("stdin", lambda _port: {}, stdin),
    ]
    known = {place.kind: place for place in found}
    for kind, place in known.items():
        place.states = STATES.get(kind, place.states)
        place.notes = NOTES.get(kind, "")
        place.has_past = kind not in {"bluesky", "twitch"}
    return [known[kind] for kind in registry.names() if kind in known]


def missing(found: Sequence[Place]) -> set[str]:
    """Kinds that are installed and have no place here."""
    return set(registry.names()) - {place.kind for place in found}


def _feed(shelf: Shelf, *, form: Form, kind: str) -> Feed:
    return Feed(shelf, form, f"{kind}.example".replace("_", "-"))


def _lists(polled: Mapping[str, object]) -> Sequence[Place]:
    here = {**HERE, **polled}
    chat = {**here, "video": "v1", "quota": 1_000_000}
    search = {**here, "limit": 1_000_000}
    return (
        web("peertube", lambda shelf: Listing(shelf, "data", "start", film), here),
        web("linkding", lambda shelf: Listing(shelf, "results", "offset", bookmark), here),
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

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.errors import ConfigError
from backchannel.sources import registry
from backchannel.sources.recognition import kinds
from backchannel.sources.recognition.words import recognised

SURE: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Mastodon": ("mastodon", {}),
    "youtube chat": ("youtube_chat", {}),
    "#other@toot.example": ("mastodon", {"server": "https://toot.example", "tags": "other"}),
    "#IdeaPerf@toot.example": ("mastodon", {"server": "https://toot.example"}),
    "#other@127.0.0.1:80": ("mastodon", {"server": "https://127.0.0.1:80", "tags": "other"}),
    "@ann@toot.example": ("feed", {"url": "https://toot.example/@ann.rss"}),
    "@ann.bsky.social": ("feed", {"url": "https://bsky.app/profile/ann.bsky.social/rss"}),
    "!town@lemmy.example": ("lemmy", {"server": "https://lemmy.example", "community": "town"}),
    "r/town": ("reddit", {"subreddit": "town"}),
    "irc://irc.example/#town": ("irc", {"server": "irc.example", "channels": "#town"}),
    "ircs://irc.example:7000/a,b": (
        "irc",
        {"server": "irc.example", "channels": "#a,#b", "port": "7000"},
    ),
    "irc://irc.example:6667/town": (
        "irc",
        {"server": "irc.example", "channels": "#town", "port": "6667", "tls": "false"},
    ),
    "irc://irc.example": ("irc", {"server": "irc.example"}),
    "#room:chat.example": (
        "matrix",
        {"server": "https://chat.example", "room": "#room:chat.example"},
    ),
    "matrix:r/room:chat.example": (
        "matrix",
        {"server": "https://chat.example", "room": "#room:chat.example"},
    ),
    "https://matrix.to/#/%23room%3Achat.example?via=x": (
        "matrix",
        {"server": "https://chat.example", "room": "#room:chat.example"},
    ),
    "wss://relay.example": ("nostr", {"relays": "wss://relay.example"}),
    "/srv/posts": ("folder", {"path": "/srv/posts"}),
    "~/posts": ("folder", {"path": "~/posts"}),
    "-": ("stdin", {}),
    "feed://blog.example/x": ("feed", {"url": "https://blog.example/x"}),
    "https://www.youtube.com/@town/videos": ("youtube", {"channel": "@town"}),
    "youtube.com/channel/UCabc-_1": ("youtube", {"channel": "UCabc-_1"}),
    "https://www.youtube.com/playlist?list=PL12": ("youtube", {"playlist": "PL12"}),
    "https://www.youtube.com/watch?v=abcdefghijk": ("youtube_chat", {"video": "abcdefghijk"}),
    "https://youtu.be/abcdefghijk": ("youtube_chat", {"video": "abcdefghijk"}),
    "https://www.flickr.com/photos/tags/ideaperf/": ("flickr", {}),
    "https://www.flickr.com/photos/tags/other": ("flickr", {"tags": "other"}),
    "https://pinboard.in/u:ann/t:other/": ("pinboard", {"user": "ann", "tags": "other"}),
    "https://medium.com/tag/other": ("medium", {"tags": "other"}),
    "https://medium.com/@ann": ("feed", {"url": "https://medium.com/feed/@ann"}),
    "https://town.tumblr.com/": ("tumblr", {"blog": "town"}),
    "https://www.tumblr.com/town": ("tumblr", {"blog": "town"}),
    "https://www.reddit.com/r/town/new": ("reddit", {"subreddit": "town"}),
    "https://raindrop.io/ann/towns-1234": ("raindrop", {"collection": "1234"}),
    "https://www.twitch.tv/town": ("twitch", {"channels": "town"}),
    "https://bsky.app/hashtag/other": ("bluesky", {"tags": "other"}),
    "https://bsky.app/profile/ann.example": (
        "feed",
        {"url": "https://bsky.app/profile/ann.example/rss"},
    ),
    "https://toot.example/tags/other": (
        "mastodon",
        {"server": "https://toot.example", "tags": "other"},
    ),
    "https://blog.example/feed.xml": ("feed", {"url": "https://blog.example/feed.xml"}),
}


@pytest.mark.parametrize("words", SURE)
def test_a_place_is_known_by_the_words_people_use(words: str) -> None:
    kind, options = SURE[words]
    first = recognised(words, registry.names(), ["ideaperf"]).proposals[0]
    assert (first.kind, dict(first.options)) == (kind, options)
    assert set(options) <= {each.name for each in kinds.options_of(kind)}


@pytest.mark.parametrize("words", ["blog.example", "https://blog.example/about", "flickr.com/x/y"])
def test_of_any_other_address_more_is_to_be_learnt_by_looking(words: str) -> None:
    found = recognised(words, registry.names())
    assert found.proposals == ()
    assert found.address.startswith("https://")


@pytest.mark.parametrize(
    "words", ["", "hello", "#a@b", "#", "mastdon", "http://", "ftp://a.example", "a b.c"]
)
def test_words_that_name_no_place_are_none(words: str) -> None:
    assert recognised(words, registry.names()).proposals == ()
    assert recognised(words, registry.names()).address == ""


def test_an_address_with_a_password_is_refused() -> None:
    with pytest.raises(ConfigError, match="leave the password out"):
        recognised("https://ann:word@blog.example/", registry.names())


def test_a_kind_that_is_not_installed_is_not_proposed() -> None:
    assert "x" not in [each.kind for each in recognised("https://x.com", ["feed"]).proposals]


@given(st.text() | st.from_regex(r"(?:irc|https?|matrix|feed|#|@|!)[:/@#.\w\[\]]{0,30}"))
def test_nothing_that_is_typed_is_too_strange(words: str) -> None:
    with suppress(ConfigError):  # a password
        for each in recognised(words, registry.names(), ["ideaperf"]).proposals:
            assert each.kind in registry.names()


@pytest.mark.parametrize("kind", registry.names())
def test_every_kind_says_what_it_is_and_what_each_of_its_keys_means(kind: str) -> None:
    found = kinds.kind(kind)
    assert found.about.endswith(".")
    assert "one site" not in found.about
    assert all(each.means or each.takes for each in found.options)
    assert not [each for each in kinds.missing(kind, {}) if not each.means]


def test_what_is_still_needed_is_known() -> None:
    assert [each.name for each in kinds.missing("irc", {"server": "x"})] == ["channels"]
    assert [each.name for each in kinds.missing("youtube", {})] == ["channel"]
    assert kinds.missing("youtube", {"playlist": "PL1"}) == ()
    assert kinds.missing("flickr", {}) == ()

"""Addresses of places of which there is one in the world, or whose paths say what they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote

from backchannel.model.source import Proposal

Read = Callable[[str, Mapping[str, str]], Proposal | None]


def known(parts: SplitResult) -> list[Proposal]:
    """What an address is known to be; those that say nothing more are guesses by its path."""
    host = (parts.hostname or "").removeprefix("www.")
    path = unquote(parts.path).strip("/")
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    for ending, read in _SERVICES.items():
        if host == ending or host.endswith(f".{ending}"):
            found = read(f"{host}/{path}", query)
            return [found] if found else []
    return list(_by_path(f"{parts.scheme}://{parts.netloc}", path))


def _by_path(server: str, path: str) -> Iterator[Proposal]:
    if tag := re.fullmatch(r"tags/([^/]+)", path):
        yield Proposal("mastodon", {"server": server, "tags": tag[1]}, f"#{tag[1]} on a server")


def _youtube(where: str, query: Mapping[str, str]) -> Proposal | None:
    path = where.partition("/")[2]
    if "list" in query:
        return Proposal("youtube", {"playlist": query["list"]}, "a playlist on YouTube")
    if "v" in query:
        return Proposal("youtube_chat", {"video": query["v"]}, "the chat of a live video")
    if found := re.match(r"(?:channel/(UC[\w-]+)|(@[^/]+))", path):
        return Proposal("youtube", {"channel": found[1] or found[2]}, "a channel on YouTube")
    if found := re.match(r"live/([\w-]{11})", path):
        return Proposal("youtube_chat", {"video": found[1]}, "the chat of a live video")
    return None if path else Proposal("youtube", {}, "a channel on YouTube")


def _short_video(where: str, _: Mapping[str, str]) -> Proposal:
    return Proposal("youtube_chat", {"video": where.partition("/")[2]}, "the chat of a live video")


def _flickr(where: str, _: Mapping[str, str]) -> Proposal | None:
    found = re.fullmatch(r"flickr\.com(?:/photos/tags/([^/]+))?", where.rstrip("/"))
    tags = {"tags": found[1]} if found and found[1] else {}
    return Proposal("flickr", tags, "photos with the tag on Flickr") if found else None


def _pinboard(where: str, _: Mapping[str, str]) -> Proposal:
    marks = dict(each.split(":", 1) for each in where.split("/") if each[:2] in {"u:", "t:"})
    options = {"user": marks.get("u", ""), "tags": marks.get("t", "")}
    said = {key: value for key, value in options.items() if value}
    return Proposal("pinboard", said, "bookmarks with the tag on Pinboard")


def _medium(where: str, _: Mapping[str, str]) -> Proposal:
    tag = re.search(r"/tag/([^/]+)", where)
    path = where.partition("/")[2].removeprefix("feed/")
    if tag or not path:
        return Proposal("medium", {"tags": tag[1]} if tag else {}, "stories with the tag on Medium")
    url = f"https://medium.com/feed/{path.split('/')[0]}"
    return Proposal("feed", {"url": url}, "what somebody writes on Medium")


def _tumblr(where: str, _: Mapping[str, str]) -> Proposal:
    host, _slash, path = where.partition("/")
    name = host.removesuffix("tumblr.com").rstrip(".") or path.removeprefix("blog/").split("/")[0]
    return Proposal("tumblr", {"blog": name} if name else {}, "the tag on a blog on Tumblr")


def _reddit(where: str, _: Mapping[str, str]) -> Proposal:
    found = re.search(r"/r/(\w+)", where)
    said = f"the tag in r/{found[1]}" if found else "the tag on Reddit"
    return Proposal("reddit", {"subreddit": found[1]} if found else {}, said)


def _raindrop(where: str, _: Mapping[str, str]) -> Proposal | None:
    found = re.search(r"(?:-|/public/|/)(\d+)(?:/|\Z)", where)
    options = {"collection": found[1]} if found else {}
    return Proposal("raindrop", options, "a public collection on Raindrop.io")


def _twitch(where: str, _: Mapping[str, str]) -> Proposal:
    name = where.partition("/")[2].split("/")[0]
    return Proposal("twitch", {"channels": name} if name else {}, "the chat beside a stream")


def _bluesky(where: str, _: Mapping[str, str]) -> Proposal | None:
    if person := re.search(r"/profile/([^/]+)", where):
        url = f"https://bsky.app/profile/{person[1]}/rss"
        return Proposal("feed", {"url": url}, f"what {person[1]} posts, by RSS")
    tag = re.search(r"/hashtag/([^/]+)", where)
    return Proposal("bluesky", {"tags": tag[1]} if tag else {}, "the hashtag on Bluesky")


def _x(_where: str, _: Mapping[str, str]) -> Proposal:
    return Proposal("x", {}, "the hashtag on X")


_SERVICES: Final[Mapping[str, Read]] = {
    "youtube.com": _youtube,
    "youtu.be": _short_video,
    "flickr.com": _flickr,
    "pinboard.in": _pinboard,
    "medium.com": _medium,
    "tumblr.com": _tumblr,
    "reddit.com": _reddit,
    "raindrop.io": _raindrop,
    "twitch.tv": _twitch,
    "bsky.app": _bluesky,
    "x.com": _x,
    "twitter.com": _x,
}

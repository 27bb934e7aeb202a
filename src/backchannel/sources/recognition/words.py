"""What somebody typed, without asking anybody: kinds, handles, rooms, and addresses we know."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from msgspec import Struct

from backchannel.config.event_file import is_tag
from backchannel.errors import ConfigError
from backchannel.model.source import Proposal
from backchannel.model.tags import canonical
from backchannel.sources.recognition.services import known

_HOST: Final = re.compile(
    r"(?=.{3,253}\Z)[^\s/@:#!?]+\.[^\s/@:#!?.]{2,}(?::\d+)?|localhost:\d+|[\d.]{7,15}(?::\d+)?"
)
_AT_HOST: Final = re.compile(r"#?(?P<name>[^\s@#/]+)@(?P<host>[^\s@/]+)")
_PASSWORD: Final = re.compile(r"://[^/?#]*@")
_FEED: Final = re.compile(r"\.(?:rss|atom|rdf)\Z|/(?:feed|rss|atom)(?:\.xml|\.json)?/?\Z")

NO_PLACE: Final = ("bluesky", "flickr", "medium", "pinboard", "reddit")
"""Kinds that follow a hashtag without being told where."""


class Recognised(Struct, frozen=True):
    """What the words may mean, best first, and an address at which more is to be learnt, if any."""

    proposals: tuple[Proposal, ...] = ()
    address: str = ""


def recognised(words: str, kinds: Sequence[str], tags: Sequence[str] = ()) -> Recognised:
    """What can be said of a place without looking there.

    `kinds` are those that are installed, `tags` the event's: another hashtag becomes an option.
    Nothing at all for words that name no place. Raises ConfigError for an address with a password.
    """
    words = words.strip()
    if _PASSWORD.search(words):
        raise ConfigError("has a password in it, which people would share; leave the password out")
    found = _as_kind(words, kinds)
    if not found:
        for reading in _READINGS:
            if found := reading(words):
                break
    proposals = [_tagged(each, tags) for each in found if each.kind in kinds]
    if proposals:
        return Recognised(tuple(proposals))
    return _as_address(words, tags, kinds)


def as_kind(words: str, kinds: Sequence[str]) -> str:
    """The kind of that name, as people write it; empty when there is none."""
    plain = re.sub(r"[\s-]+", "_", words.strip().casefold())
    return plain if plain in kinds else ""


def _as_kind(words: str, kinds: Sequence[str]) -> list[Proposal]:
    name = as_kind(words, kinds)
    return [Proposal(name)] if name else []


def _as_address(words: str, tags: Sequence[str], kinds: Sequence[str]) -> Recognised:
    address = words if "://" in words else f"https://{words}"
    try:
        parts = urlsplit(address)
        is_place = parts.scheme in {"http", "https"} and bool(_HOST.fullmatch(_host(parts)))
    except ValueError:
        return Recognised()
    if not is_place and not (parts.scheme == "http" and parts.hostname):
        return Recognised()
    found = [_tagged(each, tags) for each in known(parts) if each.kind in kinds]
    if found and found[0].says:  # an address that says it all
        return Recognised(tuple(found))
    if _FEED.search(parts.path):
        return Recognised((Proposal("feed", {"url": address}, "a feed"), *found), address)
    return Recognised(tuple(found), address)


def _host(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]


def _as_hashtag(words: str) -> list[Proposal]:
    """`#tag`, and `#tag@host` as people write it of a Mastodon server."""
    if not words.startswith(("#", "＃")) or (":" in words and "@" not in words):
        return []
    found = _AT_HOST.fullmatch(words)
    if found and _HOST.fullmatch(found["host"]):
        where = f"https://{found['host']}"
        return [
            Proposal(
                kind, {"server": where, "tags": found["name"]}, f"#{found['name']} on a server"
            )
            for kind in ("mastodon", "misskey")
        ]
    tag = words.lstrip("#＃")
    return [Proposal(kind, {"tags": tag}) for kind in NO_PLACE] if is_tag(tag) else []


def _as_handle(words: str) -> list[Proposal]:
    """`@user@host`, a person: what they post is a feed on nearly every server of that kind."""
    found = _AT_HOST.fullmatch(words.removeprefix("@")) if words.startswith("@") else None
    if found and _HOST.fullmatch(found["host"]):
        url = f"https://{found['host']}/@{found['name']}.rss"
        says = f"what @{found['name']} posts, by RSS"
        whole = Proposal("mastodon", {"server": f"https://{found['host']}"}, "the hashtag there")
        return [Proposal("feed", {"url": url}, says), whole]
    if words.startswith("@") and words.endswith(".bsky.social"):
        url = f"https://bsky.app/profile/{words[1:]}/rss"
        return [Proposal("feed", {"url": url}, f"what {words} posts, by RSS"), Proposal("bluesky")]
    return []


def _as_community(words: str) -> list[Proposal]:
    """`!community@host`, as Lemmy writes it, and `r/town`."""
    found = _AT_HOST.fullmatch(words[1:]) if words.startswith("!") else None
    if found and _HOST.fullmatch(found["host"]):
        options = {"server": f"https://{found['host']}", "community": found["name"]}
        return [Proposal("lemmy", options, "a community on Lemmy")]
    subreddit = re.fullmatch(r"/?r/(\w+)/?", words)
    return [Proposal("reddit", {"subreddit": subreddit[1]})] if subreddit else []


def _as_room(words: str) -> list[Proposal]:
    """A Matrix room: `#room:host`, `!id:host`, `matrix:r/room:host` (MSC2312)."""
    room = words
    if words.startswith("matrix:"):
        sort, _, name = words.removeprefix("matrix:").partition("?")[0].partition("/")
        room = {"r": "#", "roomid": "!"}.get(sort, "?") + unquote(name)
    elif "//matrix.to/#/" in words:
        room = unquote(words.partition("/#/")[2].partition("?")[0].partition("/")[0])
    sign, host = room[:1], room.partition(":")[2]
    if sign not in {"#", "!"} or not _HOST.fullmatch(host):
        return []
    return [Proposal("matrix", {"server": f"https://{host}", "room": room}, "a room on Matrix")]


def _as_channel(words: str) -> list[Proposal]:
    """`irc://host/#channel`, and `ircs://`; the number sign may be left out."""
    parts = _split(words, {"irc", "ircs"})
    if parts is None or not parts.hostname:
        return []
    path = unquote(parts.path.strip("/")) + (f"#{parts.fragment}" if parts.fragment else "")
    names = [each if each[0] in "#&" else f"#{each}" for each in path.split(",") if each]
    options = {"server": parts.hostname, "channels": ",".join(names)}
    if parts.port:
        options |= {"port": str(parts.port)}
        options |= {"tls": "false"} if parts.scheme == "irc" and parts.port == _PLAIN else {}
    return [Proposal("irc", {key: value for key, value in options.items() if value})]


_PLAIN: Final = 6667
"""The port at which nearly every IRC server speaks without TLS."""


def _as_relay(words: str) -> list[Proposal]:
    parts = _split(words, {"ws", "wss"})
    if parts is None or not parts.hostname:
        return []
    return [Proposal("nostr", {"relays": words}, "a relay of Nostr")]


def _as_folder(words: str) -> list[Proposal]:
    if words == "-":
        return [Proposal("stdin")]
    is_path = words.startswith(("/", "~/")) and not words.startswith("//")
    return [Proposal("folder", {"path": words}, "a folder of this machine")] if is_path else []


def _as_feed(words: str) -> list[Proposal]:
    url = of_feed(words)
    return [Proposal("feed", {"url": url}, "a feed")] if url != words else []


def of_feed(address: str) -> str:
    """`feed://host/…` and `feed:https://…`, as browsers used to write them, as they are opened."""
    if not address.startswith("feed:"):
        return address
    rest = address.removeprefix("feed:")
    return rest if "://" in rest else f"https:{rest}"


def _split(words: str, schemes: set[str]) -> SplitResult | None:
    try:
        parts = urlsplit(words)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in schemes else None


_READINGS: Final[tuple[Callable[[str], list[Proposal]], ...]] = (
    _as_hashtag, _as_handle, _as_community, _as_room, _as_channel, _as_relay, _as_folder, _as_feed,
)  # fmt: skip


def _tagged(proposal: Proposal, tags: Sequence[str]) -> Proposal:
    """The event's own hashtags are asked for anyway."""
    own = {canonical(tag) for tag in tags}
    asked = proposal.options.get("tags", "")
    if not asked or not own or canonical(asked) not in own:
        return proposal
    options: Mapping[str, str] = {
        key: value for key, value in proposal.options.items() if key != "tags"
    }
    return Proposal(proposal.kind, options, proposal.says)

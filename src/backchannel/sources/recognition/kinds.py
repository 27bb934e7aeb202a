"""What each installed kind of source is, and what its options mean, in words for an organiser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, Final, get_type_hints

from backchannel.clean.terminal import clean_line
from backchannel.config.values import described
from backchannel.errors import ConfigError
from backchannel.model.source import Proposal
from backchannel.sources import registry

_ABOUT: Final = {
    "discourse": "Topics with a tag on a Discourse forum.",
    "ghost": "What has a tag on a Ghost site.",
    "linkding": "Shared bookmarks with a tag on a linkding server.",
    "mastodon_rss": "A hashtag on a Mastodon server, by RSS.",
    "shaarli": "Bookmarks with a tag on a Shaarli.",
    "stdin": "What another program writes, line by line.",
    "wordpress": "What has a tag on a WordPress site.",
}
"""Of kinds that share their options with others."""


_ASKED: Final = {
    ("feed", "url"): "the address of a feed, or of a page that announces one",
    ("lemmy", "server"): "its address, such as https://lemmy.example",
    ("peertube", "server"): "its address, such as https://tube.example",
    ("raindrop", "collection"): "the number in its address",
    ("youtube", "channel"): "its id (UC…) or its handle (@name)",
    ("irc", "channels"): "with or without their #, a comma between two",
    ("twitch", "channels"): "names of those who stream, a comma between two",
    ("nostr", "relays"): "wss://relay.example, a comma between two",
    ("matrix", "room"): "its alias (#room:host) or its id (!…)",
    ("lemmy", "community"): "its name, as in c/name",
    ("tumblr", "blog"): "its name, or its own host",
    ("youtube_chat", "video"): "its id, as in the address after v=",
    ("folder", "path"): "the whole path, or from ~ on",
}
"""What is said beside a question, where the type of the answer says too little."""

_BARE: Final = re.compile(r"[^\s/:]+\.[^\s/:]+(?:/\S*)?")
"""An address as people say it, from its host on."""

_PLACES: Final = frozenset({"url", "server", "path"})

_ONE_OF: Final = {"youtube": ("channel", "playlist")}
"""Options of which one is needed although each has a default."""


@dataclass(frozen=True, slots=True)
class Option:
    """A key of a kind: what it takes and means, and what holds without it, empty when needed."""

    name: str
    takes: str
    means: str
    default: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class KindOfSource:
    """A kind that is installed: its name, one line about it, its pane, and its own keys."""

    name: str
    about: str
    pane: str
    options: tuple[Option, ...]


def kinds() -> Iterator[KindOfSource]:
    """Every kind that can be loaded, in the order of their names. Imports all of them."""
    for name in registry.names():
        try:
            yield kind(name)
        except ConfigError:  # a broken plug-in; who names it hears why
            continue


def kind(name: str) -> KindOfSource:
    """One kind. Raises ConfigError when there is none of that name, with the nearest one."""
    loaded = registry.load(name)
    return KindOfSource(name, about(name), loaded.pane, options_of(name))


def about(name: str) -> str:
    """One line, the first sentence that the kind's options say of themselves."""
    own = _ABOUT.get(name) or _said_by(registry.options_of(name))
    first = own.partition(". ")[0].partition("; ")[0].rstrip(".")
    return clean_line(f"{first.replace('`', '')}." if first else "", limit=120)


def options_of(name: str) -> tuple[Option, ...]:
    """The keys of a kind, in its order."""
    options = registry.options_of(name)
    hints = get_type_hints(options)
    said = _said_by(options)
    return tuple(
        Option(
            each.name,
            described(hints[each.name]),
            _ASKED.get((name, each.name), _meaning(each.name, said)),
            "" if _is_needed(each) else clean_line(_default(each)),
            _is_needed(each),
        )
        for each in fields(options)
    )


def missing(name: str, given: Mapping[str, object]) -> tuple[Option, ...]:
    """The keys that are still needed, in the order to ask for them."""
    options = options_of(name)
    if (one_of := _ONE_OF.get(name)) and not any(given.get(each) for each in one_of):
        return tuple(each for each in options if each.name == one_of[0])
    return tuple(each for each in options if each.is_needed and each.name not in given)


def placed(name: str, place: str) -> Proposal:
    """A place, as it was written, as one of that kind."""
    options = options_of(name)
    wanted = [each for each in options if each.name in _PLACES]
    needed = [each for each in options if each.is_needed]
    key = next((each.name for each in (*wanted, *needed)), "")
    if key == "url" and _BARE.fullmatch(place):
        place = f"https://{place}"
    return Proposal(name, {key: place} if key else {})


def _said_by(options: type[Any]) -> str:
    said = " ".join((options.__doc__ or "").split())
    is_made_up = said.startswith(f"{options.__name__}(")  # Python's own, where nothing was said
    return "" if is_made_up else said


def _meaning(name: str, said: str) -> str:
    """The part of a sentence that speaks of a key, and of no other first."""
    parts = re.split(r"(?<=[.;])\s+", said)
    own = (part for part in parts if part.startswith(f"`{name}`"))
    others = (part for part in parts if f"`{name}`" in part and not part.startswith("`"))
    found = next(iter((*own, *others)), "")
    plain = found.replace("`", "").rstrip(".;").removeprefix(f"{name} is ")
    return clean_line(plain.removeprefix(f"{name} are "), limit=160)


def _is_needed(each: Any) -> bool:  # Any: dataclasses.Field of whatever type
    return each.default is MISSING and each.default_factory is MISSING


def _default(each: Any) -> str:  # Any: as above
    value = each.default if each.default is not MISSING else each.default_factory()
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)

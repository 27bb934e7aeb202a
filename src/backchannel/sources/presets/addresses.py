"""The addresses and tags that presets put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from backchannel.model.programme import Event

PACE: Final = frozenset({"interval"})
"""What says how a place is asked and not for what."""


def at(server: str, path: str, **query: str) -> str:
    """An address below a server, which people write with or without `https://`.

    `path` is taken as it is. A server may lie in a folder, as in `https://town.example/blog`.
    """
    base = _written_out(server).rstrip("/")
    asked = urlencode(query, quote_via=quote)
    return f"{base}/{path}?{asked}" if asked else f"{base}/{path}"


def check_server(server: str) -> None:
    """Raise ValueError for what cannot be the address of a place."""
    problem = "the server is not an address; write it like https://blog.example"
    try:
        parts = urlsplit(_written_out(server))
        is_known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise ValueError(problem) from error
    if not is_known or parts.query or parts.fragment or any(letter.isspace() for letter in server):
        raise ValueError(problem)


def check_word(name: str, value: str) -> None:
    """Raise ValueError for a name that would lead to another page than the one meant."""
    if not value.strip() or any(letter in "/?#&\\" or letter.isspace() for letter in value):
        raise ValueError(f"{name} is a name, without spaces and slashes")


def part(text: str) -> str:
    """A text as one part of a path."""
    return quote(text, safe="")


def tags_of(tags: Sequence[str], event: Event) -> tuple[str, ...]:
    """The tags to ask for: those given, else the event's in every spelling that people wrote.

    Places that make addresses of tags keep them in small letters, with what separates words.
    """
    if tags:
        named = [tag.strip().lstrip("#＃") for tag in tags]
    else:
        named = [*event.tags, *(tag.casefold() for tag in event.hashtags)]
    return tuple(dict.fromkeys(tag for tag in named if tag))


def _written_out(server: str) -> str:
    written = server.strip()
    return written if "://" in written else f"https://{written}"

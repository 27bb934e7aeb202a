"""By what an author, a person and a server are known when they are muted or counted."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from backchannel.model.post import Author


def author_key(author: Author) -> str:
    """The same for the same account: its handle, else its address, else its name; casefolded."""
    return (author.handle or author.url or author.name).casefold()


def person_key(author: Author) -> str:
    """The same for the same person: a page may be of all who write on a site, by their names."""
    key = author_key(author)
    return key if author.handle or not author.url else f"{key} {author.name.casefold()}"


def server_of(author: Author) -> str:
    """The host an author writes from (`toot.example`), casefolded; empty where none is known."""
    _, at, host = author.handle.removeprefix("@").rpartition("@")
    if at and host:
        return host.casefold()
    return _host_of(author.url) if author.url else ""


@lru_cache(maxsize=1_000)  # who writes at all writes again
def _host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.").casefold()
    except ValueError:
        return ""

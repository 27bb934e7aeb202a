"""By what an author and a server are known when they are muted or counted."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from backchannel.model.post import Author, Kind, Post

_SITE: Final = re.compile(r"https?://(?:www\.)?([^/?#:@\s]+)", re.IGNORECASE)
"""The site of an address; a tenth of the time of taking it apart, for every post of a page."""

FOLDERS: Final = frozenset(
    {"author", "authors", "by", "c", "channel", "members", "people", "person", "photos", "profile"}
    | {"profiles", "staff", "u", "user", "users", "writers"}
)
"""Where a site keeps the pages of those who write there."""

_WITHOUT_FOLDERS: Final = frozenset({"twitch.tv"})
"""Sites whose accounts stand at the top."""

EVERYBODYS: Final = frozenset(
    {"about", "admin", "administrator", "all", "blog", "contact", "editor", "editorial", "editors"}
    | {"guest", "index", "news", "office", "press", "redaktion", "staff", "team", "webmaster"}
)
"""What pages are called, also among those of people, that are not of one of them."""


def author_key(post: Post) -> str:
    """The same for the same account, else for the same name on the same site; casefolded.

    An account is a handle, or a page of one person on the site where they write. Any other page may
    be given to all who write there, and every site has an admin.
    """
    return (post.author.handle or _page(post) or _named(post)).casefold()


def former_key(author: Author) -> str:
    """What `author_key` was once, by the author alone: the page, else the name, whoever had it."""
    return (author.handle or author.url or author.name).casefold()


def told_apart(post: Post) -> str:
    """What tells an author from others of that name, for people; empty where nothing does."""
    page = _page(post).partition("://")[2]
    if post.author.handle or page:
        return post.author.handle or page
    return f"at {site}" if (site := written_on(post)) else ""


def shown_as(post: Post) -> str:
    """An author for people, so that nobody else of that name is meant."""
    return f"{post.author.name} {told_apart(post)}".rstrip()


def written_on(post: Post) -> str:
    """The site of somebody without an account, else that of their page, else the source.

    A bookmark is on another's site. Empty where nothing is known.
    """
    is_elsewhere = post.kind is Kind.BOOKMARK and post.link in {None, post.url}
    own = () if is_elsewhere else (post.id, post.url or "")
    for page in (*own, post.author.url or ""):
        if (found := _SITE.match(page)) is not None:
            return found[1].casefold()
    source, within, _ = post.id.partition("\x1f")
    return source.casefold() if within else ""


def server_of(author: Author) -> str:
    """The host an author writes from (`toot.example`), casefolded; empty where none is known."""
    _, at, host = author.handle.removeprefix("@").rpartition("@")
    if at and host:
        return host.casefold()
    return _host_of(author.url) if author.url else ""


def _page(post: Post) -> str:
    """The page of an account that has no handle."""
    page = post.author.url or ""
    return (
        page if page and _is_of_account(page) and server_of(post.author) == written_on(post) else ""
    )


def _named(post: Post) -> str:
    site = written_on(post)
    return f"{post.author.name} at {site}" if site else post.author.name


@lru_cache(maxsize=1_000)  # who writes at all writes again
def _is_of_account(page: str) -> bool:
    """Whether an address says by itself that one person's page is there."""
    try:
        steps = [step for step in urlsplit(page).path.casefold().split("/") if step]
    except ValueError:
        return False
    if not steps or steps[-1].lstrip("@~") in EVERYBODYS:
        return False
    if any(step[0] in "@~" for step in steps) or not FOLDERS.isdisjoint(steps[:-1]):
        return True
    return len(steps) == 1 and _host_of(page) in _WITHOUT_FOLDERS


@lru_cache(maxsize=1_000)
def _host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.").casefold()
    except ValueError:
        return ""

"""By what an account is known: to find what is its own, and what speaks of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct

from backchannel.model.folding import words
from backchannel.model.post import Author, Post
from backchannel.model.sameness.accounts import accounts, called, local, named
from backchannel.model.sameness.networks import host_of
from backchannel.model.who import EVERYBODYS, FOLDERS, server_of

_SCHEME: Final = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_SITES: Final = frozenset({"bsky.app"})
"""Where profiles of every host are."""

_SHORT: Final = 3
"""Letters of a nick that many may have."""

Names = frozenset[str]


class Account(Struct, frozen=True):
    """Somebody as they were last called, by what they are known, and how many posts are theirs.

    `called` is what they may share with an account of theirs elsewhere: a nick, a full name.
    Without a handle they are of a `site`, and may have given a `page` that others give, too.
    """

    shown: str
    names: Names
    posts: int
    networks: tuple[str, ...] = ()
    called: Names = frozenset()
    site: str = ""
    page: str = ""

    @property
    def written(self) -> str:
        """As it can be typed so that nobody else is meant: a nick or a name with its place."""
        *_, last = self.shown.split() or [""]
        if not self.names.isdisjoint(forms_of(last)) and (is_whole(plain(last)) or "/" in last):
            return last
        for name in sorted(self.names):
            user, at, host = name.rpartition(" at ")
            if at:
                return f"{user}@{host}"
        return min(self.names, default=self.shown)


def names_of(post: Post) -> Names:
    """What its author's account is known by; two posts that share one are by one account.

    An account that is called the same everywhere is known by that, whatever its network; a nick or
    a mere name only where it is.
    """
    return _names(post.author, _where(post), frozenset(_told(post)))


def former_names_of(post: Post) -> Names:
    """The page of somebody without an account, by which they were known, whoever shared it."""
    page = plain(post.author.url or "")
    if post.author.handle or "/" not in page:
        return frozenset()
    return frozenset({page, _profile(post.author.url or "") or page})


def name_of(written: str) -> str:
    """The same of an account as people write it, a handle or the address of a profile."""
    return _profile(written) or plain(written)


def forms_of(written: str) -> Names:
    """The same, and as a nick or a name where it is: `ana@chat.example` may be that."""
    name = name_of(written)
    user, at, host = name.rpartition("@")
    return frozenset({name, f"{user} at {host}"} if at and user else {name})


def is_whole(name: str) -> bool:
    """Whether it says all by itself who is meant: `ana@social.example`, `ana.bsky.example`."""
    return " " not in name and len(name) > 4 and any(sign in name[1:-1] for sign in "@.:")


def plain(url: str) -> str:
    """An address without what does not matter of it."""
    return _SCHEME.sub("", url.strip()).rstrip("/").casefold()


def called_of(author: Author) -> Names:
    """The nick, and the name if it is more than a word, folded.

    Where there are no handles the name is a nick, also one with a line in it: `ana_k`.
    """
    name, nick = called(author), local(author)
    is_nick = len(name) == 1 or len(author.name.split()) == 1
    found = {nick or "".join(name)} if nick or is_nick else set[str]()
    if len(name) > 1:
        found.add(" ".join(name))
    return frozenset(each for each in found if len(each) > _SHORT)


def shown(author: Author) -> str:
    """For people."""
    return " ".join(dict.fromkeys(filter(None, (author.name, author.handle or author.url or ""))))


@lru_cache(maxsize=1_000)  # asked for every post that arrives, once somebody was forgotten
def _names(author: Author, where: str, told: Names) -> Names:
    found = {name if is_whole(name) else f"{name} at {where}" for name in told}
    page = plain(author.url or "")
    if "/" in page and (author.handle or _is_own(page, author)):
        found |= {page, _profile(author.url or "") or page}
    if not found:
        found.add(f"{author.name.casefold()} at {where}")
    return frozenset(found)


def _is_own(page: str, author: Author) -> bool:
    """Whether a page is somebody's: a feed may give the same to all who write there."""
    _, *folders = page.split("/")
    if folders[-1] in EVERYBODYS:
        return False
    if not FOLDERS.isdisjoint(folders[:-1]):
        return True
    folded = " ".join(words("/".join(folders)))  # many are called like their site
    is_named = any(len(word) >= _SHORT and word in folded for word in called(author))
    return is_named or any(sign in each for each in folders for sign in "@~:")


def _profile(written: str) -> str:
    """The account of a handle or a profile's address; empty for an address that is of no account.

    What is called like a site is all of it.
    """
    found = named(written)
    is_site = "://" in written and found == host_of(written.strip().casefold())
    return found if is_whole(found) and not is_site else ""


def _told(post: Post) -> Iterator[str]:
    """Without a handle, what `accounts` tells is the site, which may have many authors.

    On Bluesky an account has a number for good, whatever it is called (atproto.com/specs/did).
    """
    if post.author.handle:
        yield from accounts(post)
    if post.id.startswith("at://did:"):
        yield post.id.split("/")[2].casefold()


def _where(post: Post) -> str:
    source, within, _ = post.id.partition("\x1f")
    return server_of(post.author) or host_of(post.url or post.id) or (source if within else "")


def addresses_of(names: Iterable[str]) -> tuple[str, ...]:
    """Where the profiles of accounts are, as far as their names tell, without scheme."""
    found = dict.fromkeys(name for name in names if "/" in name)
    for name in names:
        user, at, host = name.rpartition("@")
        if at and user and is_whole(name) and "/" not in name:
            forms = (f"{host}/@{user}", f"{host}/users/{user}", f"{host}/u/{user}")
            found |= dict.fromkeys(forms)
        elif is_whole(name) and "/" not in name and not at:
            found |= dict.fromkeys(f"{site}/profile/{name}" for site in _SITES)
    return tuple(found)

"""By what an author is known: accounts, bridged ones, and where there are none, site and page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from backchannel.model.folding import words
from backchannel.model.patterns import LatePattern
from backchannel.model.post import Author, Kind, Post
from backchannel.model.programme import Person
from backchannel.model.sameness.links import plain
from backchannel.model.sameness.networks import host_of

_BRIDGES: Final = ("bsky.brid.gy", "web.brid.gy", "mostr.pub")
_ASIDE: Final = LatePattern(r"\(.*?\)|\[.*?\]|(?<=\s)@.*|[#@]\S+")
_NPUB: Final = LatePattern(r"npub1[0-9a-z]{20,}")
_PROFILE: Final = LatePattern(
    r"https?://(?:www\.)?([^/\s]+)/(?:profile/|users/)?@?([^/\s?#]+)/?", re.ASCII | re.IGNORECASE
)
_ELSEWHERE: Final = frozenset({"bsky.app"})
"""Sites whose profiles are of accounts that are called otherwise than the site."""


def accounts(post: Post) -> Iterator[str]:
    """What an author is known by, and what a bridge says they are known by elsewhere.

    Bridgy Fed names a Bluesky account `@ana.bsky.example@bsky.brid.gy` on the fediverse, a
    fediverse account `ana.social.example.ap.brid.gy` on Bluesky, and a site `web.brid.gy` on both
    (fed.brid.gy/docs); Mostr names a Nostr key `@npub1…@mostr.pub`. Who has no account is known by
    the site and by a page, by which others who write there may be known, too.
    """
    yield from own_accounts(post)
    yield from filter(None, dict.fromkeys((site_of(post), *pages_of(post))))


def own_accounts(post: Post) -> Iterator[str]:
    """Those of them that are nobody else's."""
    handle = account(post.author.handle)
    user, _, host = handle.rpartition("@")
    if handle:
        yield handle
    if user and host in _BRIDGES:
        yield user
    elif handle.endswith(".ap.brid.gy"):
        name, _, server = handle.removesuffix(".ap.brid.gy").partition(".")
        yield f"{name}@{server}"
    elif handle.endswith(".web.brid.gy"):
        yield handle.removesuffix(".web.brid.gy")
    if key := _NPUB.made.search(post.author.url or ""):
        yield key[0]


def site_of(post: Post) -> str:
    """The site of somebody without an account; empty for others.

    A bookmark is on another's site.
    """
    is_on_site = not post.author.handle and post.kind is not Kind.BOOKMARK
    return host_of(post.url or post.id) if is_on_site else ""


def pages_of(post: Post) -> tuple[str, ...]:
    """The page of somebody without an account, also as an account that has its profile there."""
    url = post.author.url
    return (account(url), named(url)) if url and not post.author.handle else ()


def writers(post: Post, people: Sequence[Person]) -> list[Person]:
    """Which people of the event a post is by, as an account, a site or a page of theirs tells.

    Of a site that several of them have, or on which another of them writes, only what is written
    under a person's own name is theirs.
    """
    if not people:
        return []
    known = known_as(post)
    found = maybe(known, people)
    if not found or post.author.handle:
        return found
    return [each for each in found if _is_alone(post, each, known, people)]


def maybe(known: frozenset[str], people: Sequence[Person]) -> list[Person]:
    """Which people of the event somebody may be who is known so."""
    return [each for each in people if not known.isdisjoint(accounts_named(each))]


def _is_alone(post: Post, person: Person, known: frozenset[str], people: Sequence[Person]) -> bool:
    """Whether nobody else of the event can be meant."""
    found, name = known & accounts_named(person), called(post.author)
    if not found.isdisjoint(own_accounts(post)) or name == tuple(words(person.name)):
        return True
    others = [each for each in people if each != person]
    is_shared = not found.difference(*map(accounts_named, others))
    return not is_shared and all(tuple(words(each.name)) != name for each in others)


def known_as(post: Post) -> frozenset[str]:
    """By what the event file may mean an author: who has a site has all that is on it."""
    found = {*own_accounts(post), *pages_of(post)}
    if site_of(post):
        parts = plain((post.url or post.id).casefold()).split("/")
        found.update("/".join(parts[:end]) for end in range(1, len(parts) + 1))
    return frozenset(found)


@lru_cache(maxsize=500)
def accounts_named(person: Person) -> frozenset[str]:
    """The accounts that the event file gives somebody, an address also as the page that it is."""
    spelled = (account, named)
    return frozenset(spell(each) for each in person.accounts for spell in spelled)


def named(written: str) -> str:
    """An account as people write it, a handle or the address of a profile, as it is compared."""
    found = _PROFILE.made.fullmatch(written.strip())
    if found is None:
        return account(written)
    host, name = found[1].casefold(), found[2].casefold()
    return name if host in _ELSEWHERE or "@" in name else f"{name}@{host}"


def account(written: str) -> str:
    """A handle, or an address, as they are compared; of a site that is its host."""
    known = written.strip().removeprefix("@").casefold()
    return plain(known) if "://" in known else known


def called(author: Author) -> tuple[str, ...]:
    """The folded words of a name, without what is set aside in it (`(she/her)`, `@ the venue`)."""
    found = words(_ASIDE.made.sub(" ", author.name)) or words(author.name)
    return tuple(word for word in found if any(sign.isalnum() for sign in word))


def local(author: Author) -> str:
    """`ana` of `@ana@social.example`, `ana.bsky.example` and `@ana:chat.example`."""
    handle = account(author.handle)
    user, at, host = handle.rpartition("@")
    if at and host in _BRIDGES:
        handle = user
    end = next((sign for sign in "@:." if sign in handle), "")
    name = handle.partition(end)[0] if end else handle
    return "".join(sign for sign in name.removeprefix("irc_") if sign.isalnum())


def is_bridged(author: Author) -> bool:
    """Whether a bridge posts for them."""
    return account(author.handle).endswith((".brid.gy", "mostr.pub"))

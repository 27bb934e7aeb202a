"""Whether two accounts are one author's: told by the event file, by a bridge, or by their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from backchannel.model.folding import words
from backchannel.model.patterns import LatePattern
from backchannel.model.post import Author, Post
from backchannel.model.programme import Person
from backchannel.model.sameness.networks import host_of
from backchannel.model.who import server_of


class Tie(StrEnum):
    """What ties two accounts, the surest first; its words begin a sentence."""

    PERSON = "one person of the event file"
    BRIDGE = "one account, through a bridge,"
    ACCOUNT = "one account"
    CALLED_ALIKE = "somebody of that name, with accounts called alike,"
    NAME = "somebody of that name"

    @property
    def is_certain(self) -> bool:
        """Whether nobody else can be meant."""
        return self in {Tie.PERSON, Tie.BRIDGE, Tie.ACCOUNT}


_BRIDGES: Final = ("bsky.brid.gy", "web.brid.gy", "mostr.pub")
_ASIDE: Final = LatePattern(r"\(.*?\)|\[.*?\]|(?<=\s)@.*|[#@]\S+")
_ROLES: Final = frozenset({"bot", "feed", "feeds", "news", "rss"})
_NPUB: Final = LatePattern(r"npub1[0-9a-z]{20,}")
_PART: Final = 3
"""Letters of a name that an account's name has when it is made of it."""


def tie(one: Post, other: Post, people: Sequence[Person] = ()) -> Tie | None:
    """What says that one author wrote both; None when nothing does."""
    ours, theirs = set(accounts(one)), set(accounts(other))
    for person in people:
        named = {account(each) for each in person.accounts}
        if named & ours and named & theirs:
            return Tie.PERSON
    if ours & theirs:
        return Tie.BRIDGE if is_bridged(one.author) or is_bridged(other.author) else Tie.ACCOUNT
    return _by_name(one, other)


def accounts(post: Post) -> Iterator[str]:
    """What an author is known by, and what a bridge says they are known by elsewhere.

    Bridgy Fed names a Bluesky account `@ana.bsky.example@bsky.brid.gy` on the fediverse, a
    fediverse account `ana.social.example.ap.brid.gy` on Bluesky, and a site `web.brid.gy` on both
    (fed.brid.gy/docs); Mostr names a Nostr key `@npub1…@mostr.pub`. A site without accounts is
    known by its host.
    """
    handle = account(post.author.handle)
    user, _, host = handle.rpartition("@")
    if handle:
        yield handle
    else:
        yield host_of(post.url or post.id)
    if user and host in _BRIDGES:
        yield user
    elif handle.endswith(".ap.brid.gy"):
        name, _, server = handle.removesuffix(".ap.brid.gy").partition(".")
        yield f"{name}@{server}"
    elif handle.endswith(".web.brid.gy"):
        yield handle.removesuffix(".web.brid.gy")
    if key := _NPUB.made.search(post.author.url or ""):
        yield key[0]


def is_of_site(post: Post, page: Post) -> bool:
    """Whether a post's author is the site of a page, or has an account on it."""
    host = host_of(page.url or page.id)
    return bool(host) and (host in set(accounts(post)) or server_of(post.author) == host)


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


def _by_name(one: Post, other: Post) -> Tie | None:
    ours, theirs = called(one.author), called(other.author)
    if one.author.is_bot or other.author.is_bot:
        ours, theirs = without_roles(ours), without_roles(theirs)
    first, second = local(one.author), local(other.author)
    if not ours or not theirs:
        return None
    shorter, longer = sorted((ours, theirs), key=len)
    if longer[: len(shorter)] != shorter:
        return None
    is_alike = bool(first and second) and _is_alike(first, second, longer)
    if is_alike or (ours == theirs and not (first and second)):
        return Tie.CALLED_ALIKE
    return Tie.NAME if ours == theirs and len(ours) > 1 else None


def _is_alike(first: str, second: str, name: Sequence[str]) -> bool:
    """Whether both accounts are called alike, or both after the name."""
    if first == second:
        return True
    is_within = min(len(first), len(second)) > _PART and (first in second or second in first)
    return is_within or all(
        any(len(part) > 1 and part[:_PART] in each for part in name) for each in (first, second)
    )


def without_roles(name: tuple[str, ...]) -> tuple[str, ...]:
    """A name without the words that say what kind of program posts under it."""
    return tuple(word for word in name if word not in _ROLES) or name


def account(handle: str) -> str:
    """A handle, or an address of a profile, as accounts are compared."""
    known = handle.strip().removeprefix("@").casefold()
    return host_of(known) if "://" in known else known


def is_bridged(author: Author) -> bool:
    """Whether a bridge posts for them."""
    return account(author.handle).endswith((".brid.gy", "mostr.pub"))

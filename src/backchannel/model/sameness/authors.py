"""Whether two accounts are one author's: told by the event file, by a bridge, or by their names."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from backchannel.model.post import Post
from backchannel.model.programme import Person
from backchannel.model.sameness.accounts import (
    accounts,
    called,
    is_bridged,
    local,
    own_accounts,
    pages_of,
    writers,
)
from backchannel.model.sameness.networks import host_of
from backchannel.model.who import server_of


class Tie(StrEnum):
    """What ties two accounts, the surest first; its words begin a sentence."""

    PERSON = "one person of the event file"
    BRIDGE = "one account, through a bridge,"
    ACCOUNT = "one account"
    SITE = "a site, and an account that is called like it,"
    CALLED_ALIKE = "somebody of that name, with accounts called alike,"
    NAME = "somebody of that name"

    @property
    def is_certain(self) -> bool:
        """Whether nobody else can be meant."""
        return self in {Tie.PERSON, Tie.BRIDGE, Tie.ACCOUNT}


_ROLES: Final = frozenset({"bot", "feed", "feeds", "news", "rss"})
_OFFICES: Final = frozenset(
    {"admin", "administrator", "anonymous", "author", "blog", "comms", "contributor", "desk"}
    | {"editor", "editorial", "editors", "guest", "newsroom", "office", "press", "redaction"}
    | {"redaktion", "redazione", "staff", "team", "the", "webmaster"}
    | _ROLES
)
"""Of which a name is made that any site may have for whoever writes there."""

_PART: Final = 3
"""Letters of a name that an account's name has when it is made of it."""


def tie(one: Post, other: Post, people: Sequence[Person] = ()) -> Tie | None:
    """What says that one author wrote both; None when nothing does."""
    if people and (ours := writers(one, people)):
        theirs = writers(other, people)
        if any(each in theirs for each in ours):
            return Tie.PERSON
    if not (one.author.handle or other.author.handle):
        return _without_accounts(one, other)
    if set(accounts(one)).isdisjoint(accounts(other)):
        return _by_name(one, other)
    if is_bridged(one.author) or is_bridged(other.author):
        return Tie.BRIDGE
    if set(own_accounts(one)) & set(own_accounts(other)) or _is_by_site(one, other):
        return Tie.ACCOUNT
    return Tie.SITE


def is_of_site(post: Post, page: Post) -> bool:
    """Whether a post's author is the site of a page, or has an account on it."""
    host = host_of(page.url or page.id)
    return bool(host) and (host in set(accounts(post)) or server_of(post.author) == host)


def without_roles(name: tuple[str, ...]) -> tuple[str, ...]:
    """A name without the words that say what kind of program posts under it."""
    return tuple(word for word in name if word not in _ROLES) or name


def _is_by_site(one: Post, other: Post) -> bool:
    """Whether of two, one without an account, both are called so: then nobody else is meant."""
    return _begins(called(one.author), called(other.author))


def _without_accounts(one: Post, other: Post) -> Tie | None:
    """A site in common tells nothing, for many may write there; a page does with the name."""
    if set(own_accounts(one)) & set(own_accounts(other)):
        return Tie.ACCOUNT
    name = called(one.author)
    if name != called(other.author) or _OFFICES.issuperset(name):
        return None
    return Tie.ACCOUNT if set(pages_of(one)) & set(pages_of(other)) else Tie.CALLED_ALIKE


def _begins(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one name is the beginning of the other, or all of it."""
    shorter, longer = sorted((one, other), key=len)
    return bool(shorter) and longer[: len(shorter)] == shorter


def _by_name(one: Post, other: Post) -> Tie | None:
    ours, theirs = called(one.author), called(other.author)
    if one.author.is_bot or other.author.is_bot:
        ours, theirs = without_roles(ours), without_roles(theirs)
    first, second = local(one.author), local(other.author)
    if not _begins(ours, theirs):
        return None
    is_alike = bool(first and second) and _is_alike(first, second, max(ours, theirs, key=len))
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

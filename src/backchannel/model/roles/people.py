"""The people of the event file, known by their accounts wherever they post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from backchannel.model.folding import Phrase, words
from backchannel.model.patterns import LatePattern
from backchannel.model.post import Post
from backchannel.model.programme import Person
from backchannel.model.sameness.authors import account, accounts

People = tuple[Person, ...]

_PROFILE: Final = LatePattern(
    r"https?://(?:www\.)?([^/\s]+)/(?:profile/|users/)?@?([^/\s?#]+)/?", re.ASCII | re.IGNORECASE
)
_ELSEWHERE: Final = frozenset({"bsky.app"})
"""Sites whose profiles are of accounts that are called otherwise than the site."""


def person_of(post: Post, people: People) -> Person | None:
    """Who of them wrote it: by an account of theirs, never by a name, which anybody can take."""
    known = _by_account(people)
    if not known:
        return None
    own = [*accounts(post)]
    if post.author.url:
        own += [named(post.author.url), post.author.url.rstrip("/").rpartition("/")[2].casefold()]
    return next((known[each] for each in own if each in known), None)


def named(written: str) -> str:
    """An account as people write it, a handle or the address of a profile, as it is compared."""
    found = _PROFILE.made.fullmatch(written.strip())
    if found is None:
        return account(written)
    host, name = found[1].casefold(), found[2].casefold()
    return name if host in _ELSEWHERE or "@" in name else f"{name}@{host}"


def accounts_of(people: People, said: Phrase) -> tuple[str, ...]:
    """The accounts of everybody whose name says it."""
    return _handles(each for each in people if any(True for _ in said.starts_in(words(each.name))))


def accounts_in(people: People, role: str) -> tuple[str, ...]:
    """The accounts of everybody whose role is that, or begins so."""
    wanted = words(role)
    text = " ".join(wanted)
    return _handles(
        each for each in people if wanted and " ".join(words(each.role)).startswith(text)
    )


def _handles(people: Iterable[Person]) -> tuple[str, ...]:
    found = dict.fromkeys(
        handle
        for person in people
        for written in person.accounts
        if words(handle := named(written))
    )
    return tuple(found)


@lru_cache(maxsize=8)
def _by_account(people: People) -> Mapping[str, Person]:
    known: dict[str, Person] = {}
    for person in people:
        for written in person.accounts:
            known.setdefault(named(written), person)
    return known


def roles(people: Sequence[Person]) -> tuple[str, ...]:
    """Every role that somebody has."""
    return tuple(dict.fromkeys(each.role for each in people if each.role))

"""By what a post is found that may say the same as another; `crossposts` decides whether it does.

Two posts that `said_twice` takes for one have a key in common: one is kept under it, and the other
seeks it. That holds for whatever it looks at: accounts, names of which one begins like the other,
the address of a page, the name of somebody whom a program repeats. What they say is no key, for no
part of it has to be the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct

from backchannel.model.post import Author, Post
from backchannel.model.programme import Person
from backchannel.model.sameness.accounts import (
    accounts,
    accounts_named,
    called,
    local,
    writers,
)
from backchannel.model.sameness.authors import without_roles
from backchannel.model.sameness.crossposts import PAGES, relayed
from backchannel.model.sameness.links import links_of, plain

_LONGEST: Final = 8
"""Words of a name that count."""


class Keys(Struct, frozen=True):
    """Under what a post is kept, and what it seeks among the others."""

    kept: frozenset[str]
    sought: frozenset[str]


def keys(post: Post, people: Sequence[Person] = ()) -> Keys:
    """The keys of a post. Only what is sought depends on the people of the event."""
    own = _of_author(post.author)
    kept, sought = set(own.kept), set(own.sought)
    known_by = frozenset(accounts(post))
    kept.update(f"account {each}" for each in known_by)
    sought.update(f"account {each}" for each in known_by)
    for person in writers(post, people):
        sought.update(f"account {each}" for each in _sought(person))
    _by_page(post, kept, sought)
    if nick := relayed(post)[0]:
        kept.add(f"repeats {nick}")
        sought |= {f"called {nick}", f"name {nick}"}
    return Keys(frozenset(kept), frozenset(sought))


@lru_cache(maxsize=2_000)  # who writes at all writes again
def _of_author(author: Author) -> Keys:
    """By name: of two that go together one is the beginning of the other, or all of it.

    A program that repeats what was said in a room may name who spoke by their account, too.
    """
    kept, sought = set[str](), set[str]()
    for name in _names(author):
        whole = "".join(name)
        beginnings = {"".join(name[:end]) for end in range(1, len(name))}
        kept |= {f"name {whole}", *(f"begins {each}" for each in beginnings)}
        sought |= {f"begins {whole}", *(f"name {each}" for each in (whole, *beginnings))}
    own = local(author)
    kept |= {f"called {own}"} if own else set()
    sought |= {f"repeats {each}" for each in (own, "".join(called(author))) if each}
    return Keys(frozenset(kept), frozenset(sought))


def _names(author: Author) -> Iterator[tuple[str, ...]]:
    if name := called(author)[:_LONGEST]:
        yield name
        if (without := without_roles(name)) != name:
            yield without


@lru_cache(maxsize=500)
def _sought(person: Person) -> frozenset[str]:
    """The accounts of somebody; what is below an address is kept under its host."""
    known = accounts_named(person)
    return known.union(each.partition("/")[0] for each in known)


def _by_page(post: Post, kept: set[str], sought: set[str]) -> None:
    if post.kind not in PAGES:
        links = set(links_of(post))
        kept |= {f"link {each}" for each in links}
        sought |= {f"page {each}" for each in links}
    elif post.url:
        page = plain(post.url)
        kept.add(f"page {page}")
        sought.add(f"link {page}")

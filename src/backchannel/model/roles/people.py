"""The people of the event file, known by their accounts wherever they post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from backchannel.model.folding import Phrase, words
from backchannel.model.post import Post
from backchannel.model.programme import Person
from backchannel.model.sameness.accounts import named, own_accounts, writers

People = tuple[Person, ...]


def person_of(post: Post, people: People) -> Person | None:
    """Who of them wrote it: by an account of theirs, never by a name, which anybody can take."""
    known = _by_account(people)
    if not known:
        return None
    own, url = [*own_accounts(post)], post.author.url or ""
    if post.author.handle and url:
        own.append(named(url))
    if (last := url.rstrip("/").rpartition("/")[2].casefold()).startswith("did:"):
        own.append(last)
    found = next((known[each] for each in own if each in known), None)
    if found is not None or post.author.handle:
        return found
    return next(iter(writers(post, people)), None)


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

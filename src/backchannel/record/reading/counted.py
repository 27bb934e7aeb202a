"""What a record counts: links and how often they were shared, people and what they gave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct

from backchannel.model.moments import from_micros
from backchannel.model.post import Author, Post, SpanKind
from backchannel.model.roles.people import person_of
from backchannel.model.sameness.links import plain
from backchannel.model.who import person_key
from backchannel.record.choosing import Chosen
from backchannel.record.reading.posts import Filed, posts
from backchannel.record.reading.recorded import recorded
from backchannel.store.connection import Connection


class Shared(Struct, frozen=True):
    """A link: `times` it was shared, by how many people, when first. `title` may be empty.

    `url` is as it was shared first; those that differ only in their scheme, or in what counts who
    came from where, are one.
    """

    url: str
    times: int
    people: int
    first: datetime
    title: str = ""


class Participant(Struct, frozen=True):
    """Somebody who took part, under one account, with the role that the event file gives them."""

    author: Author
    posts: int
    first: datetime
    last: datetime
    role: str = ""


def links(db: Connection, chosen: Chosen) -> Iterator[Shared]:
    """The links of the posts, the most shared first. Those of covered posts are covered, too.

    Memory grows with how many different links there are.
    """
    yield from linked(posts(db, chosen))


def linked(several: Iterable[Filed]) -> Iterator[Shared]:
    """The same of posts that are read anyway."""
    found: dict[str, _Link] = {}
    for filed in several:
        for url, title in _links_in(filed.post):
            link = found.setdefault(plain(url), _Link(url, filed.stored.place))
            link.times += 1
            link.people.add(person_key(filed.post.author))
            link.title = link.title or title
    order = sorted(found.values(), key=lambda each: (-each.times, -len(each.people), each.url))
    for link in order:
        first = from_micros(link.first)
        yield Shared(link.url, link.times, len(link.people), first, link.title)


def people(db: Connection, chosen: Chosen) -> Iterator[Participant]:
    """Who took part, who wrote most first. Memory grows with how many people that were."""
    known = recorded(db, chosen).people
    found: dict[str, _Author] = {}
    for filed in posts(db, chosen):
        place, author = filed.stored.place, filed.post.author
        one = found.setdefault(person_key(author), _Author(filed.post, place))
        one.posts += 1
        one.last, one.author = place, author
    order = sorted(found.items(), key=lambda pair: (-pair[1].posts, pair[0]))
    for _, one in order:
        person = person_of(one.post, known)
        yield Participant(
            one.author,
            one.posts,
            from_micros(one.first),
            from_micros(one.last),
            person.role if person else "",
        )


@dataclass(slots=True)
class _Link:
    url: str
    first: int
    times: int = 0
    title: str = ""
    people: set[str] = field(default_factory=set)


class _Author:
    """Who wrote a post first seen at a place."""

    __slots__ = ("author", "first", "last", "post", "posts")

    def __init__(self, post: Post, place: int) -> None:
        self.post, self.author, self.posts = post, post.author, 0
        self.first = self.last = place


def _links_in(post: Post) -> Iterator[tuple[str, str]]:
    """Where a post leads, each place once, and what that is called if it says so."""
    if post.cover:
        return
    seen = {""}
    own = [(str(post.link), str(post.title))] if post.link else []
    said = ((each.target, "") for each in post.spans if each.kind is SpanKind.LINK)
    for url, title in (*own, *said):
        if plain(url) not in seen and url:
            seen.add(plain(url))
            yield url, title

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
from backchannel.model.who import author_key
from backchannel.record.choosing import Chosen
from backchannel.record.reading.namesakes import beside, called
from backchannel.record.reading.posts import said
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
    """Somebody who took part, under one account, with the role that the event file gives them.

    `beside` is the handle or, where several are called the same, what tells them apart.
    """

    author: Author
    posts: int
    first: datetime
    last: datetime
    role: str = ""
    beside: str = ""


def links(db: Connection, chosen: Chosen) -> Iterator[Shared]:
    """The links of the posts, the most shared first. Those of covered posts are covered, too.

    Memory grows with how many different links there are.
    """
    yield from linked((each.place, each.post) for each in said(db, chosen))


def linked(several: Iterable[tuple[int, Post]]) -> Iterator[Shared]:
    """The same of posts that are read anyway, each behind its place."""
    found: dict[str, _Link] = {}
    for place, post in several:
        for name, url, title in _links_in(post):
            link = found.get(name)
            if link is None:
                link = found[name] = _Link(url, place)
            link.times += 1
            link.people.add(author_key(post))
            link.title = link.title or title
    order = sorted(found.values(), key=lambda each: (-each.times, -len(each.people), each.url))
    for link in order:
        first = from_micros(link.first)
        yield Shared(link.url, link.times, len(link.people), first, link.title)


def people(db: Connection, chosen: Chosen) -> Iterator[Participant]:
    """Who took part, who wrote most first. Memory grows with how many people that were."""
    known = recorded(db, chosen).people
    found: dict[str, _Author] = {}
    for each in said(db, chosen):
        place, author = each.place, each.post.author
        one = found.setdefault(author_key(each.post), _Author(each.post, place))
        one.posts += 1
        one.last, one.author = place, author
    order = [one for _, one in sorted(found.items(), key=lambda pair: (-pair[1].posts, pair[0]))]
    told = beside([called(one.post).now(one.author) for one in order])
    for one, by_name in zip(order, told, strict=True):
        person = person_of(one.post, known)
        yield Participant(
            one.author,
            one.posts,
            from_micros(one.first),
            from_micros(one.last),
            person.role if person else "",
            by_name,
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


def _links_in(post: Post) -> Iterator[tuple[str, str, str]]:
    """Where a post leads, each place once as `plain` spells it and as it is written, and its name.

    The name is empty where the post does not say it.
    """
    if post.cover:
        return
    seen = {""}
    own = [(str(post.link), str(post.title))] if post.link else []
    others = ((each.target, "") for each in post.spans if each.kind is SpanKind.LINK)
    for url, title in (*own, *others):
        name = plain(url)
        if url and name not in seen:
            seen.add(name)
            yield name, url, title

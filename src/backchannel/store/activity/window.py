"""Who and what comes up most in a stretch of time, counted post by post and kept up to date.

Looking again costs what has changed. 90,000 posts, 15 minutes of a hundred a second, would be over
two seconds of counting and a hundred megabytes: beyond `MOST` every second post is counted, or
every fourth, and so on, evenly over the time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from backchannel.clean import urls
from backchannel.decoding import decoder
from backchannel.model.folding import words
from backchannel.model.moments import to_micros
from backchannel.model.post import Post
from backchannel.store.activity.digest import Digest, Spellings, digest
from backchannel.store.activity.sight import in_sight
from backchannel.store.connection import Connection

MOST: Final = 16_000
"""How many posts are counted one by one."""

STEP: Final = 200
"""How many are read at once: some ten milliseconds, in which a key may have to wait."""

TOP: Final = 8
"""How many of each kind are told."""

_decode = decoder(Post)


class Frequent(Struct, frozen=True):
    """One thing that comes up, in how many posts, and the filter that finds it.

    `key` names it for good. `about` is the account of a person, the site of one who has none and a
    namesake, or the address of a page.
    """

    key: str
    shown: str
    about: str
    count: int
    query: str


class Activity(Struct, frozen=True):
    """What comes up most, the most frequent first. Of `posts` in all, each `each`th is counted."""

    people: tuple[Frequent, ...] = ()
    links: tuple[Frequent, ...] = ()
    words: tuple[Frequent, ...] = ()
    tags: tuple[Frequent, ...] = ()
    posts: int = 0
    each: int = 1


class Window:
    """Everything since a moment, counted. `look` says what is left to count; `take` counts some.

    One at a time, each in a read of its own, so that nobody waits for long.
    """

    def __init__(self, own: Iterable[str], *, most: int = MOST) -> None:
        self._own, self._most = tuple(own), most
        self._known: dict[int, tuple[int, Digest]] = {}
        self._spellings = Spellings()
        self._people, self._links = Counter[str](), Counter[str]()
        self._words, self._tags = Counter[str](), Counter[str]()
        self._posts, self._each = 0, 1
        self._has_looked = False

    @property
    def is_counted(self) -> bool:
        """Whether anything was looked at yet."""
        return self._has_looked

    def look(self, db: Connection, since: datetime) -> list[int]:
        """Forget what is no longer in sight or has changed; the places that are to be counted."""
        begin, self._has_looked = to_micros(since), True
        seen = in_sight(db)
        self._posts = int(db.value(*seen.count("{key} >= ?", (begin,))))
        self._each = 1
        while self._posts > self._most * self._each:
            self._each *= 2
        some = "{key} >= ? AND p.number % ? = 0", (begin, self._each)
        now: dict[int, int] = dict(db.execute(*seen.select("p.version", *some)))
        for place, (version, _) in tuple(self._known.items()):
            if now.get(place) != version:
                self._add(self._known.pop(place)[1], -1)
        return [place for place in now if place not in self._known]

    def take(self, db: Connection, places: Sequence[int]) -> None:
        """Count these posts."""
        these = f"{{key}} IN ({', '.join('?' * len(places))})", tuple(places)
        rows = db.execute(*in_sight(db).select("p.version, p.author, p.body", *these))
        for place, version, author, body in rows:
            if place not in self._known:
                found = digest(author, _decode(body), self._own, self._spellings)
                self._known[place] = version, found
                self._add(found, 1)

    def told(self, db: Connection) -> Activity:
        """What comes up most by now."""
        return Activity(
            people=tuple(self._persons()),
            links=tuple(self._link(db, *each) for each in _top(self._links)),
            words=tuple(self._word(*each) for each in _top(self._words, at_least=2)),
            tags=tuple(
                Frequent(tag, f"#{tag}", "", count, f"tag:{tag}") for tag, count in _top(self._tags)
            ),
            posts=self._posts,
            each=self._each,
        )

    def _add(self, found: Digest, by: int) -> None:
        for counter, keys in (
            (self._people, (found.author,)),
            (self._links, found.links),
            (self._words, found.words),
            (self._tags, found.tags),
        ):
            for key in keys:
                counter[key] += by
                if not counter[key]:
                    del counter[key]

    def _persons(self) -> Iterator[Frequent]:
        """Namesakes without accounts are told apart by where they write."""
        found = [(*self._spellings.people[key], key, n) for key, n in _top(self._people)]
        called = Counter(name for name, *_ in found)
        for name, handle, apart, key, count in found:
            about = apart if called[name] > 1 else handle
            query = _asked("from:", (handle or name).lstrip("@"))
            yield Frequent(key, name, about, count, query)

    def _word(self, key: str, count: int) -> Frequent:
        return Frequent(key, self._spellings.words.get(key, key), "", count, _asked("", key))

    def _link(self, db: Connection, key: str, count: int) -> Frequent:
        """A page by its title, if it is a post of ours; found by its address as it is drawn."""
        title = _title(db, key) or self._spellings.titles.get(key, "")
        address = self._spellings.links.get(key, "")
        page = key.partition("://")[2].removeprefix("www.")
        query = _begun(address) if address else _asked("", title or urls.host(key))
        return Frequent(key, title or page, page if title else "", count, query)


def _top(counts: Mapping[str, int], *, at_least: int = 1) -> list[tuple[str, int]]:
    """The most frequent; what comes up as often stands in the order of its letters."""
    found = [(key, count) for key, count in counts.items() if count >= at_least]
    return sorted(found, key=lambda each: (-each[1], each[0]))[:TOP]


def _title(db: Connection, link: str) -> str:
    named = "{key} = (SELECT place FROM identities WHERE identity = ?)", (link,)
    found = db.execute(*in_sight(db).select("p.body", *named)).fetchone()
    return _decode(found[1]).title if found else ""


def _asked(field: str, value: str) -> str:
    """A filter for exactly these words; empty when there are none in it to look for."""
    plain = " ".join(part for part in _split(value) if part)
    return f'{field}"{plain}"' if words(plain) else ""


def _begun(address: str) -> str:
    """A filter for an address that may go on: a server may draw only its beginning."""
    return ".".join(words(address)) if any(map(_split_at, address)) else address


def _split(value: str) -> list[str]:
    return "".join(" " if _split_at(letter) else letter for letter in value).split()


def _split_at(letter: str) -> bool:
    """Whether a letter has a meaning of its own in a filter."""
    return letter in '"“”„()' or letter.isspace()

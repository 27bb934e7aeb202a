"""How far each hashtag has been read, so that a kill at any moment loses no post.

Two ends move apart from the first page of a tag: `newest`, up to which everything newer was given,
and `oldest`, from which the way back to the event's start goes on. Both are moved only by what was
read in order from the server, and only together with the posts that they cover.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import DecodeError, Struct, json, structs

from backchannel.sources.mastodon.drafts import moment
from backchannel.sources.mastodon.page import Entry, Page

_VERSION = 1


class TagPlace(Struct, frozen=True):
    """One tag. `walked` counts entries read on the way back, which is over when `is_whole`.

    What was published before `since` does not matter. `known` are the latest ids that were given,
    newest first, each with the stamp of what it showed.
    """

    newest: str
    oldest: str
    walked: int
    since: datetime | None = None
    is_whole: bool = False
    known: dict[str, int] = {}

    def is_before(self, published: datetime | None) -> bool:
        """Too early to matter."""
        return self.since is not None and published is not None and published < self.since

    def is_past(self, page: Page) -> bool:
        """Everything on the page is too early, and so is what is older."""
        dates = dates_of(page)
        return bool(dates) and all(self.is_before(date) for date in dates)

    def is_changed(self, entry: Entry) -> bool:
        """Never given, or not as it shows now."""
        return self.known.get(entry.key) != entry.stamp

    def meets(self, page: Page) -> bool:
        """Something on the page was given before: nothing is left out between."""
        return any(entry.id in self.known for entry in page.entries)

    def told(self, entries: Iterable[Entry], gone: Collection[str]) -> TagPlace:
        """After something was said of known posts. What is said of others proves nothing."""
        known = self.known | {e.id: e.stamp for e in entries if e.id in self.known}
        return structs.replace(self, known=without(known, gone))

    def reaches(self, starts: datetime | None) -> bool:
        """The way back does not have to be gone again, further, for an event that starts then."""
        return self.since is None or (starts is not None and starts >= self.since)


class Bookmark(Struct, frozen=True):
    """The places of all tags that have had a post, by tag as it is asked for.

    `beside` are ids that were given but stand on no page that was read: told by a stream, or no
    longer in the timeline. Each has its stamp; what was looked at longest ago comes first.
    """

    tags: dict[str, TagPlace] = {}
    beside: dict[str, int] = {}
    version: int = _VERSION

    def knows(self, entry: Entry) -> bool:
        """Whether it was given before, as it shows now."""
        remembered = (self.beside, *(place.known for place in self.tags.values()))
        return any(known.get(entry.id) == entry.stamp for known in remembered)

    def is_before(self, published: datetime | None) -> bool:
        """Too early to matter to any tag."""
        return bool(self.tags) and all(at.is_before(published) for at in self.tags.values())

    def at(self, tag: str, place: TagPlace) -> Bookmark:
        """With a tag in its new place; what its pages showed needs no place beside them."""
        return structs.replace(
            self, tags={**self.tags, tag: place}, beside=without(self.beside, place.known)
        )

    def told(self, entries: Sequence[Entry], gone: Collection[str], most: int) -> Bookmark:
        """After something was said of posts, on no page. At most the newest `most` stay beside."""
        tags = {tag: place.told(entries, gone) for tag, place in self.tags.items()}
        known = {id_ for place in tags.values() for id_ in place.known}
        beside = without(self.beside | stamps(entries), known.union(gone))
        older = sorted(beside, key=order)[: max(0, len(beside) - most)]
        return structs.replace(self, tags=tags, beside=without(beside, older))


def first_place(head: Page, starts: datetime | None, now: datetime) -> TagPlace:
    """Where a tag stands after its newest page.

    An event that is still to come has no way back: what is on the page is what people say of it
    ahead of time, and what is older belongs to another year.
    """
    place = TagPlace(head.newer, head.older, len(head.entries), starts)
    if starts is None or starts <= now:
        return structs.replace(place, is_whole=place.is_past(head))
    return structs.replace(place, since=min(dates_of(head), default=now), is_whole=True)


def dates_of(page: Page) -> list[datetime]:
    """When the posts on a page were published, as far as they say."""
    dates = (moment(entry.status.created_at) for entry in page.entries if entry.status)
    return [date for date in dates if date is not None]


def without(known: Mapping[str, int], gone: Collection[str]) -> dict[str, int]:
    """The ids that are not among those, in order."""
    return {id_: stamp for id_, stamp in known.items() if id_ not in gone}


def stamps(entries: Iterable[Entry]) -> dict[str, int]:
    """Keys with what they show, in order."""
    return {entry.key: entry.stamp for entry in entries}


def joined(first: Mapping[str, int], then: Mapping[str, int], limit: int) -> dict[str, int]:
    """At most `limit` of both, in order; what is in `first` counts."""
    rest = ((id_, stamp) for id_, stamp in then.items() if id_ not in first)
    return dict([*first.items(), *rest][:limit])


def order(id_: str) -> tuple[int, str]:
    """What Mastodon's ids grow by: they are numbers without leading zeros."""
    return len(id_), id_


def read(bookmark: str | None) -> Bookmark:
    """What a bookmark says; nothing, for a first contact, if it cannot be read."""
    try:
        found = json.decode(bookmark or "{}", type=Bookmark)
    except DecodeError:
        return Bookmark()
    return found if found.version == _VERSION else Bookmark()


def write(bookmark: Bookmark) -> str:
    """The other way round."""
    return json.encode(bookmark).decode()

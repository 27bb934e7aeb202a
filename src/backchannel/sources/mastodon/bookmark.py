"""How far each hashtag has been read, so that a kill at any moment loses no post.

Two ends move apart from the first page of a tag: `newest`, up to which everything newer was given,
and `oldest`, from which the way back to the event's start goes on. Both are moved only by what was
read in order from the server, and only together with the posts that they cover.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
        return self.known.get(entry.id) != entry.stamp

    def meets(self, page: Page) -> bool:
        """Something on the page was given before: nothing is left out between."""
        return any(entry.id in self.known for entry in page.entries)

    def told(self, entries: Iterable[Entry], gone: Iterable[str]) -> TagPlace:
        """After a stream said something of known posts. What it says of others proves nothing."""
        known = self.known | {e.id: e.stamp for e in entries if e.id in self.known}
        for id_ in gone:
            known.pop(id_, None)
        return structs.replace(self, known=known)

    def reaches(self, starts: datetime | None) -> bool:
        """The way back does not have to be gone again, further, for an event that starts then."""
        return self.since is None or (starts is not None and starts >= self.since)


class Bookmark(Struct, frozen=True):
    """The places of all tags that have had a post, by tag as it is asked for."""

    tags: dict[str, TagPlace] = {}
    version: int = _VERSION


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


def stamps(entries: Iterable[Entry]) -> dict[str, int]:
    """Ids with what they show, in order."""
    return {entry.id: entry.stamp for entry in entries if entry.id}


def joined(first: Mapping[str, int], then: Mapping[str, int], limit: int) -> dict[str, int]:
    """At most `limit` of both, in order; what is in `first` counts."""
    rest = ((id_, stamp) for id_, stamp in then.items() if id_ not in first)
    return dict([*first.items(), *rest][:limit])


def read(bookmark: str | None) -> dict[str, TagPlace]:
    """The places in a bookmark; none, for a first contact, if it cannot be read."""
    try:
        found = json.decode(bookmark or "{}", type=Bookmark)
    except DecodeError:
        return {}
    return dict(found.tags) if found.version == _VERSION else {}


def write(places: dict[str, TagPlace]) -> str:
    """The bookmark of these places."""
    return json.encode(Bookmark(places)).decode()

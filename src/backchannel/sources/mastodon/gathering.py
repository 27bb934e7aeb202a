"""Everything a server has of some hashtags since a bookmark: the way forward and the way back.

The newest page comes first, so that a screen has something at once. It is asked for without ids on
purpose: Mastodon gives a post that reached it late an id of the time it was written, so a post may
appear below ids that were read long ago, where no paging forward would ever find it. The same page
shows edits and counts, and what is missing from it has been deleted. Only when it does not reach
down to anything known is there a gap, which is read forward from the last known id.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec import structs

from backchannel.errors import SourceError
from backchannel.model.post import Draft
from backchannel.sources.api import Batch
from backchannel.sources.mastodon.bookmark import (
    Bookmark,
    TagPlace,
    first_place,
    joined,
    order,
    stamps,
    write,
)
from backchannel.sources.mastodon.drafts import draft, is_local, is_shown, moment
from backchannel.sources.mastodon.entities import Status
from backchannel.sources.mastodon.instance import Server
from backchannel.sources.mastodon.page import FULL, NAMELESS, Entry, Page
from backchannel.sources.mastodon.reader import AT_ONCE, Reader
from backchannel.sources.mastodon.stream import Heard

LIMIT = 2_000
"""Entries of one tag that are read on the way back to the event's start."""

_TURN = 10  # pages back before looking again for what is new
_GAP_PAGES = 250  # more than a server gives in a quarter of an hour
_REMEMBERED = 200  # ids whose edits and deletions are noticed, of all tags together
_BESIDE = 100  # more of them, which are asked for by id


@dataclass(frozen=True, slots=True)
class Wanted:
    """The posts asked for: tags as the server spells them, published since `starts`.

    `local_only` is seen to here, too: GoToSocial and Pleroma do not know it of every question.
    """

    tags: tuple[str, ...]
    starts: datetime | None
    now: datetime
    local_only: bool = False

    def takes(self, status: Status) -> bool:
        """Whether it is one of those, whatever its date."""
        return is_shown(status) and (is_local(status) or not self.local_only)


class Gathering:
    """One poll. Every batch carries the bookmark of all that was given until then."""

    def __init__(self, reader: Reader, server: Server, wanted: Wanted, bookmark: Bookmark) -> None:
        self._reader, self._server, self._wanted = reader, server, wanted
        places = {tag: at for tag, at in bookmark.tags.items() if at.reaches(wanted.starts)}
        self._bookmark = structs.replace(bookmark, tags=places)
        self._beside = _BESIDE if server.level else 0  # others cannot be asked by id
        self._remembered = max(2 * FULL, _REMEMBERED // max(len(wanted.tags), 1))

    async def batches(self, *, deep: bool) -> AsyncGenerator[Batch, None]:
        """What is new, then a stretch of the way back, and again until both are done.

        `deep` looks for late, edited and deleted posts beyond the newest page.
        """
        async for batch in self._newest(deep=deep):
            yield batch
        if deep and (beside := list(self._bookmark.beside)[:AT_ONCE]):
            yield await self._confirm(beside)
        while unfinished := self._unfinished():
            for tag in unfinished:
                async for batch in self._older(tag):
                    yield batch
            async for batch in self._newest(deep=False):
                yield batch

    def live(self, heard: Heard) -> Batch:
        """What a stream said. It moves no end: only pages, which have an order, prove progress.

        What is known is what was given last, so that the next page corrects a message that was
        older than the page before it.
        """
        fresh = [entry for entry in heard.entries if self._is_news(entry)]
        before = self._bookmark
        self._bookmark = before.told(fresh, heard.gone, self._beside)
        mark = write(self._bookmark) if self._bookmark != before else None
        return Batch(
            tuple(self._drafts(fresh)), mark, heard.gone, is_live=True, rejected=heard.rejected
        )

    @property
    def _places(self) -> Mapping[str, TagPlace]:
        return self._bookmark.tags

    def _unfinished(self) -> list[str]:
        places = ((tag, self._places.get(tag)) for tag in self._wanted.tags)
        return [tag for tag, place in places if place is not None and not place.is_whole]

    async def _newest(self, *, deep: bool) -> AsyncGenerator[Batch, None]:
        for tag in self._wanted.tags:
            async for batch in self._newer(tag, deep=deep):
                yield batch

    async def _newer(self, tag: str, *, deep: bool) -> AsyncGenerator[Batch, None]:
        head, place = await self._reader.page(tag), self._places.get(tag)
        if place is None:
            if head.newer:
                yield self._first(tag, head)
        elif place.meets(head) or not head.entries:
            async for batch in self._look_again(tag, head, deep=deep and place.is_whole):
                yield batch
        else:
            yield self._batch(head.entries, place)
            gap = self._gap_down if self._server.software == "pixelfed" else self._gap
            async for batch in gap(tag, head):
                yield batch
            if deep and place.is_whole:
                head = await self._reader.page(tag)
                async for batch in self._look_again(tag, head, deep=True):
                    yield batch

    def _first(self, tag: str, head: Page) -> Batch:
        place = first_place(head, self._wanted.starts, self._wanted.now)
        batch = self._batch(head.entries, place)
        return self._move(tag, structs.replace(place, known=stamps(head.entries)), batch)

    async def _look_again(self, tag: str, head: Page, *, deep: bool) -> AsyncGenerator[Batch, None]:
        """The newest page and, if `deep`, the ones below it that are still remembered."""
        page, seen, is_all = head, head.entries, len(head.entries) < FULL
        yield self._forward(tag, page.entries, seen, newest=head.newer)
        while deep and len(seen) < self._remembered and not self._is_end(tag, page):
            page = await self._reader.page(tag, max_id=page.older)
            if is_all := not page.entries:
                break
            seen += page.entries
            yield self._forward(tag, page.entries, seen)
        if self._server.level and (missing := self._missing(tag, seen, is_all=is_all)):
            yield await self._confirm(missing)

    async def _gap(self, tag: str, _head: Page) -> AsyncGenerator[Batch, None]:
        """Forward, oldest first, until nothing is newer: `min_id` leaves nothing out."""
        for _ in range(_GAP_PAGES):
            place = self._places[tag]
            page = await self._reader.page(tag, min_id=place.newest)
            if page.newer in {"", place.newest}:
                return
            yield self._forward(tag, page.entries, page.entries, newest=page.newer)

    async def _gap_down(self, tag: str, head: Page) -> AsyncGenerator[Batch, None]:
        """Down from the newest page to a known post, for a server whose `min_id` leaves gaps.

        The bookmark stays until the gap is closed.
        """
        page, seen, place = head, head.entries, self._places[tag]
        while len(seen) < LIMIT and not self._is_end(tag, page) and not place.meets(page):
            page = await self._reader.page(tag, max_id=page.older)
            seen += page.entries
            yield self._batch(page.entries, place)
        yield self._forward(tag, (), seen, newest=head.newer)

    async def _older(self, tag: str) -> AsyncGenerator[Batch, None]:
        for _ in range(_TURN):
            place = self._places[tag]
            if place.is_whole:
                return
            page = await self._reader.page(tag, max_id=place.oldest)
            walked = place.walked + len(page.entries)
            is_over = self._is_end(tag, page) or page.older == place.oldest
            to = structs.replace(
                place,
                oldest=page.older or place.oldest,
                walked=walked,
                is_whole=is_over or walked >= LIMIT,
                known=joined(place.known, stamps(page.entries), self._remembered),
            )
            is_cut = to.is_whole and not is_over
            note = f"only the newest {LIMIT:,} of #{tag}"[:200] if is_cut else ""
            yield replace(self._move(tag, to, self._batch(page.entries, place)), note=note)

    def _missing(self, tag: str, seen: Sequence[Entry], *, is_all: bool) -> list[str]:
        """Known posts that should have been seen, by the order of real Mastodon's ids."""
        shown = {entry.id for entry in seen if entry.id}
        bottom = (0, "") if is_all else min(map(order, shown))
        known = [key for key in self._places[tag].known if not key.startswith(NAMELESS)]
        return [id_ for id_ in known if id_ not in shown and order(id_) >= bottom][:AT_ONCE]

    async def _confirm(self, ids: Sequence[str]) -> Batch:
        """Ask for posts by id: what is not answered is gone, the rest has left the timeline."""
        found: tuple[Entry, ...] | None = None
        with suppress(SourceError):  # only a second look; the timeline itself was read
            found = await self._reader.statuses(ids)
        if found is None:
            return Batch()
        there = {entry.id for entry in found}
        gone = tuple(id_ for id_ in ids if id_ not in there)
        fresh = [entry for entry in found if not self._bookmark.knows(entry)]
        self._bookmark = self._bookmark.told((), ids, self._beside).told(found, (), self._beside)
        return Batch(tuple(self._drafts(fresh)), write(self._bookmark), gone)

    def _is_news(self, entry: Entry) -> bool:
        """To be given, though no page shows it yet."""
        if (
            entry.status is None
            or not self._wanted.takes(entry.status)
            or self._bookmark.knows(entry)
        ):
            return False
        return not self._bookmark.is_before(moment(entry.status.created_at))

    def _forward(
        self, tag: str, entries: Sequence[Entry], seen: Sequence[Entry], newest: str = ""
    ) -> Batch:
        """Give entries; what has been seen of the newest posts until now is known from then on."""
        place = self._places[tag]
        known = joined(stamps(seen), place.known, self._remembered)
        to = structs.replace(place, newest=newest or place.newest, known=known)
        return self._move(tag, to, self._batch(entries, place))

    def _move(self, tag: str, to: TagPlace, batch: Batch) -> Batch:
        """The batch with the bookmark of the place that it takes a tag to."""
        if self._places.get(tag) == to:
            return batch
        self._bookmark = self._bookmark.at(tag, to)
        return replace(batch, bookmark=write(self._bookmark))

    def _batch(self, entries: Iterable[Entry], place: TagPlace) -> Batch:
        """What was not given in this form before, is for everybody, and matters."""
        fresh = [entry for entry in entries if place.is_changed(entry)]
        posts = self._drafts(fresh)
        return Batch(
            drafts=tuple(post for post in posts if not place.is_before(post.published)),
            rejected=sum(entry.status is None for entry in fresh),
        )

    def _drafts(self, entries: Iterable[Entry]) -> list[Draft]:
        statuses = [entry.status for entry in entries if entry.status is not None]
        return [
            draft(status, self._server.domain) for status in statuses if self._wanted.takes(status)
        ]

    def _is_end(self, tag: str, page: Page) -> bool:
        return not page.entries or not page.older or self._places[tag].is_past(page)

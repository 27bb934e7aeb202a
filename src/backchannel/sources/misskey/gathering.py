"""Everything a server has of some hashtags since a bookmark: the way down to what is known.

The newest page is always asked for without ids: a note that came late from elsewhere has an id of
the time it was written, and may stand below ids that were read long ago. The same page shows edits
and counts, and what is missing from it may have been deleted.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from msgspec import DecodeError, Struct, json, structs

from backchannel.errors import SourceError
from backchannel.model.moments import from_iso
from backchannel.sources.api import Batch
from backchannel.sources.misskey.drafts import draft, is_shown
from backchannel.sources.misskey.reader import FULL, NAMELESS, Entry, Reader

LIMIT: Final = 2_000
"""Notes of one tag that are read on the way back, at the first contact and after a gap."""

_REMEMBERED: Final = 300
_BESIDE: Final = 100
_ASKED: Final = 5  # notes of which we ask, at one look, whether they are still there


class Place(Struct, frozen=True):
    """One tag. `known` are the latest ids that a page showed, newest first, each with its stamp.

    The way back goes on from `oldest` until `is_whole`; `walked` counts what was read on it. What
    was published before `since` does not matter.
    """

    oldest: str
    walked: int = 0
    since: datetime | None = None
    is_whole: bool = False
    known: dict[str, int] = {}

    def is_past(self, entries: Sequence[Entry]) -> bool:
        """Everything there is too early, and so is what is older."""
        dates = _dates(entries)
        return self.since is not None and bool(dates) and max(dates) < self.since

    def meets(self, entries: Sequence[Entry]) -> bool:
        """Something there was given before: nothing is left out between."""
        return any(entry.key in self.known for entry in entries)


class Bookmark(Struct, frozen=True):
    """The places of all tags. `beside` are ids that a stream told of and no page has shown yet."""

    tags: dict[str, Place] = {}
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The notes asked for: tags, published since `starts`, as things stand `now`."""

    tags: tuple[str, ...]
    starts: datetime | None
    now: datetime


class Gathering:
    """One poll. Every batch carries the bookmark of all that was given until then."""

    def __init__(self, reader: Reader, origin: str, wanted: Wanted, bookmark: str | None) -> None:
        self._reader, self._origin, self._wanted = reader, origin, wanted
        self._bookmark = _read(bookmark)

    @property
    def latest(self) -> list[str]:
        """The ids of the latest notes that are known, of each tag."""
        known = (list(place.known)[:FULL] for place in self._bookmark.tags.values())
        return [id_ for ids in known for id_ in ids if not id_.startswith(NAMELESS)]

    async def batches(self) -> AsyncGenerator[Batch, None]:
        """What is new of every tag first, then the way back to the event's beginning."""
        for tag in self._wanted.tags:
            async for batch in self._newest(tag):
                yield batch
        for tag in self._wanted.tags:
            async for batch in self._older(tag):
                yield batch

    def live(self, entries: Sequence[Entry], gone: tuple[str, ...], rejected: int) -> Batch:
        """What a stream said. Only pages, which have an order, prove that nothing is missing."""
        before = self._bookmark
        ids = dict.fromkeys((*before.beside, *(entry.id for entry in entries)))
        beside = tuple(id_ for id_ in ids if id_ not in gone)[-_BESIDE:]
        self._bookmark = structs.replace(before, beside=beside)
        mark = _written(self._bookmark) if self._bookmark != before else None
        drafts = tuple(
            draft(entry.note, self._origin)
            for entry in entries
            if entry.note is not None and is_shown(entry.note)
        )
        return Batch(drafts, mark, gone, is_live=True, rejected=rejected)

    async def _newest(self, tag: str) -> AsyncGenerator[Batch, None]:
        head = await self._reader.page(tag)
        place = self._bookmark.tags.get(tag)
        if place is None:
            if _last_id(head):
                place = self._first_place(head)
                yield self._move(tag, _with_seen(place, head), self._batch(head, place))
            return
        page, seen, note = head, head, ""
        while _last_id(page) and not (place.meets(page) or place.is_past(page)):
            if len(seen) >= LIMIT:
                note = _cut(tag)
                break
            yield self._batch(page, place)  # without a bookmark until the gap is closed
            page = await self._reader.page(tag, _last_id(page))
            seen += page
        gone, asked = await self._missing(place, seen)
        to = _with_seen(structs.replace(place, known=_without(place.known, asked)), seen)
        shown = {*asked, *to.known}
        beside = tuple(id_ for id_ in self._bookmark.beside if id_ not in shown)
        self._bookmark = structs.replace(self._bookmark, beside=beside)
        yield replace(self._move(tag, to, self._batch(page, place)), gone=gone, note=note)

    async def _older(self, tag: str) -> AsyncGenerator[Batch, None]:
        place = self._bookmark.tags.get(tag)
        while place is not None and not place.is_whole:
            page = await self._reader.page(tag, place.oldest)
            walked = place.walked + len(page)
            oldest = _last_id(page) or place.oldest
            is_over = place.is_past(page) or oldest == place.oldest
            to = structs.replace(
                place,
                oldest=oldest,
                walked=walked,
                is_whole=is_over or walked >= LIMIT,
                known=_joined(place.known, page),
            )
            note = _cut(tag) if to.is_whole and not is_over else ""
            yield replace(self._move(tag, to, self._batch(page, place)), note=note)
            place = to

    async def _missing(
        self, place: Place, seen: Sequence[Entry]
    ) -> tuple[tuple[str, ...], list[str]]:
        """Of what should have been seen: what is gone, and of which we asked."""
        shown, known = {entry.key for entry in seen}, list(place.known)
        last = max((at for at, id_ in enumerate(known) if id_ in shown), default=-1)
        missing = [id_ for id_ in known[:last] if id_ not in shown]
        beside = [id_ for id_ in self._bookmark.beside if id_ not in place.known]
        unseen = (id_ for id_ in (*missing, *beside) if id_ not in shown)
        asked = [id_ for id_ in unseen if not id_.startswith(NAMELESS)][:_ASKED]
        gone: list[str] = []
        with suppress(SourceError):  # only a second look; the hashtag itself was read
            for id_ in asked:
                gone += [id_] if await self._reader.is_gone(id_) else []
            return tuple(gone), asked
        return tuple(gone), gone

    def _first_place(self, head: Sequence[Entry]) -> Place:
        """An event that is still to come has no way back: what is older is another year's."""
        starts, is_over = self._wanted.starts, len(head) < FULL
        if starts is None or starts <= self._wanted.now:
            return Place(_last_id(head), len(head), starts, is_whole=is_over)
        since = min(_dates(head), default=self._wanted.now)
        return Place(_last_id(head), len(head), since, is_whole=True)

    def _move(self, tag: str, to: Place, batch: Batch) -> Batch:
        """The batch with the bookmark of the place that it takes a tag to."""
        before = self._bookmark
        self._bookmark = structs.replace(before, tags={**before.tags, tag: to})
        return replace(batch, bookmark=_written(self._bookmark))

    def _batch(self, entries: Sequence[Entry], place: Place) -> Batch:
        """What was not given in this form before, is for everybody, and matters."""
        fresh = [entry for entry in entries if place.known.get(entry.key) != entry.stamp]
        notes = [entry.note for entry in fresh if entry.note is not None and is_shown(entry.note)]
        drafts = (draft(note, self._origin) for note in notes)
        return Batch(
            tuple(
                each
                for each in drafts
                if not (place.since and each.published and each.published < place.since)
            ),
            rejected=sum(entry.note is None for entry in fresh),
        )


def _with_seen(place: Place, seen: Sequence[Entry]) -> Place:
    """The place with what was just seen before what was known."""
    stamps = {entry.key: entry.stamp for entry in seen}
    rest = {id_: stamp for id_, stamp in place.known.items() if id_ not in stamps}
    return structs.replace(place, known=dict([*stamps.items(), *rest.items()][:_REMEMBERED]))


def _last_id(entries: Sequence[Entry]) -> str:
    """What leads to the next page; empty if nothing does."""
    return next((entry.id for entry in reversed(entries) if entry.id), "")


def _joined(known: dict[str, int], page: Sequence[Entry]) -> dict[str, int]:
    below = {entry.key: entry.stamp for entry in page if entry.key not in known}
    return dict([*known.items(), *below.items()][:_REMEMBERED])


def _without(known: dict[str, int], ids: Sequence[str]) -> dict[str, int]:
    return {id_: stamp for id_, stamp in known.items() if id_ not in ids}


def _dates(entries: Sequence[Entry]) -> list[datetime]:
    dates = (from_iso(entry.note.created_at) for entry in entries if entry.note)
    return [date for date in dates if date is not None]


def _cut(tag: str) -> str:
    return f"only the newest {LIMIT:,} of #{tag}"[:200]


def _read(bookmark: str | None) -> Bookmark:
    """What a bookmark says; nothing, for a first contact, if it cannot be read."""
    try:
        return json.decode(bookmark or "{}", type=Bookmark)
    except DecodeError:
        return Bookmark()


def _written(bookmark: Bookmark) -> str:
    return json.encode(bookmark).decode()

"""Polls a list in a place's own JSON, newest first, in pages that are counted from the newest."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from backchannel.model.post import Draft
from backchannel.sources.api import Batch, Reach
from backchannel.sources.hashtags import beginning

PAGE = 100
_MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its posts, how many could not be read, and how many there were with these."""

    drafts: tuple[Draft, ...]
    rejected: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """Where a list is and how it is read.

    `url` has a query; `offset` is its parameter for the number of entries to leave out. `read`
    makes a page of an answer, whose address it is told.
    """

    url: str
    offset: str
    interval: float
    read: Callable[[bytes, str], Page]
    token: str = ""
    scheme: str = "Bearer"


class Listing:
    """Reads back to what it knows, at first contact to the event's beginning.

    The bookmark is the date of the newest post that was read. It comes with the last page, so that
    what was broken off is read again.
    """

    def __init__(self, listed: Listed, reach: Reach) -> None:
        self._listed, self._reach = listed, reach

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """One poll."""
        known = _moment(bookmark) or beginning(self._reach.event)
        newest, seen, note = known, 0, ""
        for number in range(_MOST_PAGES):
            page = await self._page(number)
            seen += page.total
            dates = [draft.published for draft in page.drafts if draft.published]
            newest = max([*dates, *([newest] if newest else [])], default=None)
            is_last = page.total < PAGE or bool(known and dates and min(dates) < known)
            if number == _MOST_PAGES - 1 and not is_last:
                note = f"only the newest {seen:,} of more"
            if is_last or note:
                written = newest.isoformat() if newest else ""
                yield Batch(
                    page.drafts, rejected=page.rejected, bookmark=written, note=note,
                    again_in=self._listed.interval,
                )  # fmt: skip
                return
            yield Batch(page.drafts, rejected=page.rejected)

    async def _page(self, number: int) -> Page:
        listed = self._listed
        answer = await self._reach.http.get(
            f"{listed.url}&{listed.offset}={number * PAGE}",
            accept="application/json",
            token=listed.token,
            scheme=listed.scheme,
        )
        return listed.read(answer.body, answer.url)


def decoded(entries: list[msgspec.Raw], draft_of: Callable[[msgspec.Raw], Draft | None]) -> Page:
    """A page of entries: without those of which nothing is made, and those that are broken."""
    drafts: list[Draft] = []
    rejected = 0
    for entry in entries:
        try:
            draft = draft_of(entry)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            rejected += 1
        else:
            drafts += [draft] if draft else []
    return Page(tuple(drafts), rejected, len(entries))


def moment(raw: str) -> datetime | None:
    """An RFC 3339 date in UTC; None for what is none."""
    try:
        found = datetime.fromisoformat(raw)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


def _moment(bookmark: str | None) -> datetime | None:
    return moment(bookmark or "")

"""The source `x`: a search for hashtags that is paid for, and never costs more than was allowed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final

from msgspec import Raw
from msgspec.structs import replace

from backchannel.errors import Refusal, SourceError, SourceRefused, SourceUnreachable
from backchannel.model.programme import Event
from backchannel.sources.api import Batch, Reach
from backchannel.sources.forgiving import part
from backchannel.sources.hashtags import asked_for, beginning
from backchannel.sources.pace import check_interval
from backchannel.sources.x import bookmark as bookmarks
from backchannel.sources.x import flakes
from backchannel.sources.x.bookmark import KEPT, Bookmark, Gap
from backchannel.sources.x.drafts import Read, read
from backchannel.sources.x.endpoint import FEWEST, Endpoint, not_shown, query_of
from backchannel.sources.x.spending import LEAST, PAST, Limit, Per, charged, joined

_REACH: Final = timedelta(days=7) - timedelta(minutes=5)
"""How far back a search may ask; what asks for a moment longer is an error."""

_OVERLAP: Final = timedelta(seconds=10)
"""How long after it was posted a post may become findable. To read it twice would cost twice."""

_PAGES: Final = 20  # in one poll
_CHECK: Final = 3_600.0  # seconds, at least, between two looks at what was deleted
_WEEK: Final = 604_800.0


@dataclass(frozen=True, slots=True)
class Options:
    """Posts with a hashtag on X, searched for with a token that is paid for.

    `limit` is how many posts and authors may be read in a day, a month or the whole event, as `per`
    says. `tags` are asked for instead of the event's. `interval` is the seconds between two
    searches, at least. `deletions` also asks which posts were deleted, for a fifth of the limit at
    most. `server` is for rehearsals.
    """

    limit: int
    per: Per = "month"
    tags: tuple[str, ...] = ()
    interval: float = 60.0
    deletions: bool = True
    server: str = "https://api.x.com"

    def __post_init__(self) -> None:
        """Raise ValueError for a pace or a limit nobody can mean."""
        check_interval(self.interval)
        if self.limit < LEAST:
            raise ValueError(f"limit must be at least {LEAST}, not {self.limit}")


class X:
    """Searches the last seven days. The secret `token` is the bearer token of an app."""

    kind: ClassVar[str] = "x"
    pane: ClassVar[str] = "backchannel"
    options: ClassVar[type[Options]] = Options
    floor: ClassVar[float] = 15.0
    manners: ClassVar[frozenset[str]] = frozenset(
        {"limit", "per", "interval", "deletions", "server"}
    )

    def __init__(self, options: Options, reach: Reach) -> None:
        self._options, self._reach = options, reach
        self._limit = Limit(options.limit, options.per, reach.event.ends)
        self._query, self._left_out = query_of(asked_for(reach.event, options.tags))
        self._mark = Bookmark()
        self._paid = 0  # by this poll, for what is new

    @staticmethod
    def unseen(options: Options, _event: Event) -> tuple[str, ...]:
        """What it is known not to show."""
        deleted = () if options.deletions else ("that posts were deleted",)
        return ("what is older than seven days", "what is beyond its limit", *deleted)

    @staticmethod
    def with_costs(bookmark: str | None, before: str | None, after: str) -> str:
        """A bookmark with what was spent between two others, which is not in it yet."""
        mark, was, spent = (bookmarks.read(each) for each in (bookmark, before, after))
        return bookmarks.write(replace(mark, spent=joined(mark.spent, was.spent, spent.spent)))

    async def batches(self, bookmark: str | None) -> AsyncIterator[Batch]:
        """One poll. Before each question its bookmark says what that may cost."""
        if not self._query:
            raise SourceRefused("there is no hashtag to follow", why=Refusal.NOT_A_SOURCE)
        token = self._reach.secret("token")
        endpoint = Endpoint(self._reach.http, self._options.server, token)
        mark, now = bookmarks.read(bookmark), self._reach.now()
        self._mark = replace(mark, spent=self._limit.renewed(mark.spent, now))
        self._paid = 0
        self._stop_if_spent()
        for part_ in (self._search, self._fill, self._check):
            async with aclosing(part_(endpoint)) as found:
                async for batch in found:
                    yield batch
        yield self._batch(again_in=self._wait(), note=self._note())
        self._stop_if_spent()

    def _batch(self, **found: Any) -> Batch:  # Any: the fields of a batch
        """A batch with the bookmark as it is now. What was spent is kept whatever comes."""
        kept = bookmarks.write(Bookmark(spent=self._mark.spent))
        return Batch(bookmark=bookmarks.write(self._mark), kept=kept, **found)

    def _stop_if_spent(self) -> None:
        spent, now = self._mark.spent, self._reach.now()
        if self._limit.left(spent) < LEAST:
            raise SourceRefused(self._limit.stop(spent, now), why=Refusal.SPENT)

    async def _search(self, endpoint: Endpoint) -> AsyncGenerator[Batch]:
        """The newest posts. First contact asks for ten, so that a test costs no more."""
        mark = self._mark
        share = self._limit.share(mark.spent, self._reach.now())
        most = self._limit.page(share) if mark.newest else FEWEST
        async with aclosing(self._look(endpoint, Gap(mark.since, 0), most)) as found:
            async for batch in found:
                yield batch

    async def _fill(self, endpoint: Endpoint) -> AsyncGenerator[Batch]:
        """What is not read yet before them, as far as it may cost that."""
        share = self._limit.share(self._mark.spent, self._reach.now()) - self._paid
        before = self._paid
        for _ in range(_PAGES):
            gap, left = self._mark.gap, self._limit.left(self._mark.spent)
            if gap is None:
                return
            fair = share - (self._paid - before)
            most = self._limit.page(min(left, fair if gap.most is None else gap.most))
            if not most:
                return
            async with aclosing(self._look(endpoint, gap, most)) as found:
                async for batch in found:
                    yield batch

    async def _look(self, endpoint: Endpoint, gap: Gap, most: int) -> AsyncGenerator[Batch]:
        """One page of a gap, `before` 0 for now: what it may cost, then what is in it."""
        now = self._reach.now()
        unspent = self._mark
        self._mark = replace(unspent, spent=charged(unspent.spent, 2 * most))
        yield self._batch()
        try:
            page = read(await endpoint.search(self._query, most, **self._span(gap, now)))
        except SourceError as error:
            if is_free(error):
                self._mark = unspent
                yield self._batch()
            raise
        if gap.most is None:
            self._paid += page.billed
        spent = charged(unspent.spent, page.billed)
        self._mark = self._after(replace(unspent, spent=spent), page, gap, now)
        yield self._batch(drafts=page.drafts, rejected=page.rejected)

    def _span(self, gap: Gap, now: datetime) -> dict[str, str]:
        """The parameters that ask for a gap; nothing older than a search may ask for."""
        span = {"until_id": str(gap.before)} if gap.before else {}
        oldest = now - _REACH
        if gap.after and flakes.moment(gap.after) > oldest:
            return span | {"since_id": str(gap.after)}
        begins = beginning(self._reach.event)
        start = max(oldest, begins) if begins and begins <= now else oldest
        return span | {"start_time": start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}

    def _after(self, mark: Bookmark, page: Read, gap: Gap, now: datetime) -> Bookmark:
        """The bookmark once a page was read."""
        shown = (*mark.shown, *(draft.id for draft in page.drafts))
        newest = max(mark.newest, page.newest)
        mark = replace(
            mark,
            newest=newest,
            shown=_latest(shown),
            check_at=mark.check_at or now.timestamp() + _CHECK,
        )
        rest = Gap(gap.after, page.oldest, gap.most) if page.has_more else None
        if gap.before:
            left = None if gap.most is None else gap.most - page.billed
            return replace(mark, gap=rest and (replace(rest, most=left) if _pays(left) else None))
        if newest:
            recent = max(flakes.first_at(now), flakes.first_at(flakes.moment(newest)))
            mark = replace(mark, since=min(newest, _back(recent)))
        if rest is None:
            return mark
        if not gap.after:  # first contact
            past = self._limit.most // PAST - page.billed
            is_past = _pays(past) and _has_begun(beginning(self._reach.event), now)
            return replace(mark, gap=replace(rest, most=past) if is_past else None)
        return replace(mark, gap=rest)

    async def _check(self, endpoint: Endpoint) -> AsyncGenerator[Batch]:
        """Which of the posts given last are no longer shown; a look that fails waits its turn."""
        mark, now = self._mark, self._reach.now()
        numbers = mark.shown[: self._limit.left_for_checks(mark.spent)]
        if not (self._options.deletions and numbers and now.timestamp() >= mark.check_at):
            return
        unspent = replace(mark, check_at=now.timestamp() + self._between_checks(len(numbers)))
        spent = charged(unspent.spent, len(numbers), is_check=True)
        self._mark = replace(unspent, spent=spent)
        yield self._batch()
        try:
            page = await endpoint.posts(numbers)
        except SourceError as error:
            self._mark = unspent if is_free(error) else self._mark
            return
        gone = not_shown(page) & set(numbers)
        billed = len(part(page.data, list[Raw]) or ())
        rest = (*mark.shown[len(numbers) :], *(each for each in numbers if each not in gone))
        spent = charged(unspent.spent, billed, is_check=True)
        self._mark = replace(unspent, shown=rest, spent=spent)
        yield self._batch(gone=tuple(sorted(gone)))

    def _between_checks(self, count: int) -> float:
        """Seconds between two looks at so many posts, so that what is for them lasts."""
        now, spent = self._reach.now(), self._mark.spent
        lasts, anew = self._limit.lasts(now), self._limit.anew(now)
        if lasts is None:
            lasts = (anew - now).total_seconds() if anew else _WEEK
        left = self._limit.left_for_checks(spent) - count
        return max(_CHECK, count * lasts / max(left, 1))

    def _wait(self) -> float:
        """Seconds until the next poll; a pause to save ends when the event begins."""
        now = self._reach.now()
        pause = self._limit.pause(self._paid, self._mark.spent, now)
        begins = beginning(self._reach.event)
        if begins and begins > now:
            pause = min(pause, (begins - now).total_seconds())
        return max(self._options.interval, pause)

    def _note(self) -> str:
        said = [self._limit.note(self._mark.spent)]
        if self._mark.gap is not None and self._mark.gap.most is None:
            said.append("more is posted than the limit lasts for, so only the newest is read")
        if self._left_out:
            said.append(f"{self._left_out} tags are left out, for the search would be too long")
        return "; ".join(said)


def is_free(error: SourceError) -> bool:
    """Whether nothing can have been billed: X was not asked, or answered with an error."""
    if isinstance(error, SourceUnreachable):
        return error.is_unsent or error.status is not None
    return True


def _latest(numbers: tuple[str, ...]) -> tuple[str, ...]:
    """The latest of them, each once, in their order."""
    each = tuple(dict.fromkeys(numbers))
    kept = set(sorted(each, key=flakes.number)[-KEPT:])
    return tuple(number for number in each if number in kept)


def _pays(left: int | None) -> bool:
    return left is None or left >= LEAST


def _has_begun(begins: datetime | None, now: datetime) -> bool:
    return begins is None or begins <= now


def _back(flake: int) -> int:
    return flakes.first_at(flakes.moment(flake) - _OVERLAP)

"""A batch into the store: posts, deletions, bookmark and health in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from msgspec import structs

from backchannel.clean import terminal
from backchannel.config.secrets import redacted
from backchannel.errors import (
    SourceError,
    SourceUnreachable,
    StoreError,
)
from backchannel.ingest.afterwards.pace import Pace
from backchannel.ingest.afterwards.quiet import due_after
from backchannel.ingest.health import steps
from backchannel.ingest.health.steps import Gap
from backchannel.ingest.pipeline import Passed, refine, shared_pages, spelled
from backchannel.model.misspelt.likeness import meant
from backchannel.model.post import Draft, Post
from backchannel.model.programme import Event
from backchannel.model.source import UNREADABLE, Health, Noticed, SourceSpec, State
from backchannel.model.who import author_key
from backchannel.sources.api import Batch
from backchannel.store import posts, search, sources
from backchannel.store.connection import Connection
from backchannel.store.coverage import near_tags
from backchannel.store.coverage.near_tags import Seen
from backchannel.store.progress import keepsakes, trials
from backchannel.store.progress.trials import Add
from backchannel.store.writing.ready import Ready

COUNTED: Final = 20_000
"""How many misfits of one source are remembered, so that each is counted once."""

PATIENT: Final = 5
"""Failures one after the other that nobody takes for a bad connection any more."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where the reading of a source begins. `gap` is open if it was not read for a while."""

    bookmark: str | None
    at: datetime
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class Other:
    """What bears no tag of ours, now, or `is_empty`; `is_first` when it is seen the first time."""

    post: Post
    is_empty: bool
    is_first: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Refined:
    """A batch on its way: the posts made of its drafts, others, and why some could not be read.

    `near` are tags in any of them that are nearly the event's. `ready` is of each of the posts what
    will be stored of it, if that is worked out already.
    """

    batch: Batch
    posts: tuple[Post, ...]
    others: tuple[Other, ...]
    rejected: tuple[str, ...]
    near: tuple[Seen, ...] = ()
    ready: tuple[Ready, ...] = field(default=(), compare=False)


class Refinery:
    """Makes posts of one source's drafts; one that cannot be read costs only itself."""

    def __init__(
        self, source: SourceSpec, wanted: Sequence[str], years: Collection[str] = ()
    ) -> None:
        self.source, self.wanted = source, wanted
        self._meant = lru_cache(maxsize=4_096)(lambda tag: meant(tag, wanted, years))
        self._counted = set[str]()

    def parts(self, batch: Batch, size: int) -> list[tuple[Batch, frozenset[str]]]:
        """As `split`, each part with the pages that several drafts of the batch share."""
        shared = shared_pages(batch.drafts)
        return [(part, shared) for part in self.split(batch, size)]

    def split(self, batch: Batch, size: int) -> list[Batch]:
        """A large batch in small ones.

        From the end of the batch, where the older ones are: what has no date is given the moment
        it is stored. The bookmark goes with the last: what was not stored is asked for again.
        """
        if len(batch.drafts) <= size:
            return [batch]
        part = replace(
            batch, bookmark=None, gone=(), gone_under=(), rejected=0, hole=None, kept=None
        )
        starts = range(0, len(batch.drafts), size)
        parts = [replace(part, drafts=batch.drafts[at : at + size]) for at in reversed(starts)]
        parts[-1] = replace(batch, drafts=parts[-1].drafts)
        return parts

    def refine(self, batch: Batch, shared: frozenset[str], now: datetime) -> Refined:
        """The way of every draft of a batch."""
        source, wanted = self.source, self.wanted
        found = [refine(each, source, wanted, now, shared=shared) for each in batch.drafts]
        return self.sorted_out(batch, found)

    def sorted_out(self, batch: Batch, outcomes: Sequence[Post | Passed | Ready]) -> Refined:
        """A batch of which it is known what became of each draft."""
        kept: list[Post] = []
        ready: list[Ready] = []
        others: list[Other] = []
        rejected = [UNREADABLE] * batch.rejected
        for draft, outcome in zip(batch.drafts, outcomes, strict=True):
            if isinstance(outcome, Ready):
                ready.append(outcome)
                kept.append(outcome.post())
            elif isinstance(outcome, Post):
                kept.append(outcome)
            elif outcome.post is not None:
                is_first = self._is_first(draft)
                others.append(Other(outcome.post, outcome.is_ours, is_first, outcome.reason))
            elif self._is_first(draft):
                rejected.append(outcome.reason)
        seen = (*kept, *(other.post for other in others))
        near = tuple(found for post in seen for found in self._near(post))
        return Refined(batch, tuple(kept), tuple(others), tuple(rejected), near, tuple(ready))

    def _near(self, post: Post) -> Iterator[Seen]:
        """Its tags that are nearly the event's."""
        for tag in post.tags:
            if self._meant(tag) is not None:
                yield Seen(tag, post.id, author_key(post))

    def _is_first(self, draft: Draft) -> bool:
        """A feed delivers its misfits again at every poll; they are counted once."""
        name = spelled(draft.id)
        if name in self._counted:
            return False
        if len(self._counted) >= COUNTED:
            self._counted.clear()
        self._counted.add(name)
        return True


def begin(db: Connection, name: str, add: Add | None = None) -> Start | None:
    """Write down that a source is being read now, and say where; None if nobody wants it any more.

    It comes before the first request: a store that cannot be written causes no traffic. Whoever
    asks for it from here on is seen by `finish`. `add` puts what tests spent into its bookmark.
    """
    old, now = _health(db, name), db.now()
    if old is None:
        return None
    gap = Gap(now) if steps.was_missed(old, now) else None
    # Nobody can say that it was well while nobody listened; a stream is opened anew here.
    is_anew = old.state is State.LIVE or (gap is not None and old.state in steps.SILENCE)
    since = now if is_anew else old.since
    sources.set_health(db, structs.replace(old, tried_at=now, due=now, since=since))
    asked = sources.asked_of(db, name)
    bookmark = asked.bookmark
    settled = bookmark if add is None else trials.settle(db, asked.spec, add, bookmark)
    if settled is not None and settled != bookmark:
        sources.set_bookmark(db, name, settled)
    return Start(settled, now, gap)


def take_in(
    db: Connection,
    source: SourceSpec,
    refined: Refined,
    gap: Gap | None = None,
    noticed: Noticed | None = None,
    *,
    event: Event | None = None,
) -> posts.Saved:
    """Store a batch whole, with its bookmark and what it says of the source's health.

    A post that we have follows its author's edits even where these take the tag away, or all its
    words. Nothing is stored of a source that nobody wants any more, or that was asked for something
    else, or with tags of an `event` as it was: its bookmark would pass over what is wanted now.
    """
    batch = refined.batch
    old, now = _health(db, source.name), db.now()
    if old is None or _is_outdated(db, source, event):
        return posts.Saved()
    edited = posts.given_by(db, source.name, [other.post for other in refined.others])
    new = [other for other in refined.others if other.is_first and other.post not in edited]
    empty = [other.reason for other in new if other.is_empty]
    seen = [*refined.posts, *edited]
    saved = posts.save(db, source, seen, settles=True, made_ready=refined.ready)
    posts.retract(db, source.name, map(spelled, batch.gone), under=batch.gone_under)
    near_tags.count(db, source.name, refined.near)
    if batch.bookmark is not None:
        sources.set_bookmark(db, source.name, batch.bookmark)
    if batch.kept is not None:
        keepsakes.keep(db, source, batch.kept)
    if batch.only_marks:
        return saved
    well = steps.well(old, State.LIVE if batch.is_live else State.OK, now)
    health = structs.replace(
        steps.recovered(well, gap, gap.after(batch, saved).found, now) if gap else well,
        note=steps.note(batch.note, well.note),
        given=old.given + saved.first_here,
        passed_over=old.passed_over + len(new) - len(empty),
        rejected=old.rejected + len(refined.rejected) + len(empty),
        reasons=steps.reasons(old.reasons, [*refined.rejected, *empty]),
        noticed=noticed or old.noticed,
        holes=steps.holed(old.holes, batch.hole),
        is_pushed=batch.is_pushed,
    )
    sources.set_health(db, health)
    return saved


def finish(
    db: Connection,
    name: str,
    start: Start,
    wait: timedelta,
    noticed: Noticed | None = None,
    *,
    pace: Pace | None = None,
) -> None:
    """Say that a source is up to date, and when it will be read again.

    That is at once if somebody asked for it while it was being read, and later than after `wait`
    when the `pace` says so; a stream that ended is opened again as usual.
    """
    old, now = _health(db, name), db.now()
    if old is None:
        return
    is_asked = sources.asked_of(db, name).due < start.at
    well = structs.replace(steps.well(old, State.OK, now), noticed=noticed or old.noticed)
    pace = None if old.state is State.LIVE else pace
    sources.set_health(db, well if is_asked else due_after(db, well, wait, pace))


def say_failed(
    db: Connection,
    name: str,
    error: SourceError,
    failures: int,
    wait: timedelta | None,
    *,
    noticed: Noticed | None = None,
    pace: Pace | None = None,
) -> None:
    """Write down that a source could not be read, and when it will be tried again.

    At the slow `pace` only when it has failed for a while.
    """
    old, now = _health(db, name), db.now()
    if old is None:
        return
    state = steps.state_of(error)
    new = structs.replace(
        old,
        state=state,
        since=old.since if old.state is state else now,
        tried_at=now,
        due=now + wait if wait is not None else None,
        problem=terminal.clean_line(redacted(str(error)), limit=300),
        failures=failures,
        is_offline=isinstance(error, SourceUnreachable) and error.is_offline,
        until=steps.until(error, now),
        noticed=noticed or old.noticed,
    )
    if wait is not None and failures > PATIENT:
        new = due_after(db, new, wait, pace)
    sources.set_health(db, new)


def _is_outdated(db: Connection, source: SourceSpec, event: Event | None) -> bool:
    if event is None:
        return False
    now = search.event_of(db)
    is_other = now is not None and now.hashtags != event.hashtags
    return is_other or sources.asked_of(db, source.name).spec != source


def _health(db: Connection, name: str) -> Health | None:
    """A source may be taken out while it is being read."""
    try:
        return sources.health_of(db, name)
    except StoreError:  # there is no such source; what SQLite raises is wrapped further out
        return None

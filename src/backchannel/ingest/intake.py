"""A batch into the store: posts, deletions, bookmark and health in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from msgspec import structs

from backchannel.clean import terminal
from backchannel.config.secrets import redacted
from backchannel.errors import (
    Refusal,
    SourceError,
    SourceRefused,
    SourceUnreachable,
    StoreError,
)
from backchannel.ingest.pipeline import Passed, refine, shared_pages, spelled
from backchannel.model.moments import to_micros
from backchannel.model.post import Draft, Post
from backchannel.model.source import Health, Noticed, Recovery, SourceSpec, State
from backchannel.sources.api import Batch
from backchannel.store import posts, sources
from backchannel.store.connection import Connection

SILENCE: Final = {State.LIVE: timedelta(seconds=90), State.OK: timedelta(minutes=10)}
"""Not heard for so long while it was well: we were not listening, so what follows closes a gap."""

COUNTED: Final = 20_000
"""How many misfits of one source are remembered, so that each is counted once."""

UNREADABLE: Final = "no post could be made out in it"
"""Why a source itself rejects something: it does not say."""

REASONS: Final = 5
RECOVERIES: Final = 5
"""How many of each are told."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which a source was not read, closed since `began`; `found` posts were in it."""

    began: datetime
    found: int = 0

    def after(self, batch: Batch, saved: posts.Saved) -> Gap:
        """With what one more batch brought. What a stream says of now was not missed."""
        end = to_micros(self.began)
        missed = [place for place in saved.new if place < end or not batch.is_live]
        return Gap(self.began, self.found + len(missed))


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
    """A batch on its way: the posts made of its drafts, others, and why some could not be read."""

    batch: Batch
    posts: tuple[Post, ...]
    others: tuple[Other, ...]
    rejected: tuple[str, ...]


class Refinery:
    """Makes posts of one source's drafts; one that cannot be read costs only itself."""

    def __init__(self, source: SourceSpec, wanted: Sequence[str]) -> None:
        self.source, self.wanted = source, wanted
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
        part = replace(batch, bookmark=None, gone=(), gone_under=(), rejected=0)
        starts = range(0, len(batch.drafts), size)
        parts = [replace(part, drafts=batch.drafts[at : at + size]) for at in reversed(starts)]
        parts[-1] = replace(batch, drafts=parts[-1].drafts)
        return parts

    def refine(self, batch: Batch, shared: frozenset[str], now: datetime) -> Refined:
        """The way of every draft of a batch."""
        source, wanted = self.source, self.wanted
        found = [refine(each, source, wanted, now, shared=shared) for each in batch.drafts]
        return self.sorted_out(batch, found)

    def sorted_out(self, batch: Batch, outcomes: Sequence[Post | Passed]) -> Refined:
        """A batch of which it is known what became of each draft."""
        kept: list[Post] = []
        others: list[Other] = []
        rejected = [UNREADABLE] * batch.rejected
        for draft, outcome in zip(batch.drafts, outcomes, strict=True):
            if isinstance(outcome, Post):
                kept.append(outcome)
            elif outcome.post is not None:
                is_first = self._is_first(draft)
                others.append(Other(outcome.post, outcome.is_ours, is_first, outcome.reason))
            elif self._is_first(draft):
                rejected.append(outcome.reason)
        return Refined(batch, tuple(kept), tuple(others), tuple(rejected))

    def _is_first(self, draft: Draft) -> bool:
        """A feed delivers its misfits again at every poll; they are counted once."""
        name = spelled(draft.id)
        if name in self._counted:
            return False
        if len(self._counted) >= COUNTED:
            self._counted.clear()
        self._counted.add(name)
        return True


def begin(db: Connection, name: str) -> Start | None:
    """Write down that a source is being read now, and say where; None if nobody wants it any more.

    It comes before the first request: a store that cannot be written causes no traffic. Whoever
    asks for it from here on is seen by `finish`.
    """
    old, now = _health(db, name), db.now()
    if old is None:
        return None
    sources.set_health(db, structs.replace(old, tried_at=now, due=now))
    bookmark = sources.asked_of(db, name).bookmark
    return Start(bookmark, now, Gap(now) if _was_missed(old, now) else None)


def take_in(
    db: Connection,
    source: SourceSpec,
    refined: Refined,
    gap: Gap | None = None,
    noticed: Noticed | None = None,
) -> posts.Saved:
    """Store a batch whole, with its bookmark and what it says of the source's health.

    A post that we have follows its author's edits even where these take the tag away, or all its
    words. Nothing is stored of a source that nobody wants any more.
    """
    batch = refined.batch
    old, now = _health(db, source.name), db.now()
    if old is None:
        return posts.Saved()
    edited = posts.given_by(db, source.name, [other.post for other in refined.others])
    new = [other for other in refined.others if other.is_first and other.post not in edited]
    rejected = [*refined.rejected, *(other.reason for other in new if other.is_empty)]
    empty = len(rejected) - len(refined.rejected)
    saved = posts.save(db, source, [*refined.posts, *edited])
    posts.retract(db, source.name, map(spelled, batch.gone), under=batch.gone_under)
    if batch.bookmark is not None:
        sources.set_bookmark(db, source.name, batch.bookmark)
    well = _well(old, State.LIVE if batch.is_live else State.OK, now)
    health = structs.replace(
        _recovered(well, gap, gap.after(batch, saved).found, now) if gap else well,
        note=_note(batch.note, well.note),
        given=old.given + saved.first_here,
        passed_over=old.passed_over + len(new) - empty,
        rejected=old.rejected + len(rejected),
        reasons=_reasons(old.reasons, rejected),
        noticed=noticed or old.noticed,
    )
    sources.set_health(db, health)
    return saved


def finish(
    db: Connection, name: str, start: Start, wait: timedelta, noticed: Noticed | None = None
) -> None:
    """Say that a source is up to date, and when it will be read again.

    That is at once if somebody asked for it while it was being read.
    """
    old, now = _health(db, name), db.now()
    if old is None:
        return
    is_asked = sources.asked_of(db, name).due < start.at
    well = structs.replace(_well(old, State.OK, now), noticed=noticed or old.noticed)
    sources.set_health(db, well if is_asked else structs.replace(well, due=now + wait))


def say_failed(
    db: Connection,
    name: str,
    error: SourceError,
    failures: int,
    wait: timedelta | None,
    *,
    noticed: Noticed | None = None,
) -> None:
    """Write down that a source could not be read, and when it will be tried again."""
    old, now = _health(db, name), db.now()
    if old is None:
        return
    state = _state_of(error)
    new = structs.replace(
        old,
        state=state,
        since=old.since if old.state is state else now,
        tried_at=now,
        due=now + wait if wait is not None else None,
        problem=terminal.clean_line(redacted(str(error)), limit=300),
        failures=failures,
        is_offline=isinstance(error, SourceUnreachable) and error.is_offline,
        noticed=noticed or old.noticed,
    )
    sources.set_health(db, new)


def _health(db: Connection, name: str) -> Health | None:
    """A source may be taken out while it is being read."""
    try:
        return sources.health_of(db, name)
    except StoreError:  # there is no such source; what SQLite raises is wrapped further out
        return None


def _was_missed(old: Health, now: datetime) -> bool:
    """Whether posts may have been published that nobody could hear."""
    if old.ok_at is None:
        return False
    if old.state in SILENCE:
        return now - max(old.ok_at, old.due or old.ok_at) > SILENCE[old.state]
    return old.state is not State.STARTING


def _well(old: Health, state: State, now: datetime) -> Health:
    """What was said of a source before it changed its state is no longer so.

    One that had been given up is due again from now on; nothing else is said of when.
    """
    is_same = old.state is state
    return structs.replace(
        old,
        state=state,
        due=now if old.state in {State.REFUSED, State.GONE} else None,
        since=old.since if is_same else now,
        ok_at=now,
        tried_at=now,
        problem="",
        is_offline=False,
        note=old.note if is_same else "",
        failures=0,
    )


def _recovered(health: Health, gap: Gap, found: int, now: datetime) -> Health:
    """A gap that gives posts in several batches is told once, with all of them."""
    if found <= gap.found:
        return health
    before = [each for each in health.recoveries if each.began != gap.began]
    kept = (Recovery(gap.began, now, found), *before)[:RECOVERIES]
    return structs.replace(health, recovered=found, recovered_at=now, recoveries=kept)


def _reasons(known: Sequence[tuple[str, int]], more: Sequence[str]) -> tuple[tuple[str, int], ...]:
    counts = Counter(dict(known))
    counts.update(more)
    return tuple(counts.most_common(REASONS))


def _note(said: str, old: str) -> str:
    """Nothing leaves the last note, blanks take it away."""
    return terminal.clean_line(said, limit=200) if said else old


def _state_of(error: SourceError) -> State:
    if not isinstance(error, SourceRefused):
        return State.RETRY
    return {Refusal.LOGIN: State.LOGIN, Refusal.GONE: State.GONE}.get(error.why, State.REFUSED)

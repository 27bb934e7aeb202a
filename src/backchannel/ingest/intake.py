"""A batch into the store: posts, deletions, bookmark and health in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backchannel.clean import terminal
from backchannel.errors import Refusal, SourceError, SourceRefused
from backchannel.ingest.pipeline import refine
from backchannel.model.post import Post
from backchannel.model.source import Health, SourceSpec, State
from backchannel.sources.api import Batch
from backchannel.store import posts, sources
from backchannel.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Refined:
    """A batch on its way: the posts made of its drafts, and how many were not."""

    batch: Batch
    posts: tuple[Post, ...]
    passed_over: int
    rejected: int
    reason: str
    """Why the last draft was rejected, empty when none was."""


def refine_all(batch: Batch, source: SourceSpec, wanted: Sequence[str], now: datetime) -> Refined:
    """The way of every draft of a batch; one that cannot be read costs only itself."""
    kept: list[Post] = []
    passed_over, rejected, reason = 0, batch.rejected, ""
    for draft in batch.drafts:
        outcome = refine(draft, source, wanted, now)
        if isinstance(outcome, Post):
            kept.append(outcome)
        elif outcome.is_ours:
            rejected, reason = rejected + 1, outcome.reason
        else:
            passed_over += 1
    return Refined(batch, tuple(kept), passed_over, rejected, reason)


def take_in(
    db: Connection, source: SourceSpec, refined: Refined, gap: int | None = None
) -> posts.Saved:
    """Store a batch whole, with its bookmark and what it says of the source's health.

    `gap` is how many posts earlier batches recovered while closing a gap; None outside one.
    """
    batch = refined.batch
    saved = posts.save(db, source, refined.posts)
    posts.retract(db, source.name, batch.gone)
    if batch.bookmark is not None:
        sources.set_bookmark(db, source.name, batch.bookmark)
    now = db.now()
    old = sources.health_of(db, source.name)
    state = State.LIVE if batch.is_live else State.OK
    recovered = len(saved.new) + gap if gap is not None and saved.new else 0
    sources.set_health(
        db,
        replace(
            old,
            state=state,
            since=old.since if old.state is state else now,
            ok_at=now,
            tried_at=now,
            problem="",
            note=terminal.clean_line(batch.note, limit=200) or old.note,
            given=old.given + saved.first_here,
            passed_over=old.passed_over + refined.passed_over,
            rejected=old.rejected + refined.rejected,
            failures=0,
            recovered=recovered or old.recovered,
            recovered_at=now if recovered else old.recovered_at,
        ),
    )
    return saved


def set_due(db: Connection, name: str, wait: timedelta) -> None:
    """Say when a source that is up to date will be read again."""
    old = sources.health_of(db, name)
    sources.set_health(db, replace(old, due=db.now() + wait))


def say_failed(
    db: Connection, name: str, error: SourceError, failures: int, wait: timedelta | None
) -> Health:
    """Write down that a source could not be read, and when it will be tried again."""
    now = db.now()
    old = sources.health_of(db, name)
    state = _state_of(error)
    new = replace(
        old,
        state=state,
        since=old.since if old.state is state else now,
        tried_at=now,
        due=now + wait if wait is not None else None,
        problem=terminal.clean_line(str(error), limit=300),
        failures=failures,
    )
    sources.set_health(db, new)
    return new


def _state_of(error: SourceError) -> State:
    if not isinstance(error, SourceRefused):
        return State.RETRY
    return {Refusal.LOGIN: State.LOGIN, Refusal.GONE: State.GONE}.get(error.why, State.REFUSED)

"""The steps by which the health of a source changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from msgspec import structs

from backchannel.clean import terminal
from backchannel.errors import (
    BackchannelError,
    Refusal,
    SourceError,
    SourceRefused,
    SourceUnreachable,
)
from backchannel.ingest.schedule import LONGEST_ASKED
from backchannel.model.moments import to_micros
from backchannel.model.source import Health, Hole, Recovery, State
from backchannel.sources.api import Batch
from backchannel.store import posts

SILENCE: Final = {State.LIVE: timedelta(seconds=90), State.OK: timedelta(minutes=10)}
"""Not heard for so long while it was well: we were not listening, so what follows closes a gap."""

REASONS: Final = 5
RECOVERIES: Final = 5
HOLES: Final = 5
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


def was_missed(old: Health, now: datetime) -> bool:
    """Whether posts may have been published that nobody could hear."""
    if old.ok_at is None:
        return False
    if old.state in SILENCE:
        return now - max(old.ok_at, old.due or old.ok_at) > SILENCE[old.state]
    return old.state is not State.STARTING


def well(old: Health, state: State, now: datetime) -> Health:
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
        until=None,
        is_offline=False,
        note=old.note if is_same else "",
        failures=0,
    )


def recovered(health: Health, gap: Gap, found: int, now: datetime) -> Health:
    """A gap that gives posts in several batches is told once, with all of them."""
    if found <= gap.found:
        return health
    before = [each for each in health.recoveries if each.began != gap.began]
    kept = (Recovery(gap.began, now, found), *before)[:RECOVERIES]
    return structs.replace(health, recovered=found, recovered_at=now, recoveries=kept)


def reasons(known: Sequence[tuple[str, int]], more: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Why drafts were rejected, with `more` of them."""
    counts = Counter(dict(known))
    counts.update(more)
    return tuple(counts.most_common(REASONS))


def note(said: str, old: str) -> str:
    """Nothing leaves the last note, blanks take it away."""
    return terminal.clean_line(said, limit=200) if said else old


def state_of(error: SourceError) -> State:
    """What a source is after an error."""
    if not isinstance(error, SourceRefused):
        return State.RETRY
    return {Refusal.LOGIN: State.LOGIN, Refusal.GONE: State.GONE}.get(error.why, State.REFUSED)


def until(error: BackchannelError, now: datetime) -> datetime | None:
    """Until when a server asked us to wait, if it did."""
    asked = error.retry_after if isinstance(error, SourceUnreachable) else None
    return None if asked is None else now + timedelta(seconds=min(asked, LONGEST_ASKED))


def holed(known: tuple[Hole, ...], hole: tuple[datetime, datetime] | None) -> tuple[Hole, ...]:
    """With one more; a hole that is told again with another end is one."""
    if hole is None:
        return known
    new = Hole(*hole)
    return (new, *(each for each in known if each.since != new.since))[:HOLES]

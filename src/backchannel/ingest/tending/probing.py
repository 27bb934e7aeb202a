"""Reading a source once, storing nothing."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.config.secrets import redacted
from backchannel.errors import BackchannelError, SourceError, SourceUnreachable
from backchannel.ingest.health import steps
from backchannel.ingest.pipeline import Passed, refine
from backchannel.ingest.watch import Build
from backchannel.model.misspelt.likeness import meant, years_of
from backchannel.model.post import Post
from backchannel.model.programme import Event
from backchannel.model.source import Probe, SourceSpec
from backchannel.store.progress import trials
from backchannel.store.progress.trials import Add, Trial
from backchannel.store.store import Store

PROBE_SECONDS: Final = 45.0


log = logging.getLogger(__name__)


def _logged(fault: Exception) -> str:
    log.error("a source that was tried", exc_info=fault)
    return "the log"


class Purse:
    """Counts what a test of a source spends: before it is spent, as the source itself does."""

    def __init__(self, store: Store, source: SourceSpec, add: Add) -> None:
        self._store, self._source, self._add = store, source, add
        self._test = uuid.uuid4().hex
        self._before: str | None = None

    async def open(self) -> str | None:
        """What the source has spent by now, to begin with."""
        self._before = await self._store.read(trials.spent, self._source, self._add)
        return self._before

    async def note(self, kept: str) -> None:
        """This much it is now."""
        trial = Trial(self._source.name, self._source.kind, self._before, kept)
        await self._store.write(trials.note, self._test, trial)


async def probe(
    build: Build,
    spec: SourceSpec,
    event: Event,
    *,
    keep: Callable[[Exception], object] = _logged,
    purse: Purse | None = None,
) -> Probe:
    """The first batch is enough to know: access, latency, and whether posts are there.

    `keep` writes down a fault of a plug-in, and names where. `purse` counts what it costs.
    """
    began = time.perf_counter()
    found = Probe(spec.name, spec.kind, "ok", 0.0)
    if spec.kind == "stdin":  # is taken from nobody: what is read here would be gone
        return replace(found, is_live=True)
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            found = await _first_batch(build, spec, event, found, purse)
    except TimeoutError:
        found = replace(found, access="unreachable", problem=f"no answer for {PROBE_SECONDS:.0f} s")
    except BackchannelError as error:
        said = clean_line(redacted(str(error)))
        until = steps.until(error, datetime.now(UTC))
        found = replace(found, access=_access(error), problem=said, until=until)
    except Exception as error:  # noqa: BLE001  # a stranger's source, of a plug-in
        where = await asyncio.to_thread(keep, error)
        fault = f"a fault of the kind {spec.kind} ({type(error).__name__}); details in {where}"
        found = replace(found, access="fault", problem=fault)
    return replace(found, seconds=round(time.perf_counter() - began, 3))


def _access(error: BackchannelError) -> str:
    if isinstance(error, SourceUnreachable):
        return "unreachable" if error.retry_after is None else "later"
    return str(getattr(error, "why", "unreachable" if isinstance(error, SourceError) else "wrong"))


async def _first_batch(
    build: Build, spec: SourceSpec, event: Event, found: Probe, purse: Purse | None
) -> Probe:
    start = await purse.open() if purse else None
    async with build(spec, event) as source, aclosing(source.batches(start)) as batches:  # type: ignore[type-var]  # every source is a generator
        async for batch in batches:
            if purse and batch.kept is not None:
                await purse.note(batch.kept)
            if batch.only_marks:
                continue  # it has not asked yet
            found = replace(found, is_live=batch.is_live)
            if not batch.drafts and batch.is_live:
                break
            now = datetime.now(UTC)
            made = [refine(draft, spec, event.tags, now) for draft in batch.drafts]
            posts = [each for each in made if isinstance(each, Post)]
            dates = [post.published for post in posts if post.published]
            return replace(
                found,
                posts=len(posts),
                others=len(made) - len(posts),
                newest=max(dates, default=None),
                note=clean_line(batch.note, limit=200),
                near=_near(made, event, now),
            )
    return found


def _near(
    made: Sequence[Post | Passed], event: Event, now: datetime
) -> tuple[tuple[str, int], ...]:
    """Tags that are nearly the event's, with how many posts say each."""
    years = years_of(event, now)
    posts = (each if isinstance(each, Post) else each.post for each in made)
    said = Counter(tag for post in posts if post is not None for tag in post.tags)
    near = {tag: count for tag, count in said.items() if meant(tag, event.tags, years)}
    return tuple(Counter(near).most_common())

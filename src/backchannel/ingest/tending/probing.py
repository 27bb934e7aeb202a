"""Reading a source once, storing nothing."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.config.secrets import redacted
from backchannel.errors import BackchannelError, SourceError
from backchannel.ingest.pipeline import Passed, refine
from backchannel.ingest.watch import Build
from backchannel.model.misspelt.likeness import meant, years_of
from backchannel.model.post import Post
from backchannel.model.programme import Event
from backchannel.model.source import Probe, SourceSpec

PROBE_SECONDS: Final = 45.0


log = logging.getLogger(__name__)


def _logged(fault: Exception) -> str:
    log.error("a source that was tried", exc_info=fault)
    return "the log"


async def probe(
    build: Build,
    spec: SourceSpec,
    event: Event,
    *,
    keep: Callable[[Exception], object] = _logged,
) -> Probe:
    """The first batch is enough to know: access, latency, and whether posts are there.

    `keep` writes down a fault of a plug-in, and names where.
    """
    began = time.perf_counter()
    found = Probe(spec.name, spec.kind, "ok", 0.0)
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            found = await _first_batch(build, spec, event, found)
    except TimeoutError:
        found = replace(found, access="unreachable", problem=f"no answer for {PROBE_SECONDS:.0f} s")
    except BackchannelError as error:
        why = str(
            getattr(error, "why", "unreachable" if isinstance(error, SourceError) else "wrong")
        )
        found = replace(found, access=why, problem=clean_line(redacted(str(error))))
    except Exception as error:  # noqa: BLE001  # a stranger's source, of a plug-in
        where = await asyncio.to_thread(keep, error)
        fault = f"a fault of the kind {spec.kind} ({type(error).__name__}); details in {where}"
        found = replace(found, access="fault", problem=fault)
    return replace(found, seconds=round(time.perf_counter() - began, 3))


async def _first_batch(build: Build, spec: SourceSpec, event: Event, found: Probe) -> Probe:
    async with build(spec, event) as source, aclosing(source.batches(None)) as batches:  # type: ignore[type-var]  # every source is a generator
        async for batch in batches:
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

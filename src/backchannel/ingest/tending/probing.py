"""Reading a source once, storing nothing."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.config.secrets import redacted
from backchannel.errors import BackchannelError, SourceError
from backchannel.ingest.pipeline import refine
from backchannel.ingest.watch import Build
from backchannel.model.post import Post
from backchannel.model.programme import Event
from backchannel.model.source import Probe, SourceSpec

PROBE_SECONDS: Final = 45.0


async def probe(build: Build, spec: SourceSpec, event: Event) -> Probe:
    """The first batch is enough to know: access, latency, and whether posts are there."""
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
    return replace(found, seconds=round(time.perf_counter() - began, 3))


async def _first_batch(build: Build, spec: SourceSpec, event: Event, found: Probe) -> Probe:
    async with build(spec, event) as source, aclosing(source.batches(None)) as batches:  # type: ignore[type-var]  # every source is a generator
        async for batch in batches:
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
            )
    return found

"""Whether sources can be read, said to people and to programs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from backchannel.cli.answers import moment
from backchannel.cli.faults import keep_traceback
from backchannel.ui.health.coverage_words import why_text
from backchannel.ui.lines.amounts import counted
from backchannel.ui.lines.times import clock_on

if TYPE_CHECKING:
    from backchannel.config.event_file import EventFile
    from backchannel.config.secrets import Secrets
    from backchannel.model.source import Probe, SourceSpec


async def probe_all(
    event: EventFile, specs: Sequence[SourceSpec], secrets: Secrets, store: Path
) -> tuple[list[Probe], float | None]:
    """Read sources once, all at the same time, in the order asked.

    Also how many seconds this machine's clock is ahead of the servers', None if none said. What is
    paid for is counted in the store, which is made for it where there is none. Raises StoreError.
    """
    from contextlib import AsyncExitStack

    from msgspec.structs import replace

    from backchannel.config.places import places
    from backchannel.ingest.tending.probing import Purse, probe
    from backchannel.sources import registry
    from backchannel.store.store import Store
    from backchannel.wiring.accounts import Logins
    from backchannel.wiring.net import Net

    paid = [(spec, add) for spec in specs if (add := registry.costs_of(spec.kind))]
    async with AsyncExitStack() as stack:
        logins = Logins(places().accounts_file)
        net = await stack.enter_async_context(Net(secrets, logins=logins))
        purses: dict[str, Purse] = {}
        if paid:
            opened = await stack.enter_async_context(Store(store))
            purses = {spec.name: Purse(opened, spec, add) for spec, add in paid}
        probes = await asyncio.gather(
            *(
                probe(
                    net.build, spec, event.event, keep=keep_traceback, purse=purses.get(spec.name)
                )
                for spec in specs
            )
        )
        probes = [replace(each, token=net.reads_with(each.source)) for each in probes]
        seen = [net.noticed(spec.name) for spec in specs]
    skews = [each.ahead for each in seen if each is not None and each.ahead is not None]
    # The middle one: a single server may be wrong about the time itself.
    return probes, median(skews) if skews else None


def probe_fields(probe: Probe) -> dict[str, object]:
    """A probe as `--json` prints it."""
    return {
        "source": probe.source,
        "kind": probe.kind,
        "access": probe.access,
        "seconds": probe.seconds,
        "posts": probe.posts,
        "other_posts": probe.others,
        "newest": moment(probe.newest),
        "problem": probe.problem,
        "note": probe.note,
        "near_tags": dict(probe.near),
        "token_from": probe.token or None,
    }


def probe_line(probe: Probe, zone: tzinfo) -> str:
    """A probe in one line, with times where the event is."""
    token = f", token from {probe.token}" if probe.token else ""
    now = datetime.now(UTC)
    if probe.access != "ok":
        why = why_text(probe, lambda at: clock_on(at, now, zone))
        return f"{probe.source} ({probe.kind}): {probe.access}: {why}{token}"
    newest = f", newest {clock_on(probe.newest, now, zone)}" if probe.newest else ""
    others = f" and {probe.others} without the tag" if probe.others else ""
    others += "".join(f", {count:,} with #{tag}" for tag, count in probe.near[:1])
    note = f"; {probe.note}" if probe.note else ""
    return (
        f"{probe.source} ({probe.kind}): ok, {counted(probe.posts, 'post')} in the first answer"
        f"{others}{newest}, {probe.seconds:.2f} s{token}{note}"
    )

"""Every source as `sources list` tells of it: from the event file, and from the store if any."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from backchannel.cli.answers import moment
from backchannel.cli.choice import Choice
from backchannel.cli.coverage.near import near_tags_in
from backchannel.config.event_file import EventFile
from backchannel.model.source import Health
from backchannel.sources import registry
from backchannel.store import sources
from backchannel.store.connection import Connection
from backchannel.store.coverage.places import Covered, covered
from backchannel.store.store import Reader
from backchannel.ui.health.coverage_words import (
    budget_text,
    is_low,
    missing_texts,
    near_text,
    reach_text,
    unseen_text,
)
from backchannel.ui.lines.amounts import counted


@dataclass(frozen=True, slots=True)
class Known:
    """What a store knows of its sources at the moment `now`; nothing where there is no store."""

    now: datetime
    health: Mapping[str, Health] = field(default_factory=dict)
    covered: Mapping[str, Covered] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """One source. `health` is None when it was never read."""

    name: str
    kind: str
    health: Health | None
    covered: Covered
    now: datetime


def known(store: Path) -> Known:
    """Read what is known now. Raises StoreError for a store that cannot be read."""
    if not store.is_file():
        return Known(datetime.now(UTC))

    def look(db: Connection) -> Known:
        found = {health.source: health for health in sources.health(db)}
        return Known(db.now(), found, covered(db))

    async def read() -> Known:
        async with Reader(store) as reader:
            return await reader.read(look)

    return asyncio.run(read())


def sources_of(event_file: EventFile | None, store: Path) -> list[Listed]:
    """Those of an event file, which need not have been read yet, then others that a store knows."""
    found = known(store)
    specs = {spec.name: spec for spec in event_file.sources} if event_file else {}
    unseen = {
        name: registry.unseen_of(spec, event_file.event)
        for name, spec in specs.items()
        if event_file
    }
    covers = {
        name: replace(found.covered.get(name, Covered()), unseen=said)
        for name, said in unseen.items()
    }
    return [
        Listed(
            name,
            specs[name].kind if name in specs else found.health[name].kind,
            found.health.get(name),
            covers.get(name) or found.covered.get(name, Covered()),
            found.now,
        )
        for name in dict.fromkeys([*specs, *found.health])
    ]


def line(each: Listed) -> str:
    """A source in one line."""
    if each.health is None:
        return f"{each.name} ({each.kind}): never read"
    health = each.health
    parts = [f"{each.name} ({health.kind}): {health.state}, {counted(health.given, 'post')}"]
    parts += [f"last read {moment(health.ok_at)}"] if health.ok_at else []
    budget = health.noticed.budget if health.noticed else None
    low = budget_text(budget, _clock) if budget and is_low(budget, each.now) else ""
    return ", ".join([*parts, *filter(None, (reach_text(each.covered, each.now), low))]) + (
        f", {health.problem}" if health.problem else ""
    )


def further_lines(each: Listed) -> Iterator[str]:
    """What there is to know of it besides."""
    health = each.health or Health(each.name, each.kind)
    if each.covered.unseen:
        yield unseen_text(each.covered.unseen)
    yield from missing_texts(health, _clock)
    if health.noticed and (budget := health.noticed.budget):
        yield budget_text(budget, _clock)
    if health.note:
        yield health.note


def near_lines(choice: Choice) -> Iterator[str]:
    """Tags that people may have meant, and how to take one."""
    file = shlex.quote(str(choice.event_file or "EVENT.toml"))
    for near in near_tags_in(choice.store):
        yield f"{near_text(near)} Take it: backchannel tags add '#{near.tag}' {file}"


def fields(each: Listed) -> dict[str, object]:
    """A source as `--json` prints it."""
    unseen = list(each.covered.unseen)
    if (health := each.health) is None:
        return {
            "source": each.name, "kind": each.kind, "state": "never read", "unseen": unseen
        }  # fmt: skip
    budget = health.noticed.budget if health.noticed else None
    return {
        "source": each.name,
        "kind": health.kind,
        "state": str(health.state),
        "since": moment(health.since),
        "ok_at": moment(health.ok_at),
        "due": moment(health.due) if health.due and health.due.year < 9000 else None,
        "problem": health.problem,
        "note": health.note,
        "posts": health.given,
        "newest": moment(each.covered.newest),
        "oldest": moment(each.covered.oldest),
        "other_posts": health.passed_over,
        "rejected": health.rejected,
        "failures": health.failures,
        "unseen": unseen,
        "missing": [
            {"since": moment(hole.since), "until": moment(hole.until)} for hole in health.holes
        ],
        "budget": budget
        and {"left": budget.left, "limit": budget.limit, "anew": moment(budget.anew)},
    }


def _clock(at: datetime) -> str:
    return moment(at) or ""

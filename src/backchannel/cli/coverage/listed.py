"""Every source as `sources list` tells of it: from the event file, and from the store if any."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from backchannel.cli.answers import moment
from backchannel.cli.choice import Choice
from backchannel.cli.coverage.near import near_tags_in
from backchannel.cli.events.looking import look_once
from backchannel.config.event_file import EventFile
from backchannel.model.programme import Event, zone_of
from backchannel.model.source import Health, State
from backchannel.sources import registry
from backchannel.store import lease, sources
from backchannel.store.connection import Connection
from backchannel.store.coverage.places import Covered, covered
from backchannel.ui.health.coverage_words import (
    budget_of,
    budget_text,
    is_low,
    missing_texts,
    near_text,
    reach_text,
    unseen_text,
    why_text,
)
from backchannel.ui.health.source_words import as_now, is_remembered
from backchannel.ui.lines.amounts import counted
from backchannel.ui.lines.times import clock_on

NO_TOKENS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Known:
    """What a store knows of its sources at the moment `now`; nothing where there is no store.

    `begun` is when whoever collects now began; None when nobody does.
    """

    now: datetime
    event: Event | None = None
    begun: datetime | None = None
    health: Mapping[str, Health] = field(default_factory=dict)
    covered: Mapping[str, Covered] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """One source. `health` is None when it was never read; `is_current` when somebody is at it.

    `token` is from where it has one, in words.
    """

    name: str
    kind: str
    health: Health | None
    covered: Covered
    now: datetime
    zone: tzinfo = UTC
    is_current: bool = False
    token: str = ""

    def clock(self, at: datetime) -> str:
        """A moment where the event is."""
        return clock_on(at, self.now, self.zone)


def known(store: Path) -> Known:
    """Read what is known now. Raises StoreError for a store that cannot be read."""
    if not store.is_file():
        return Known(datetime.now(UTC))

    def look(db: Connection) -> Known:
        found = {health.source: health for health in sources.health(db)}
        held, now = lease.read(db), db.now()
        begun = held.taken if held is not None and held.is_live(db.wall()) else None
        return Known(now, sources.event_of(db), begun, found, covered(db))

    return look_once(store, look)


def sources_of(
    event_file: EventFile | None, store: Path, tokens: Mapping[str, str] = NO_TOKENS
) -> list[Listed]:
    """Those of an event file, which need not have been read yet, then others that a store knows.

    `tokens` are from where their tokens are, by their names.
    """
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
    zone = zone_of(event_file.event if event_file else found.event)
    return [
        Listed(
            name,
            specs[name].kind if name in specs else found.health[name].kind,
            _as_now(found.health.get(name), found.begun),
            covers.get(name) or found.covered.get(name, Covered()),
            found.now,
            zone,
            found.begun is not None,
            tokens.get(name, ""),
        )
        for name in dict.fromkeys([*specs, *found.health])
    ]


def line(each: Listed) -> str:
    """A source in one line."""
    token = f"token from {each.token}" if each.token else ""
    if each.health is None:
        return ", ".join(filter(None, (f"{each.name} ({each.kind}): never read", token)))
    health = each.health
    is_old = is_remembered(health, is_current=each.is_current)
    read = f"last {'live' if is_old and health.state is State.LIVE else 'read'}"
    last = f"{read} {each.clock(health.ok_at)}" if health.ok_at else ""
    state = (last or "not read yet") if is_old else str(health.state)
    parts = [f"{each.name} ({health.kind}): {state}, {counted(health.given, 'post')}"]
    parts += [last] if last and not is_old else []
    parts += ["slow on purpose, for it is quiet"] if health.sooner and not is_old else []
    budget = budget_of(health, each.now)
    low = budget_text(budget, each.clock) if budget and is_low(budget) else ""
    why = why_text(health, each.clock)
    return ", ".join(
        filter(None, (*parts, reach_text(each.covered, each.now), low, token, why)),
    )


def further_lines(each: Listed) -> Iterator[str]:
    """What there is to know of it besides."""
    health = each.health or Health(each.name, each.kind)
    if each.covered.unseen:
        yield unseen_text(each.covered.unseen)
    yield from missing_texts(health, each.clock)
    if (budget := budget_of(health, each.now)) is not None:
        yield budget_text(budget, each.clock)
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
            "source": each.name, "kind": each.kind, "state": "never read", "unseen": unseen,
            "token_from": each.token or None,
        }  # fmt: skip
    budget, is_old = budget_of(health, each.now), is_remembered(health, is_current=each.is_current)
    return {
        "source": each.name,
        "kind": health.kind,
        "state": str(health.state),
        "is_current": not is_old,
        "since": None if is_old else moment(health.since),
        "ok_at": moment(health.ok_at),
        "due": moment(health.due) if health.due and health.due.year < 9000 else None,
        "is_slow": health.sooner is not None,
        "problem": health.problem,
        "note": health.note,
        "posts": health.given,
        "newest": moment(each.covered.newest),
        "oldest": moment(each.covered.oldest),
        "other_posts": health.passed_over,
        "rejected": health.rejected,
        "failures": health.failures,
        "unseen": unseen,
        "token_from": each.token or None,
        "missing": [
            {"since": moment(hole.since), "until": moment(hole.until)} for hole in health.holes
        ],
        "budget": budget
        and {"left": budget.left, "limit": budget.limit, "anew": moment(budget.anew)},
    }


def _as_now(health: Health | None, begun: datetime | None) -> Health | None:
    return health and as_now(health, begun)

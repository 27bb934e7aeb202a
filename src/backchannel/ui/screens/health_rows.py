"""How the collector, the store, the clock and every source are doing, as rows of a list."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from backchannel.config.places import shown
from backchannel.model.source import UNREADABLE, Health, State
from backchannel.store.check import Upkeep
from backchannel.store.coverage.places import Covered
from backchannel.store.lease import Lease
from backchannel.ui.health.clock_words import WRONG, clock_text, seconds_ahead
from backchannel.ui.health.coverage_words import (
    budget_of,
    budget_text,
    missing_texts,
    reach_text,
    unseen_text,
    why_text,
)
from backchannel.ui.health.health_line import Situation
from backchannel.ui.health.source_words import (
    SIGNS,
    WAITING,
    duration_text,
    health_text,
    is_remembered,
    is_well,
    last_text,
)
from backchannel.ui.lines.amounts import counted, size
from backchannel.ui.lines.times import clock_on
from backchannel.ui.widgets.rows import Row

TIGHT: Final = 500_000_000
"""Bytes. With less room on the disk it is said loudly."""

MANY: Final = 20
"""Sources; those of more stand by how they do."""

COLLECTOR, STORE, CLOCK = "\tcollector", "\tstore", "\tclock"
"""Keys that no source has for a name."""


def facts(
    situation: Situation, held: Lease | None, kept: Upkeep, now: datetime, zone: ZoneInfo
) -> list[Row]:
    """Collector, store and clock."""
    ahead = seconds_ahead(situation.sources, now)
    clock = "not compared with any server's yet" if ahead is None else clock_text(ahead)
    off = ahead is not None and abs(ahead) >= WRONG
    free = f"{size(kept.free)} free"
    return [
        _collector_row(situation, held, now, zone),
        Row(
            key=STORE,
            lead=f"{'✕' if situation.problem else '●'} store",
            text=situation.problem
            or f"{counted(kept.posts, 'post')} in {size(kept.size)}, {free} on its disk",
            aside=shown(kept.path),
            more=(f"{size(kept.log)} in its write-ahead log",) if kept.log else (),
            is_loud=bool(situation.problem) or kept.free < TIGHT,
        ),
        Row(key=CLOCK, lead=f"{'◔' if off else '●'} clock", text=clock, is_loud=off),
    ]


def source_rows(
    situation: Situation, covered: Mapping[str, Covered], now: datetime, zone: ZoneInfo
) -> list[Row]:
    """Everything known of how each source is doing; of old when nobody collects just now.

    In the organiser's order, but of more than anybody looks through those that are not well come
    first. What many places never show, as feeds do, is told with the first of them.
    """
    rows, sources = [], situation.sources
    blind = Counter(covered.get(each.source, Covered()).unseen for each in sources)
    if len(sources) > MANY:
        sources = tuple(sorted(sources, key=lambda health: is_well(health, now)))
    for health in sources:
        row = _source_row(health, now, zone, is_current=situation.is_current)
        covers = covered.get(health.source, Covered())
        missing = missing_texts(health, lambda at: clock_on(at, now, zone))
        alike = blind.pop(covers.unseen, 0)
        unseen = unseen_text(covers.unseen, alike - 1) if alike else ""
        more = (reach_text(covers, now), *row.more, *missing, unseen)
        rows.append(replace(row, more=tuple(filter(None, more))))
    return rows


def _collector_row(situation: Situation, held: Lease | None, now: datetime, zone: ZoneInfo) -> Row:
    lead = "collector"
    if held is None or not situation.is_current:
        why = f": {situation.why_not}" if situation.why_not else ""
        heard = f"last heard at {clock_on(held.beat, now, zone)}" if held else ""
        return Row(
            COLLECTOR,
            f"◌ {lead}",
            f"nobody is collecting{why}; this is what was known",
            aside=heard,
            is_loud=True,
        )
    day, today = (at.astimezone(zone).date() for at in (held.taken, now))
    starts = [at for at in held.starts if at.astimezone(zone).date() == day]
    which = "today" if day == today else "that day"
    times = f" · started {len(starts)} times {which}" if len(starts) > 1 else ""
    since = f"since {clock_on(held.taken, now, zone)}{times}"
    if situation.stuck is not None:
        said = f"stuck: nobody was asked for {duration_text(situation.stuck)}"
        return Row(COLLECTOR, f"◐ {lead}", said, aside=f"{_who(held)}, {since}", is_loud=True)
    return Row(COLLECTOR, f"● {lead}", f"{_who(held)}, {since}")


def _who(held: Lease) -> str:
    if held.host != platform.node():
        return f"on another machine ({held.host}, process {held.pid})"
    own = "started by this desk" if held.parent == os.getpid() else "not started by this desk"
    return f"process {held.pid}, {own}"


def _source_row(health: Health, now: datetime, zone: ZoneInfo, *, is_current: bool) -> Row:
    is_old = is_remembered(health, is_current=is_current)
    is_silent = health.state is State.LIVE and not is_well(health, now)
    state = State.STARTING if is_old else State.RETRY if is_silent else health.state
    said = last_text(health, now) if is_old else health_text(health, now)
    since = ""
    if health.since and not is_old and not is_silent and health.state is not State.STARTING:
        since = f" since {clock_on(health.since, now, zone)}"
    why = why_text(health, lambda at: clock_on(at, now, zone))
    return Row(
        key=health.source,
        lead=f"{SIGNS[state]} {health.source}",
        text=f"{said}{since}" + (f": {why}" if why else ""),
        aside=" · ".join(_givings(health)),
        more=tuple(_more(health, now, zone, is_current=is_current)),
        is_loud=(bool(health.problem) or is_silent) and not is_old,
    )


def _givings(health: Health) -> Iterator[str]:
    yield health.kind
    yield counted(health.given, "post")
    if health.passed_over:
        yield f"{health.passed_over:,} without the tag"
    if health.rejected:
        yield f"{health.rejected:,} unreadable"


def _more(health: Health, now: datetime, zone: ZoneInfo, *, is_current: bool) -> Iterator[str]:
    """Further lines: what could not be read and why, when, the server, gaps, a note."""
    is_said = bool(health.note) and all(reason == UNREADABLE for reason, _ in health.reasons)
    if health.reasons and not is_said:
        why = ", ".join(f"{reason} ({count:,})" for reason, count in health.reasons)
        yield f"unreadable: {why}"
    if when := " · ".join(_times(health, now, zone, is_current=is_current)):
        yield when
    if (budget := budget_of(health, now)) is not None:
        yield budget_text(budget, lambda at: clock_on(at, now, zone))
    gaps = [
        f"{counted(each.posts, 'post')} at {clock_on(each.at, now, zone)}"
        for each in health.recoveries
    ]
    if gaps or (health.recovered and health.recovered_at):
        yield f"recovered {', '.join(gaps) or counted(health.recovered, 'post')}"
    if health.note:
        yield health.note


def _times(health: Health, now: datetime, zone: ZoneInfo, *, is_current: bool) -> Iterator[str]:
    if health.ok_at:
        yield f"last good {clock_on(health.ok_at, now, zone)}"
    if is_current and health.due and health.due.year < 9000 and health.state not in WAITING:
        is_late = health.due <= now and health.state is not State.LIVE
        slow = ", slow on purpose" if health.sooner else ""
        yield "next try now" if is_late else f"next try {clock_on(health.due, now, zone)}{slow}"
    if health.failures > 1:
        yield f"failed {health.failures:,} times in a row"
    if health.noticed is not None:
        yield f"answered in {_seconds(health.noticed.seconds)}"


def _seconds(seconds: float) -> str:
    return f"{max(1, round(seconds * 1000))} ms" if seconds < 1 else f"{seconds:.1f} s"

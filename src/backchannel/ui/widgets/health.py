"""How every source is doing, in one line that tells the worst first when it is short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from msgspec import Struct
from textual.content import Content

from backchannel.clean.terminal import clean_line
from backchannel.model.source import Health, State
from backchannel.ui.lines.wrap import cells, crop

SILENT: Final = timedelta(seconds=90)
"""After this long without a sign a stream that is said to be live is not believed."""

SIGNS: Final = {
    State.STARTING: "◌",
    State.OK: "●",
    State.LIVE: "●",
    State.RETRY: "◐",
    State.LOGIN: "○",
    State.REFUSED: "✕",
    State.GONE: "✕",
    State.OFF: "·",
}
_STYLES: Final = {
    State.OK: "$text-success",
    State.LIVE: "$text-success",
    State.RETRY: "$text-warning",
    State.LOGIN: "$text-warning",
    State.REFUSED: "$text-error",
    State.GONE: "$text-error",
}
_WORDS: Final = {State.LOGIN: "needs login", State.GONE: "has ended"}
_WHY: Final = 40
"""Cells a reason gets in the line; the panel of sources has all of it."""

Part = tuple[str, str]


class Situation(Struct, frozen=True):
    """What the health line tells: every source, the collector, the store."""

    sources: Sequence[Health]
    is_collected: bool
    problem: str = ""


def health_text(health: Health, now: datetime) -> str:
    """One source in a few words that stay true until the next minute."""
    match health.state:
        case State.LIVE if health.ok_at and now - health.ok_at > SILENT:
            return f"silent for {_minutes(now - health.ok_at)} min"
        case State.OK:
            return _age(health.ok_at, now)
        case State.RETRY if health.due and health.due - now >= timedelta(minutes=1):
            return f"retry in {_minutes(health.due - now)} min"
        case State.RETRY:
            return "retry in <1 min"
        case state:
            return _WORDS.get(state, str(state))


def health_line(situation: Situation, now: datetime, width: int) -> Content:
    """Every source's sign, name and state; what is well gives way when the line is too short."""
    if situation.problem:
        problem = crop(f" ✕ {clean_line(situation.problem)}", width)
        return Content.assemble((problem.ljust(width), "bold $text-error reverse"))
    lead: list[Part] = []
    if not situation.is_collected:
        lead.append((" ◌ nobody is collecting ", "bold $text-warning"))
    sources = situation.sources
    for parts in (
        _each(sources, now, has_why=True),
        _each(sources, now),
        _grouped(sources, now),
        _counted(sources, now),
    ):
        line = [*lead, *parts]
        if sum(cells(text) for text, _ in line) <= width:
            return Content.assemble(*line)
    return Content.assemble(*_cropped([*lead, *_counted(sources, now)], width))


def is_well(health: Health, now: datetime) -> bool:
    """Whether nothing need be said of a source."""
    if health.state is State.LIVE:
        return health.ok_at is None or now - health.ok_at <= SILENT
    return health.state in {State.OK, State.STARTING}


def _each(sources: Sequence[Health], now: datetime, *, has_why: bool = False) -> Iterator[Part]:
    """Everybody by name."""
    for health in sources:
        why = f": {crop(clean_line(health.problem), _WHY)}" if has_why and health.problem else ""
        yield _named(health, now, f"{why}{_recovered(health, now)}")


def _grouped(sources: Sequence[Health], now: datetime) -> Iterator[Part]:
    """Streams and what is not well by name, the rest by kind: `feeds 7/7 ok`."""
    for kind, of_kind in groupby(sorted(sources, key=lambda each: each.kind), lambda h: h.kind):
        several = list(of_kind)
        well = [health for health in several if is_well(health, now)]
        silent = [health for health in well if health.state is not State.LIVE]
        is_group = len(silent) > 1
        if is_group:
            oldest = min(silent, key=lambda health: health.ok_at or now)
            said = f"{len(well)}/{len(several)} {health_text(oldest, now)}"
            yield f" ● {kind}s {said} ", _STYLES[State.OK]
        for health in several:
            if not (is_group and health in silent):
                yield _named(health, now, _recovered(health, now))


def _counted(sources: Sequence[Health], now: datetime) -> Iterator[Part]:
    """What is not well by name first, then how many are."""
    for health in sources:
        if not is_well(health, now):
            yield _named(health, now)
    well = sum(is_well(health, now) for health in sources)
    if sources:
        yield f" ● {well} of {len(sources)} well ", _STYLES[State.OK] if well else ""


def _named(health: Health, now: datetime, more: str = "") -> Part:
    is_silent = health.state is State.LIVE and not is_well(health, now)
    state = State.RETRY if is_silent else health.state
    style = _STYLES.get(state, "$text-muted")
    name = clean_line(health.source, limit=40)
    return f" {SIGNS[state]} {name} {health_text(health, now)}{more} ", style


def _cropped(parts: Sequence[Part], width: int) -> Iterator[Part]:
    for text, style in parts:
        shown = crop(text, width)
        width -= cells(shown)
        yield shown, style


def _recovered(health: Health, now: datetime) -> str:
    if not health.recovered or health.recovered_at is None:
        return ""
    is_news = now - health.recovered_at < timedelta(minutes=5)
    return f" (recovered {health.recovered:,} posts)" if is_news else ""


def _age(moment: datetime | None, now: datetime) -> str:
    """How long ago, in steps coarse enough to stay true while nothing repaints."""
    if moment is None:
        return "ok"
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 5:
        return "ok"
    return f"{minutes} min ago" if minutes < 120 else f"{minutes // 60} h ago"


def _minutes(duration: timedelta) -> int:
    return max(1, round(duration.total_seconds() / 60))

"""How every source is doing, in one line that tells the worst first when it is short."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from msgspec import Struct
from textual.content import Content

from backchannel.clean.terminal import clean_line
from backchannel.model.source import Health, State
from backchannel.ui.health.source_words import (
    SIGNS,
    WAITING,
    duration_text,
    health_text,
    heard_text,
    is_remembered,
    is_well,
    last_text,
    next_look,
)
from backchannel.ui.health.stage_words import BLANK, at_the_right, waiting_ways
from backchannel.ui.keymap import DECLARED
from backchannel.ui.lines.amounts import counted
from backchannel.ui.lines.wrap import cells, crop

_STYLES: Final = {
    State.OK: "$text-success",
    State.LIVE: "$text-success",
    State.RETRY: "$text-warning",
    State.LOGIN: "$text-warning",
    State.REFUSED: "$text-error",
    State.GONE: "$text-error",
}
_WORST: Final = {State.REFUSED: 0, State.LOGIN: 1, State.LIVE: 2, State.RETRY: 3, State.GONE: 4}
_WHY: Final = 40
"""Cells a reason gets in the line; the panel of sources has all of it."""

_HOUR: Final = timedelta(hours=1)

Part = tuple[str, str]


class Situation(Struct, frozen=True):
    """What the health line tells: every source, the collector, the store, the clock.

    `is_current` is whether a collector is alive, so that what is known of the sources is so now;
    `is_collected` whether one was lately. `why_not` is why the last one could not start. `rate`
    says how many posts came in the last minutes; it stands at the right if there is room left.
    `stuck` is for how long a collector that is alive asked nobody, `slept` for how long this
    machine was asleep just before, `clock` what is wrong with its clock. `opens` is the key that
    leads to all of it. `is_blank`: no projector shows anything; `on_air` wrote what they show.
    `replay` says that all this was recorded, and which moment of it is played. `undecided` is what
    waits for a decision, in ever fewer words.
    """

    sources: Sequence[Health]
    is_collected: bool
    problem: str = ""
    is_current: bool = True
    why_not: str = ""
    rate: str = ""
    stuck: timedelta | None = None
    slept: timedelta | None = None
    clock: str = ""
    opens: str = DECLARED.said("health")
    is_blank: bool = False
    on_air: str = ""
    replay: str = ""
    undecided: Sequence[str] = ()


def health_line(situation: Situation, now: datetime, width: int) -> Content:
    """Every source's sign, name and state; what is well gives way when the line is too short."""
    blank = [BLANK] if situation.is_blank else []
    if situation.problem:
        problem = crop(f" ✕ {clean_line(situation.problem)}", room := width - _cells(blank))
        return Content.assemble(*blank, (problem.ljust(room), "bold $text-error reverse"))
    leads = [[*blank, *each, *_lead(situation, now)] for each in waiting_ways(situation.undecided)]
    ways = _ways(situation, now) if situation.is_current else _remembered(situation, now)
    for line in ([*lead, *parts] for parts in ways for lead in leads):
        if (said := _cells(line)) <= width:
            who = "" if situation.is_blank else situation.on_air
            tail = at_the_right(who, situation.rate, width - said)
            gap = [(" " * (width - said - _cells(tail)), "")] if tail else []
            return Content.assemble(*line, *gap, *tail)
    return Content.assemble(*((crop(text, width), style) for text, style in leads[-1]))


def _lead(situation: Situation, now: datetime) -> Iterator[Part]:
    """What is said before any source: nobody collects, or not as they should, or seldom."""
    if situation.replay:
        yield f" {situation.replay} ", "bold $text-accent"
        if not situation.is_collected:
            yield " ◌ nobody is playing it ", "bold $text-warning"
        return
    if not situation.is_collected:
        why = f": {clean_line(situation.why_not)}" if situation.why_not else ""
        yield f" ◌ nobody is collecting{why} ", "bold $text-warning"
    elif situation.stuck is not None:
        said = f" ◐ the collector is stuck: nobody was asked for {duration_text(situation.stuck)} "
        yield said, "bold $text-warning"
    elif situation.slept is not None:
        yield f" ◌ slept for {duration_text(situation.slept)}, catching up ", "$text-warning"
    elif situation.is_current and (slow := next_look(situation.sources)):
        yield f" ◌ slow on purpose, for it is quiet · next look {_soon(slow - now)} ", "$text-muted"
    if situation.clock:
        yield f" ◔ {situation.clock} ", "bold $text-warning"


def _ways(situation: Situation, now: datetime) -> Iterator[Sequence[Part]]:
    """What can be said, from the whole to the least."""
    sources = situation.sources
    if is_cut_off(sources):
        yield from _cut_off(sources, now)
    else:
        yield list(_each(sources, now, has_why=True))
        yield list(_each(sources, now))
        yield list(_grouped(sources, now))
    yield from _counted(sources, now, situation.opens)


def _remembered(situation: Situation, now: datetime) -> Iterator[Sequence[Part]]:
    """What was known when somebody collected; it is not said to be so now."""
    sources = situation.sources
    others = [health for health in sources if is_remembered(health, is_current=False)]
    waiting = [_named(health, now) for health in sources if health not in others]
    yield [*waiting, *(_kept(clean_line(h.source, limit=40), last_text(h, now)) for h in others)]
    if others:
        yield [*waiting, *_together(others, now)]
        yield [*_together(others, now)]
    yield []


def _together(sources: Sequence[Health], now: datetime) -> Iterator[Part]:
    """So many sources: of the ages the greatest is true of all."""
    read = [health for health in sources if health.ok_at is not None]
    if read:
        oldest = min(read, key=lambda health: health.ok_at or now)
        yield _kept(counted(len(read), "source"), heard_text(oldest, now))
    if len(read) < len(sources):
        yield _kept(f"{len(sources) - len(read)}", "not read yet")


def _kept(who: str, said: str) -> Part:
    return f" {SIGNS[State.STARTING]} {who} {said} ", "$text-muted"


def is_cut_off(sources: Sequence[Health]) -> bool:
    """Whether nobody is reached of all that are read without somebody's help."""
    tried = [health for health in sources if health.state not in WAITING]
    return len(tried) > 1 and all(
        health.state is State.RETRY and health.is_offline for health in tried
    )


def _each(sources: Sequence[Health], now: datetime, *, has_why: bool = False) -> Iterator[Part]:
    """Everybody by name."""
    for health in sources:
        why = f": {_in_short(health.problem)}" if has_why and health.problem else ""
        yield _named(health, now, f"{why}{_recovered([health], now)}")


def _cut_off(sources: Sequence[Health], now: datetime) -> Iterator[Sequence[Part]]:
    """One sentence for all, then what waits for somebody."""
    dues = [health.due for health in sources if health.state is State.RETRY and health.due]
    again = f"next try {_soon(min(dues) - now)}" if dues else ""
    waiting = [_named(health, now) for health in _worst_first(sources, now, WAITING)]
    style = _STYLES[State.RETRY]
    for said in (
        f" ◐ nothing can be reached: is there a network? {again}",
        f" ◐ nothing reached: is there a network? {again}",
        f" ◐ nothing reached{' · ' if again else ''}{again}",
        " ◐ nothing reached",
    ):
        sentence = (f"{said.rstrip()} ", style)
        yield [sentence, *waiting]
        yield [sentence]


def _grouped(sources: Sequence[Health], now: datetime) -> Iterator[Part]:
    """What is not well by name, then streams, then the rest by kind: `feeds 7/7 ok`."""
    yield from (_named(health, now) for health in _worst_first(sources, now))
    for kind, of_kind in groupby(sorted(sources, key=lambda each: each.kind), lambda h: h.kind):
        several = list(of_kind)
        well = [health for health in several if is_well(health, now)]
        yield from (_named(h, now, _recovered([h], now)) for h in well if h.state is State.LIVE)
        polled = [health for health in well if health.state is not State.LIVE]
        for alike in (polled, [health for health in several if health.state is State.STARTING]):
            yield from _alike(kind, alike, len(several), now)


def _alike(kind: str, alike: Sequence[Health], of: int, now: datetime) -> Iterator[Part]:
    """Sources of a kind in one state: one by name, more as `feeds 7/7 ok`."""
    if not alike:
        return
    oldest = min(alike, key=lambda health: health.ok_at or now)
    if len(alike) == 1:
        yield _named(oldest, now, _recovered(alike, now))
        return
    said = f"{kind}s {len(alike)}/{of} {health_text(oldest, now)}{_recovered(alike, now)}"
    yield f" {SIGNS[oldest.state]} {said} ", _STYLES.get(oldest.state, "$text-muted")


def _counted(sources: Sequence[Health], now: datetime, opens: str) -> Iterator[Sequence[Part]]:
    """As many as fit of what is not well, then how many are left, then how many are well."""
    ill = [_named(health, now) for health in _worst_first(sources, now)]
    for shown in range(len(ill), 0, -1):
        left = len(ill) - shown
        more = [(f" +{left} more · {opens} ", "$text-muted")] if left else []
        for counts in _counts(sources, now):
            yield [*ill[:shown], *more, *counts]
        if shown == 1:
            yield [*ill[:1], *more]
    if ill:
        style = _STYLES[State.REFUSED]
        yield [(f" ✕ {len(ill)} of {len(sources)} not well · {opens} ", style)]
        yield [(f" ✕ {len(ill)} not well ", style)]
        yield [(f" ✕ {len(ill)} ", style)]
    else:
        yield from _counts(sources, now)
        well, starting = _numbers(sources, now)
        begun = [(f" ◌ {starting} ", "$text-muted")] if starting else []
        yield [*([(f" ● {well} ", _STYLES[State.OK])] if well else []), *begun]
    yield []


def _counts(sources: Sequence[Health], now: datetime) -> Iterator[Sequence[Part]]:
    """How many are well, and how many were not read yet, in ever fewer words."""
    well, starting = _numbers(sources, now)
    style, said = _STYLES[State.OK] if well else "", f"● {well} of {len(sources)} well"
    begun = [(f" ◌ {starting} starting ", "$text-muted")] if starting else []
    if well or not starting:
        yield [(f" {said}{_recovered(sources, now)} ", style), *begun]
        yield [(f" {said} ", style), *begun]
    else:
        yield begun


def _numbers(sources: Sequence[Health], now: datetime) -> tuple[int, int]:
    """How many are well, how many are only starting."""
    starting = sum(health.state is State.STARTING for health in sources)
    return sum(is_well(health, now) for health in sources), starting


def _worst_first(
    sources: Sequence[Health], now: datetime, states: Container[State] = frozenset(State)
) -> list[Health]:
    """What is not well; what is only starting is not ill."""
    ill = [
        each
        for each in sources
        if not is_well(each, now) and each.state in states and each.state is not State.STARTING
    ]
    return sorted(ill, key=lambda health: _WORST.get(health.state, len(_WORST)))


def _named(health: Health, now: datetime, more: str = "") -> Part:
    is_silent = health.state is State.LIVE and not is_well(health, now)
    state = State.RETRY if is_silent else health.state
    style = _STYLES.get(state, "$text-muted")
    name = clean_line(health.source, limit=40)
    return f" {SIGNS[state]} {name} {health_text(health, now)}{more} ", style


def _in_short(problem: str) -> str:
    """The beginning of a sentence, in whole words."""
    said = clean_line(problem)
    cut = crop(said, _WHY)
    return cut if cut == said else f"{cut[:-1].rpartition(' ')[0] or cut[:-1]} …"


def _cells(parts: Sequence[Part]) -> int:
    return sum(cells(text) for text, _ in parts)


def _recovered(sources: Sequence[Health], now: datetime) -> str:
    """How many posts the gaps gave that were closed in the last minutes."""
    number = sum(
        health.recovered
        for health in sources
        if health.recovered_at and now - health.recovered_at < timedelta(minutes=5)
    )
    return f" (recovered {counted(number, 'post')})" if number else ""


def _soon(wait: timedelta) -> str:
    """When something will be, in steps that few repaints keep true."""
    seconds = -(-wait.total_seconds() // 10) * 10
    if seconds <= 0:
        return "now"
    if seconds > 7_200:
        return f"in {-(-seconds // 3_600):.0f} h"
    return f"in {seconds:.0f} s" if seconds <= 60 else f"in {-(-seconds // 60):.0f} min"

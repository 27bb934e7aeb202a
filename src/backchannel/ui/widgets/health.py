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
_WAITING: Final = frozenset({State.LOGIN, State.REFUSED, State.GONE, State.OFF})
"""For somebody, or for nothing any more."""
_WORST: Final = {State.REFUSED: 0, State.LOGIN: 1, State.LIVE: 2, State.RETRY: 3, State.GONE: 4}
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
    for parts in _ways(situation.sources, now):
        line = [*lead, *parts]
        if _cells(line) <= width:
            return Content.assemble(*line)
    return Content.assemble(*((crop(text, width), style) for text, style in lead))


def _ways(sources: Sequence[Health], now: datetime) -> Iterator[Sequence[Part]]:
    """What can be said, from the whole to the least."""
    if is_cut_off(sources):
        yield from _cut_off(sources, now)
    else:
        yield list(_each(sources, now, has_why=True))
        yield list(_each(sources, now))
        yield list(_grouped(sources, now))
    yield from _counted(sources, now)


def is_cut_off(sources: Sequence[Health]) -> bool:
    """Whether everything that is read without somebody's help fails just now."""
    tried = [health for health in sources if health.state not in _WAITING]
    return len(tried) > 1 and all(health.state is State.RETRY for health in tried)


def is_well(health: Health, now: datetime) -> bool:
    """Whether nothing need be said of a source."""
    if health.state is State.LIVE:
        return health.ok_at is None or now - health.ok_at <= SILENT
    return health.state in {State.OK, State.STARTING}


def _each(sources: Sequence[Health], now: datetime, *, has_why: bool = False) -> Iterator[Part]:
    """Everybody by name."""
    for health in sources:
        why = f": {_in_short(health.problem)}" if has_why and health.problem else ""
        yield _named(health, now, f"{why}{_recovered(health, now)}")


def _cut_off(sources: Sequence[Health], now: datetime) -> Iterator[Sequence[Part]]:
    """One sentence for all, then what waits for somebody."""
    dues = [health.due for health in sources if health.state is State.RETRY and health.due]
    again = f"next try {_soon(min(dues) - now)}" if dues else ""
    waiting = [_named(health, now) for health in _worst_first(sources, now, _WAITING)]
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
        silent = [health for health in well if health.state is not State.LIVE]
        is_group = len(silent) > 1
        if is_group:
            oldest = min(silent, key=lambda health: health.ok_at or now)
            said = f"{len(well)}/{len(several)} {health_text(oldest, now)}"
            yield f" ● {kind}s {said} ", _STYLES[State.OK]
        for health in well:
            if not (is_group and health in silent):
                yield _named(health, now, _recovered(health, now))


def _counted(sources: Sequence[Health], now: datetime) -> Iterator[Sequence[Part]]:
    """As many as fit of what is not well, then how many are left, then how many are well."""
    ill = [_named(health, now) for health in _worst_first(sources, now)]
    well = len(sources) - len(ill)
    count = (f" ● {well} of {len(sources)} well ", _STYLES[State.OK] if well else "")
    for shown in range(len(ill), 0, -1):
        left = len(ill) - shown
        more = [(f" +{left} more · h ", "$text-muted")] if left else []
        yield [*ill[:shown], *more, count]
        if shown == 1:
            yield [*ill[:1], *more]
    if ill:
        style = _STYLES[State.REFUSED]
        yield [(f" ✕ {len(ill)} of {len(sources)} not well · h ", style)]
        yield [(f" ✕ {len(ill)} not well ", style)]
        yield [(f" ✕ {len(ill)} ", style)]
    elif sources:
        yield [count]
        yield [(f" ● {well} ", _STYLES[State.OK])]
    yield []


def _worst_first(
    sources: Sequence[Health], now: datetime, states: Container[State] = frozenset(State)
) -> list[Health]:
    """What is not well."""
    ill = [each for each in sources if not is_well(each, now) and each.state in states]
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


def _recovered(health: Health, now: datetime) -> str:
    if not health.recovered or health.recovered_at is None:
        return ""
    is_news = now - health.recovered_at < timedelta(minutes=5)
    posts = "post" if health.recovered == 1 else "posts"
    return f" (recovered {health.recovered:,} {posts})" if is_news else ""


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


def _soon(wait: timedelta) -> str:
    """When something will be, in steps that few repaints keep true."""
    seconds = -(-wait.total_seconds() // 10) * 10
    if seconds <= 0:
        return "now"
    return f"in {seconds:.0f} s" if seconds <= 60 else f"in {-(-seconds // 60):.0f} min"

"""The two lines at the top: which event and what time, and how every source is doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from backchannel.model.programme import Event, running
from backchannel.model.source import Health, State
from backchannel.ui.lines.wrap import crop

SILENT: Final = timedelta(seconds=90)
"""After this long without a sign a stream that is said to be live is not believed."""

_SIGNS: Final = {
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


_WORDS: Final = {
    State.RETRY: "retrying",
    State.LOGIN: "needs login",
    State.GONE: "has ended",
}


def headline(event: Event | None, now: datetime, width: int) -> Content:
    """Event, tag, clock, and the running session with the minutes it has left."""
    if event is None:
        return Content(" backchannel")
    local = now.astimezone(ZoneInfo(event.timezone))
    session = running(event.sessions, now)
    right = f"{local:%H:%M}"
    if session:
        minutes = max(0, -int((now - session.ends).total_seconds() // 60))
        right += f"  {session.title} · {minutes} min left"
    tags = " ".join(f"#{tag}" for tag in event.tags)
    name = event.name if event.name.lstrip("#") not in event.tags else ""
    right = crop(right, max(width - 16, 5))
    left = crop("  ".join(part for part in (name, tags) if part), width - cell_len(right) - 17)
    gap = max(1, width - 14 - cell_len(left) - cell_len(right) - 1)
    return Content.assemble(
        (" backchannel  ", "bold $text-primary"), (left, "bold"), " " * gap, (right, "bold")
    )


@dataclass(frozen=True, slots=True)
class Situation:
    """What the health line tells: every source, the collector, the store."""

    sources: Sequence[Health]
    is_collected: bool
    store_problem: str = ""


def health_text(health: Health, now: datetime, zone: ZoneInfo) -> str:
    """One source in a few words that stay true until the next minute."""
    match health.state:
        case State.LIVE if health.ok_at and now - health.ok_at > SILENT:
            return f"silent since {health.ok_at.astimezone(zone):%H:%M}"
        case State.OK:
            return _age(health.ok_at, now)
        case State.RETRY if health.due and health.due - now > timedelta(seconds=60):
            return f"retry {health.due.astimezone(zone):%H:%M}"
        case state:
            return _WORDS.get(state, str(state))


def health_line(situation: Situation, now: datetime, zone: ZoneInfo, width: int) -> Content:
    """Every source's sign, name and state; what is well gives way when the line is too short."""
    if situation.store_problem:
        return Content.assemble((crop(f" ✕ {situation.store_problem}", width), "$text-error bold"))
    lead = [] if situation.is_collected else [(" ◌ collector not running ", "$text-warning bold")]
    lines = (lead + _parts(situation.sources, now, zone, detail) for detail in (2, 1))
    fits = (line for line in lines if sum(cell_len(text) for text, _ in line) <= width)
    return Content.assemble(*next(fits, lead + _parts(situation.sources, now, zone, 0)))


def is_well(health: Health, now: datetime) -> bool:
    """Whether nothing need be said of a source."""
    if health.state is State.LIVE:
        return health.ok_at is None or now - health.ok_at <= SILENT
    return health.state in {State.OK, State.STARTING}


def _parts(
    sources: Sequence[Health], now: datetime, zone: ZoneInfo, detail: int
) -> list[tuple[str, str]]:
    """`detail` 2: everybody by name with why; 1: everybody; 0: the well are only counted."""
    parts = []
    well = [health for health in sources if is_well(health, now)]
    if detail == 0:
        parts.append((f" ● {len(well)} of {len(sources)} well ", "$text-success"))
    for health in sources:
        if detail == 0 and health in well:
            continue
        said = health_text(health, now, zone)
        why = f": {health.problem}" if detail == 2 and health.problem else ""
        recovered = _recovered(health, now) if detail else ""
        style = _STYLES.get(health.state, "$text-muted")
        parts.append((f" {_SIGNS[health.state]} {health.source} {said}{why}{recovered} ", style))
    return parts


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


class TopLine(Static):
    """One line of the top."""

    DEFAULT_CSS = """
    TopLine { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def say(self, content: Content) -> None:
        """Show it; painted only when it differs from what is shown."""
        if content.markup != self._said:
            self._said = content.markup
            self.update(content)

    _said = ""

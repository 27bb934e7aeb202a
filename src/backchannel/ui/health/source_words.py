"""How one source is doing, in words that stay true while nothing repaints."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from backchannel.model.source import Health, State

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
WAITING: Final = frozenset({State.LOGIN, State.REFUSED, State.GONE, State.OFF})
"""For somebody, or for nothing any more: true whether anybody collects or not."""

_WORDS: Final = {State.LOGIN: "needs login", State.GONE: "has ended"}


def health_text(health: Health, now: datetime) -> str:
    """One source in a few words that stay true until the next minute."""
    match health.state:
        case State.LIVE if health.ok_at and now - health.ok_at > SILENT:
            return f"silent for {minutes(now - health.ok_at)} min"
        case State.OK:
            return _age(health.ok_at, now)
        case State.RETRY if health.due and health.due - now >= timedelta(minutes=1):
            return f"retry in {minutes(health.due - now)} min"
        case State.RETRY:
            return "retry in <1 min"
        case state:
            return _WORDS.get(state, str(state))


def last_text(health: Health, now: datetime) -> str:
    """What was known when somebody collected, with its age: `last live 12 min ago`."""
    if health.ok_at is None:
        return "not read yet"
    return f"last {'live' if health.state is State.LIVE else 'read'} {ago(health.ok_at, now)}"


def heard_text(health: Health, now: datetime) -> str:
    """The same of several sources that were read, of which this was the longest ago."""
    return f"heard {ago(health.ok_at or now, now)}"


def is_well(health: Health, now: datetime) -> bool:
    """Whether a source was read, and nothing need be said of it."""
    if health.state is State.LIVE:
        return health.ok_at is None or now - health.ok_at <= SILENT
    return health.state is State.OK


def is_remembered(health: Health, *, is_current: bool) -> bool:
    """Whether what is known may be otherwise by now: nobody collects (`is_current` is False)."""
    return not is_current and health.state not in WAITING


def as_now(health: Health, begun: datetime | None) -> Health:
    """A stream that was open under another collector than the one `begun` then is not open now."""
    is_before = begun is not None and health.ok_at is not None and health.ok_at < begun
    if health.state is State.LIVE and is_before:
        return replace(health, state=State.STARTING, since=begun)
    return health


def next_look(sources: Iterable[Health]) -> datetime | None:
    """When somebody is asked again while the event is quiet; None when that is as usual."""
    slow = [each.due for each in sources if each.sooner is not None and each.due is not None]
    return min(slow, default=None)


def minutes(duration: timedelta) -> int:
    """At least one."""
    return max(1, round(duration.total_seconds() / 60))


def duration_text(duration: timedelta) -> str:
    """In steps that few repaints keep true."""
    if duration < timedelta(minutes=2):
        return f"{duration.total_seconds() // 10 * 10:.0f} s"
    return (
        f"{minutes(duration)} min"
        if duration < timedelta(hours=2)
        else f"{duration // timedelta(hours=1)} h"
    )


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, in coarse steps: minutes, hours, days."""
    past = int((now - moment).total_seconds() // 60)
    if past < 120:
        return f"{past} min ago" if past > 0 else "<1 min ago"
    return f"{past // 60} h ago" if past < 48 * 60 else f"{past // (24 * 60)} days ago"


def _age(moment: datetime | None, now: datetime) -> str:
    """How long ago, in coarse steps."""
    if moment is None:
        return "ok"
    ago = int((now - moment).total_seconds() // 60)
    if ago < 5:
        return "ok"
    return f"{ago} min ago" if ago < 120 else f"{ago // 60} h ago"

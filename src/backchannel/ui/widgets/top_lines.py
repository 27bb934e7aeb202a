"""The lines at the top: which event, what time, which session."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from textual.content import Content
from textual.widgets import Static

from backchannel.clean.terminal import clean_line
from backchannel.model.programme import Event, Session, running, zone_of
from backchannel.ui.lines.wrap import cells, crop

SOON: Final = timedelta(hours=12)
"""How far ahead the next session is worth a word."""

OVER: Final = timedelta(minutes=30)
"""How long after its end a session may still be going on, while no other has begun."""

_NAME: Final = "backchannel"
_FOR_IT: Final = 60
"""Columns from which the program says its own name."""


def headline(event: Event | None, now: datetime, width: int) -> Content:
    """Event, tag, clock, and the running session with the minutes it has left, or is over."""
    if event is None:
        return Content.assemble((f" {_NAME}", "bold $text-accent"))
    own = f" {_NAME}  " if width >= _FOR_IT else " "
    room = max(0, width - len(own) - 1)
    zone = zone_of(event)
    clock = f"{now.astimezone(zone):%H:%M}"
    most = max(0, min(room * 3 // 5, room - len(clock) - 3))
    session = _session(event.sessions, now, zone, most)
    left = room - len(clock) - cells(session) - 3 * bool(session) - 2
    tags = " ".join(f"#{clean_line(tag)}" for tag in event.tags)
    name: str = clean_line(event.name)
    name = name if name.lstrip("#") not in event.tags else ""
    tags = crop(tags, left)
    name = crop(name, left - cells(tags) - 2) if name and left - cells(tags) > 6 else ""
    said = cells(name) + cells(tags) + 2 * bool(name)
    return Content.assemble(
        (own, "bold $text-accent"),
        (f"{name}  " if name else "", "bold"),
        (tags, "$text-primary"),
        " " * max(1, left + 2 - said),
        (clock, "bold"),
        (f" · {session}" if session else "", ""),
    )


def _session(sessions: tuple[Session, ...], now: datetime, zone: ZoneInfo, width: int) -> str:
    """`Keynote · 11 min left`, or `3 min over`, and what comes next and when."""
    if current := running(sessions, now):
        minutes = max(0, -int((now - current.ends).total_seconds() // 60))
        return _titled(current, f"{minutes} min left", width)
    coming = [session for session in sessions if now < session.starts <= now + SOON]
    then = min(coming, key=lambda session: session.starts, default=None)
    soon = f"{then.starts.astimezone(zone):%H:%M} {clean_line(then.title)}" if then else ""
    ended = [session for session in sessions if session.ends <= now < session.ends + OVER]
    if not ended:
        return crop(soon, width)
    last = max(ended, key=lambda session: (session.ends, session.starts))
    minutes = int((now - last.ends).total_seconds() // 60)
    over = _titled(last, f"{minutes} min over" if minutes else "over", width)
    both = f"{over} · {soon}"
    return both if soon and cells(both) <= width else over


def _titled(session: Session, said: str, width: int) -> str:
    title = crop(clean_line(session.title), width - len(said) - 3)
    return f"{title} · {said}" if title else crop(said, width)


class TopLine(Static):
    """One line of the top. A click on it does the screen's action `opens`, if it has one."""

    DEFAULT_CSS = """
    TopLine { height: 1; text-wrap: nowrap; text-overflow: clip; }
    """

    _said = Content("")

    def __init__(self, *, id: str, opens: str = "") -> None:  # noqa: A002  # Textual's
        super().__init__(id=id)
        self._opens = opens

    async def on_click(self) -> None:
        """The same as its key."""
        if self._opens:
            await self.screen.run_action(self._opens)

    def say(self, content: Content) -> None:
        """Show it; painted only when it differs from what is shown."""
        if not content.is_same(self._said):
            self._said = content
            self.update(content, layout=False)

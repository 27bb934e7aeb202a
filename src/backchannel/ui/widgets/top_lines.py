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
_BETWEEN: Final = " · "
_MINUTES, _OF_TITLE = 12, 4
"""Cells of `120 min left`, and how many of a title are better than none."""


def headline(event: Event | None, now: datetime, width: int) -> Content:
    """Event, tag, clock, and the running session with the minutes it has left, or is over.

    Where there is little room the program's name goes first, then the tag. Of the rest words are
    cut, but never the minutes.
    """
    if event is None:
        return Content.assemble((f" {_NAME}", "bold $text-accent"))
    zone, room = zone_of(event), max(0, width - 2)
    clock = f"{now.astimezone(zone):%H:%M}"
    tags = " ".join(f"#{clean_line(tag)}" for tag in event.tags)
    name: str = clean_line(event.name)
    is_tag = not name or name.lstrip("#") in event.tags
    name, tags = (tags, "") if is_tag else (name, tags)
    beside = room - len(clock) - len(_BETWEEN) - 2  # for the name and the session
    most = min(beside * 2 // 3, max(beside // 2, beside - cells(name)))
    most = max(0, min(beside, max(most, _MINUTES)))
    session = _session(event.sessions, now, zone, most)
    told = clock + _BETWEEN * bool(session)
    name = crop(name, max(0, room - cells(told) - cells(session) - 2))
    left = room - cells(name) - cells(told) - cells(session) - 2
    tags = f"  {tags}" if tags and cells(tags) + 2 <= left else ""
    own = f"{_NAME}  " if len(_NAME) + 2 <= left - cells(tags) and (tags or is_tag) else ""
    return Content.assemble(
        (f" {own}", "bold $text-accent"),
        (name, "$text-primary" if is_tag else "bold"),
        (tags, "$text-primary"),
        " " * max(1, left + 2 - cells(tags) - cells(own)),
        (clock, "bold"),
        (f"{_BETWEEN}{session}" if session else "", ""),
    )


def _session(sessions: tuple[Session, ...], now: datetime, zone: ZoneInfo, width: int) -> str:
    """`Keynote · 11 min left`, or `3 min over`, and what comes next and when."""
    if current := running(sessions, now):
        minutes = -int((now - current.ends).total_seconds() // 60)
        if now < current.ends:
            return _titled(current, f"{minutes} min left", width)
    coming = [session for session in sessions if now < session.starts <= now + SOON]
    then = min(coming, key=lambda session: session.starts, default=None)
    soon = f"{then.starts.astimezone(zone):%H:%M} {clean_line(then.title)}" if then else ""
    ended = [session for session in sessions if session.ends <= now < session.ends + OVER]
    if not ended:
        return crop(soon, width)
    last = max(ended, key=lambda session: (session.ends, session.starts))
    if last.closes == last.ends:  # somebody ended it
        return crop(soon, width)
    minutes = int((now - last.ends).total_seconds() // 60)
    over = _titled(last, f"{minutes} min over" if minutes else "over", width)
    both = f"{over} · {soon}"
    return both if soon and cells(both) <= width else over


def _titled(session: Session, said: str, width: int) -> str:
    room = width - len(said) - len(_BETWEEN)
    title = crop(clean_line(session.title), room) if room >= _OF_TITLE else ""
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

"""Letters that somebody types on, after a key that was to open a place for them and did not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from textual.app import App
from textual.events import Event, Key, MouseDown

from backchannel.ui.commands import COMMANDS
from backchannel.ui.pressed import is_text, types_at_once

if TYPE_CHECKING:
    from textual.screen import Screen

PATIENCE: Final = timedelta(seconds=1.5)
"""How soon after the refusal a letter was meant for the place that did not open."""

UNTIL: Final = "letters do nothing until Esc"

_OPENS: Final = frozenset(command.action for command in COMMANDS if command.opens_line)


class Repeating(Protocol):
    """Where it is said why a key came to nothing: what a screen has as `repeats`."""

    def again(self, tail: str = "") -> None:
        """Once more; with this tail, until something else is said."""


class Stray:
    """Notices that a place to type did not open, and keeps what is typed all the same from acting.

    The first letter must come soon. From then on letters do nothing, however long the typing
    takes, until Esc, Enter, any other key that is no letter, or the mouse.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._refused: datetime | None = None
        self._is_on = False

    def watched(self, app: App[None], action: str) -> AbstractContextManager[None]:
        """What is done meanwhile may be refused, if it is to open a place to type."""
        return self.opening(app) if action in _OPENS else nullcontext()

    @contextmanager
    def opening(self, app: App[None]) -> Iterator[None]:
        """A place to type is to open meanwhile; refused where there is no line or panel then."""
        before = _front(app)
        yield
        if before is not None:
            is_open = _front(app) is not before or types_at_once(app.focused)
            self._refused = None if is_open else self._now()

    def takes(self, event: Event, app: App[None]) -> bool:
        """Whether a key was typed into nothing; then it does nothing, and that is said."""
        if isinstance(event, MouseDown):
            self._end(app)
        if not isinstance(event, Key) or event.is_forwarded or not self._is_expected:
            return False
        if types_at_once(app.focused):
            self._end(app)
            return False
        if is_text(event) or (self._is_on and event.key == "backspace"):
            self._is_on = True
            self._say(app, UNTIL)
            return True
        return self._end(app) and event.key in {"enter", "escape"}

    @property
    def _is_expected(self) -> bool:
        if self._is_on or self._refused is None:
            return self._is_on
        return timedelta() <= self._now() - self._refused < PATIENCE

    def _end(self, app: App[None]) -> bool:
        """Keys act again; whether any did not."""
        was_on, self._is_on, self._refused = self._is_on, False, None
        if was_on:
            self._say(app)
        return was_on

    def _say(self, app: App[None], tail: str = "") -> None:
        line: Repeating | None = getattr(_front(app), "repeats", None)
        if line is not None:
            line.again(tail)


def stray_of(app: App[None]) -> Stray:
    """That of the program; in any other, one that notices nothing."""
    found = getattr(app, "stray", None)
    return found if isinstance(found, Stray) else Stray(datetime.now)


def _front(app: App[None]) -> Screen[object] | None:
    return app.screen_stack[-1] if app.screen_stack else None

"""Time that moves only when a test says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 9, 14, 0, tzinfo=UTC)
"""Where the clock of every test begins."""


class Clock:
    """Give it where a `now` is asked for; it stands still until `advance`."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> datetime:
        """Let `seconds` pass; the new time."""
        self.at += timedelta(seconds=seconds)
        return self.at

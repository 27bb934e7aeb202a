"""Cues: short private messages to the presenter."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

LONGEST: Final = 120
"""Characters of a cue: what can be read in two seconds, and a little more."""

MOST: Final = 9
"""Cues that the event file names; each has a digit."""

USUAL: Final = ("5 minutes left", "Please wrap up", "Louder, please", "Repeat the question")
"""What can be said with one key while the event file names nothing else."""

SOON: Final = 5
"""Minutes before its end that the presenter is told that a session is nearly over."""

AUTOMATIC: Final = "auto:"
"""How the id of a cue begins that no person sent; the session and its end follow."""


class Cue(Struct, frozen=True):
    """One message; when the presenter acknowledged it (`seen`), when it was taken back."""

    id: str
    text: str
    by: str
    at: datetime
    seen: datetime | None = None
    withdrawn: datetime | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the presenter has still to see it."""
        return self.seen is None and self.withdrawn is None


def minutes_left(ends: datetime, now: datetime) -> int:
    """Whole minutes to the end of a session, begun ones counted; less than none when it is over."""
    return -((now - ends) // timedelta(minutes=1))


def nearly_over(left: int) -> str:
    """What is told then."""
    return f"{left} minutes left" if left > 1 else "1 minute left"

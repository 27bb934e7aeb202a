"""An alert that was set off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

SET_OFF_LATE: Final = timedelta(minutes=5)
"""How late what people said may come and still set off an alert; places are asked in turn."""


class Alerted(Struct, frozen=True):
    """A threshold that was passed: of which rule, since when, and until when, None while it is.

    `people` is how many at its height. `cue` is what the presenter was told, empty for nothing;
    `seen` when somebody at a desk had seen it, and by whom.
    """

    id: str
    rule: str
    text: str
    people: int
    at: datetime
    ended: datetime | None = None
    cue: str = ""
    seen: datetime | None = None
    seen_by: str = ""

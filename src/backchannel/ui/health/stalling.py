"""Whether a collector that is alive also collects. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from backchannel.model.source import Health
from backchannel.ui.health.source_words import WAITING

STUCK: Final = timedelta(seconds=30)
"""A collector that lives begins with what is due within a second; this is much longer."""


def stuck_since(sources: Iterable[Health], alive: datetime, now: datetime) -> datetime | None:
    """Since when something was due and nothing at all was asked; None while all is in order.

    `alive` is since when there is somebody who should have asked.
    """
    asked = list(sources)
    overdue = [due for each in asked if (due := _due(each, alive)) and now - due > STUCK]
    tried = [each.tried_at for each in asked if each.tried_at is not None]
    if not overdue or (tried and max(tried) > min(overdue)):
        return None
    return min(overdue)


def _due(health: Health, alive: datetime) -> datetime | None:
    """Since when it is due and was not tried; None when it was, or waits for somebody."""
    if health.state in WAITING:
        return None
    if health.tried_at is None:
        return max(alive, health.since or alive)
    if health.due is None or health.tried_at >= health.due:
        return None
    return max(alive, health.due)

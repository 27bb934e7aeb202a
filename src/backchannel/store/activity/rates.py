"""How many posts a minute, for each pane and for the event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from backchannel.model.moments import to_micros
from backchannel.store.activity.sight import places
from backchannel.store.connection import Connection

MINUTES: Final = 6
"""How many minutes are counted, the last of which has just ended."""

_MINUTE: Final = 60_000_000
_STEP: Final = 10_000_000
"""The minutes end at a whole ten seconds, so that they do not move with every look."""


def per_minute(
    db: Connection, panes: Sequence[str], now: datetime
) -> Mapping[str, tuple[int, ...]]:
    """Posts in sight for each pane and each of the last minutes, the newest minute last.

    A post counts for the minute in which it was posted, whenever it arrived, and once, however many
    places it was seen in. The cost is of the posts of those minutes.
    """
    end = to_micros(now) // _STEP * _STEP + _STEP
    begin = end - MINUTES * _MINUTE
    found = {pane: [0] * MINUTES for pane in panes}
    for pane, counts in found.items():
        seen, params = places(db, pane, "{key} >= ? AND {key} < ?", (begin, end))
        rows = db.execute(
            f"WITH seen(at) AS ({seen}) SELECT (at - ?) / ?, count(*) FROM seen GROUP BY 1",
            (*params, begin, _MINUTE),
        )
        for minute, count in rows:
            counts[minute] = count
    return {pane: tuple(counts) for pane, counts in found.items()}

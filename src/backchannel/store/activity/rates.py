"""How many posts a minute, for each pane and for the event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from backchannel.model.moments import to_micros
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
    places it was seen in. The cost is of the posts of those minutes: an index answers alone.
    """
    end = to_micros(now) // _STEP * _STEP + _STEP
    begin = end - MINUTES * _MINUTE
    found = {pane: [0] * MINUTES for pane in panes}
    for pane, counts in found.items():
        rows = db.execute(
            "SELECT (place - ?) / ?, count(*) FROM posts INDEXED BY posts_by_pane "
            "WHERE pane = ? AND place >= ? AND place < ? AND is_hidden = 0 AND gone_at IS NULL "
            "GROUP BY 1",
            (begin, _MINUTE, pane, begin, end),
        )
        for minute, count in rows:
            counts[minute] = count
    return {pane: tuple(counts) for pane, counts in found.items()}

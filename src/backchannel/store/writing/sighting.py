"""Where a post was seen; whose words count is the first."""

from __future__ import annotations

from collections.abc import Sequence

from backchannel.model.moments import to_micros
from backchannel.store.connection import Connection


def see_on(db: Connection, place: int, sources: Sequence[str]) -> None:
    """Remember where a post was seen, in this order; where it was not until now, from now on."""
    seen = dict(db.execute("SELECT source, seen_at FROM sightings WHERE place = ?", (place,)))
    now = to_micros(db.now())
    rows = [(place, turn, each, seen.get(each, now)) for turn, each in enumerate(sources)]
    db.executemany("INSERT OR REPLACE INTO sightings VALUES (?, ?, ?, ?)", rows)

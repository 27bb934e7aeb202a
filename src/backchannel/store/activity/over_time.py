"""How much was said when, over all of an event: counted in parts, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from backchannel.store.connection import Connection

MINUTE: Final = 60_000_000
"""Microseconds."""

PART: Final = 20_000
"""Posts that are counted at once: some milliseconds."""

_SEEN: Final = (
    "FROM posts INDEXED BY posts_by_pane WHERE pane = ? AND is_hidden = 0 AND gone_at IS NULL"
)


class Extent(Struct, frozen=True):
    """The places of the oldest and the newest post in sight; both None where there is none."""

    first: int | None
    last: int | None


class Part(Struct, frozen=True):
    """Posts in sight by the minute since 1970 in which they were posted.

    The next part is of what lies before the place `then`; None when this was the last.
    """

    counts: Mapping[int, int]
    then: int | None


def extent(db: Connection, pane: str) -> Extent:
    """From when to when there are posts in a pane: the index knows."""
    first, last = (
        db.value(f"SELECT place {_SEEN} ORDER BY place {way} LIMIT 1", (pane,))
        for way in ("ASC", "DESC")
    )
    return Extent(first, last)


def counted(db: Connection, pane: str, before: int) -> Part:
    """The newest posts of a pane before a place, by minute. An index answers alone."""
    part = f"SELECT place {_SEEN} AND place < ? ORDER BY place DESC LIMIT ?"
    rows = list(
        db.execute(
            f"SELECT place / {MINUTE}, count(*), min(place) FROM ({part}) GROUP BY 1",
            (pane, before, PART),
        )
    )
    counts = {minute: count for minute, count, _ in rows}
    is_last = sum(counts.values()) < PART
    return Part(counts, None if is_last else min(place for *_, place in rows))


def newer(db: Connection, pane: str, after: int) -> Part:
    """The same of what was posted after a place; `then` is the newest place that was counted."""
    part = f"SELECT place {_SEEN} AND place > ? ORDER BY place LIMIT ?"
    rows = list(
        db.execute(
            f"SELECT place / {MINUTE}, count(*), max(place) FROM ({part}) GROUP BY 1",
            (pane, after, PART),
        )
    )
    counts = {minute: count for minute, count, _ in rows}
    return Part(counts, max((place for *_, place in rows), default=None))


def first_in(db: Connection, pane: str, begin: int, end: int) -> int | None:
    """The place of the oldest post in sight from one moment on and before another."""
    found = db.value(
        f"SELECT place {_SEEN} AND place >= ? AND place < ? ORDER BY place LIMIT 1",
        (pane, begin, end),
    )
    return None if found is None else int(found)

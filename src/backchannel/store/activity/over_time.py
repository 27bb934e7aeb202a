"""How much was said when, over all of an event: counted in parts, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from backchannel.model.query.fields import FIRST, MANY
from backchannel.store.activity.sight import places
from backchannel.store.connection import Connection

MINUTE: Final = 60_000_000
"""Microseconds."""

PART: Final = 20_000
"""Posts that are counted at once: some milliseconds."""


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
    """From when to when there are posts in a pane."""
    first, last = (_end(db, pane, FIRST, MANY, order) for order in ("ASC", "DESC"))
    return Extent(first, last)


def counted(db: Connection, pane: str, before: int) -> Part:
    """The newest posts of a pane before a place, by minute."""
    counts, ends = _part(db, pane, "{key} < ?", before, "DESC")
    is_last = sum(counts.values()) < PART
    return Part(counts, None if is_last else min(ends))


def newer(db: Connection, pane: str, after: int) -> Part:
    """The same of what was posted after a place; `then` is the newest place that was counted."""
    counts, ends = _part(db, pane, "{key} > ?", after, "ASC")
    return Part(counts, max(ends, default=None))


def first_in(db: Connection, pane: str, begin: int, end: int) -> int | None:
    """The place of the oldest post in sight from one moment on and before another."""
    return _end(db, pane, begin, end, "ASC")


def _end(db: Connection, pane: str, begin: int, end: int, order: str) -> int | None:
    within = "{key} >= ? AND {key} < ?", (begin, end)
    seen, params = places(db, pane, *within, order=order)
    found = db.value(f"{seen} LIMIT 1", params)
    return None if found is None else int(found)


def _part(
    db: Connection, pane: str, also: str, place: int, order: str
) -> tuple[dict[int, int], list[int]]:
    """By minute how many, and the places that the minutes of a part begin and end with."""
    seen, params = places(db, pane, also, (place,), order=order)
    rows = list(
        db.execute(
            f"WITH seen(at) AS ({seen} LIMIT ?) "
            f"SELECT at / {MINUTE}, count(*), min(at), max(at) FROM seen GROUP BY 1",
            (*params, PART),
        )
    )
    return {minute: count for minute, count, *_ in rows}, [at for *_, a, b in rows for at in (a, b)]

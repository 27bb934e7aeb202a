"""A time that somebody types to go there."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from backchannel.model.moments import to_micros
from backchannel.model.query.fields import TIMES, place_of
from backchannel.store import pages
from backchannel.store.connection import Connection

ASKED: Final = "which time? 14:30, 20m or 2026-11-25 9:30"

_WRONG: Final = "is no time; write 14:30, 20m, 2026-11-25 or 2026-11-25 14:30"


def moment_of(asked: str, now: datetime) -> int:
    """The place of a time, as in a filter, or of a day and a time. Raises ValueError.

    `now` is aware, and clock times are of its time zone.
    """
    words = asked.split()
    if words[-1:] == ["ago"]:
        words.pop()
    if len(words) == 2:
        return _of_day(words[0], words[1], now)
    if len(words) != 1 or TIMES["since"].problem(words[0]):
        raise ValueError(f"“{asked.strip()}” {_WRONG}")
    return place_of(words[0], now)


def is_before_all(db: Connection, view: pages.View, place: int) -> bool:
    """Whether all posts of a view are later, and there is one."""
    page = pages.around(db, view, place, newer=1, older=0, since=None)
    return not (page.older or page.is_cut) and any(post.place > place for post in page.posts)


def _of_day(day: str, clock: str, now: datetime) -> int:
    try:
        at = time.fromisoformat(clock.replace(".", ":").rjust(5, "0"))
        return to_micros(datetime.combine(date.fromisoformat(day), at, now.tzinfo))
    except ValueError:
        raise ValueError(f"“{day} {clock}” {_WRONG}") from None

"""What was read on X and is paid for, and how much more may be.

X bills every post and every author that it returns. So they are counted before they are asked for,
as many as the answer may hold, and what it did not hold is given back afterwards: whoever is
stopped in between has counted too many, never too few.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from backchannel.sources.x.endpoint import FEWEST, MOST

Per = Literal["day", "month", "event"]

LEAST: Final = 2 * FEWEST
"""What the smallest search may cost: ten posts by ten people."""

CHECKS: Final = 5
PAST: Final = 4
"""One part in so many is for looking whether posts were deleted, and for what was posted before."""

_SOON: Final = 300.0
"""Seconds; what they may cost, a single look may cost where the limit has to last."""


class Spent(Struct, frozen=True):
    """What was read in a `period`, and how much of that to see whether posts were deleted."""

    period: str = ""
    count: int = 0
    checks: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """How much may be read in a day, a month (both in UTC) or the whole event, until `ends`."""

    most: int
    per: Per
    ends: datetime | None

    def renewed(self, spent: Spent, now: datetime) -> Spent:
        """What counts now: with a new day or month nothing is spent.

        A clock that was set back makes no new one.
        """
        period = self._period(now)
        is_known = len(spent.period) == len(period) and spent.period >= period
        return spent if is_known else Spent(period)

    def left(self, spent: Spent) -> int:
        """How many more posts and authors may be read."""
        return max(0, self.most - spent.count)

    def left_for_checks(self, spent: Spent) -> int:
        """How many posts may be looked at again."""
        return max(0, min(self.left(spent) - LEAST, self.most // CHECKS - spent.checks))

    def page(self, may_cost: int) -> int:
        """How many posts to ask for so that they cost no more; 0 for none."""
        return 0 if may_cost < LEAST else min(may_cost // 2, MOST)

    def share(self, spent: Spent, now: datetime) -> int:
        """What one look may cost: all there is, unless it has to last until the event's end."""
        left, lasts = self.left(spent), self.lasts(now)
        fair = left if lasts is None else int(left * _SOON / max(lasts, _SOON))
        return min(left, max(fair, LEAST))

    def pause(self, cost: int, spent: Spent, now: datetime) -> float:
        """Seconds after which what a look cost may be spent again; 0 where nothing has to last."""
        left, lasts = self.left(spent), self.lasts(now)
        return 0.0 if lasts is None or not cost else cost * lasts / max(left, 1)

    def lasts(self, now: datetime) -> float | None:
        """Seconds until the event's end, or until the limit is anew if that is sooner.

        None when no end is known, or it is over: then it lasts as long as it lasts.
        """
        if self.ends is None or self.ends <= now:
            return None
        anew = self.anew(now)
        return ((min(self.ends, anew) if anew else self.ends) - now).total_seconds()

    def anew(self, now: datetime) -> datetime | None:
        """When nothing is spent again; None for never."""
        if self.per == "event":
            return None
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if self.per == "day":
            return midnight + timedelta(days=1)
        return (midnight.replace(day=1) + timedelta(days=32)).replace(day=1)

    def note(self, spent: Spent) -> str:
        """How much is spent, for whoever pays."""
        when = {"day": "today", "month": "this month", "event": "for this event"}[self.per]
        return f"{spent.count:,} of {self.most:,} posts and authors read {when}"

    def stop(self, spent: Spent, now: datetime) -> str:
        """Why nothing more is asked."""
        anew = self.anew(now)
        until = f"{anew.day} {anew:%B}" if anew else "a higher limit is set"
        return (
            f"spending limit: {spent.count:,} of {self.most:,} posts and authors read; "
            f"stops until {until}"
        )

    def _period(self, now: datetime) -> str:
        day = now.astimezone(UTC).date().isoformat()
        return {"day": day, "month": day[:7], "event": "event"}[self.per]


def charged(spent: Spent, count: int, *, is_check: bool = False) -> Spent:
    """With so much more spent, or less where `count` is negative."""
    checks = spent.checks + (count if is_check else 0)
    return replace(spent, count=spent.count + count, checks=checks)


def joined(spent: Spent, before: Spent, after: Spent) -> Spent:
    """What was spent, with what somebody else spent from `before` to `after` beside it."""
    if len(spent.period) == len(after.period) and spent.period > after.period:
        return spent  # that was in a time that is over
    known = spent if spent.period == after.period else Spent(after.period)
    was = before if before.period == after.period else Spent()
    count, checks = after.count - was.count, after.checks - was.checks
    return replace(known, count=known.count + count, checks=known.checks + checks)

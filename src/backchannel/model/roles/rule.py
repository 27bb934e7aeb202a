"""What is done with posts that a rule finds, and when an alert's threshold is passed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from backchannel.model.patterns import LatePattern

LONGEST_NAME: Final = 60
"""Characters of a rule's name."""

MOST_RULES: Final = 200
"""As many are in force at once; a facilitator has ten."""


_THRESHOLD: Final = LatePattern(r"(\d{1,3})\D+?(\d{1,4})\s*(s|m|h)\w*", re.IGNORECASE)
_SECONDS: Final = {"s": 1, "m": 60, "h": 3_600}


class Level(StrEnum):
    """How much a highlight stands out."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Alert(Struct, frozen=True):
    """So many different people within so long."""

    people: int
    within: timedelta


class Rule(Struct, frozen=True, omit_defaults=True):
    """What is to be done with posts that the filter `when` finds.

    `mute` hides for good, or each post for so long after it was posted. `tag` is a tag of our own,
    without `#`. `pin` suggests a pin, `auto_pin` makes one. `file` names the session under which
    they belong, or `before` or `after` all of them. See `level` for `highlight`.
    """

    name: str
    when: str
    alert: Alert | None = None
    highlight: Level | bool = False
    mute: timedelta | bool = False
    tag: str = ""
    pin: bool = False
    auto_pin: bool = False
    file: str = ""

    @property
    def level(self) -> Level | None:
        """How much what it finds stands out; None when it does not."""
        if isinstance(self.highlight, Level):
            return self.highlight
        return Level.NORMAL if self.highlight else None


class RuleAct(Struct, frozen=True, omit_defaults=True):
    """What was done to a rule at a desk. `rule` is one that was made there."""

    rule: Rule | None = None
    is_off: bool = False
    is_removed: bool = False


class RuleState(Struct, frozen=True):
    """A rule as it is now. `by` is who made it, or switched it last; empty for the event file."""

    rule: Rule
    is_off: bool = False
    is_ours: bool = False
    by: str = ""
    at: datetime | None = None


class Pointed(Struct, frozen=True):
    """What rules say of a post that they find."""

    level: Level | None = None
    tags: tuple[str, ...] = ()
    suggests_pin: bool = False


class Crossing(Struct, frozen=True):
    """A stretch in which a threshold was passed, in microseconds; `people` at its height.

    `until` is when it fell below, and may be in the future.
    """

    since: int
    until: int
    people: int


def alert_of(said: str) -> Alert | None:
    """What `5 people within 3m`, or `5 3m`, means; None for what is no such thing."""
    found = _THRESHOLD.made.fullmatch(said.strip())
    if found is None:
        return None
    people, span = int(found[1]), int(found[2]) * _SECONDS[found[3].lower()]
    return Alert(people, timedelta(seconds=span)) if people and 0 < span <= 86_400 else None


def lasting(span: timedelta) -> str:
    """`90 s`, `3 min`, `2 h`."""
    seconds = round(span.total_seconds())
    if seconds % 60 or not seconds:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds % 3600 else f"{seconds // 3600} h"


def crossings(said: Iterable[tuple[int, str]], alert: Alert) -> list[Crossing]:
    """When so many different people said it within so long.

    `said` are moments in microseconds and authors, in any order.
    """
    within = round(alert.within.total_seconds() * 1_000_000)
    # Who leaves at a moment leaves before somebody comes: the end is not within.
    turns = sorted(turn for at, who in said for turn in ((at, 1, who), (at + within, -1, who)))
    there: Counter[str] = Counter()
    found: list[Crossing] = []
    since = most = 0
    for at, step, who in turns:
        there[who] += step
        if not there[who]:
            del there[who]
        people = len(there)
        if people >= alert.people:
            since, most = (since, max(most, people)) if most else (at, people)
        elif most:
            found.append(Crossing(since, at, most))
            most = 0
    return found


def in_force(
    told: Sequence[Rule], acts: Sequence[tuple[str, RuleAct, str, datetime]]
) -> tuple[RuleState, ...]:
    """Every rule there is: the event file's in its order, then those of the desks.

    `acts` are the names, what was done, by whom and when, in the order in which it was.
    """
    done = {name: (act, by, at) for name, act, by, at in acts}
    states: list[RuleState] = []
    for rule in told:
        if rule.name not in done:
            states.append(RuleState(rule))
            continue
        act, by, at = done[rule.name]
        if not act.is_removed:
            states.append(RuleState(act.rule or rule, act.is_off, act.rule is not None, by, at))
    names = {rule.name for rule in told}
    for name, (act, by, at) in done.items():
        if act.rule is not None and name not in names and not act.is_removed:
            states.append(RuleState(act.rule, act.is_off, is_ours=True, by=by, at=at))
    return tuple(states[:MOST_RULES])

"""What a source covers, in words: how far its posts reach, what it misses, what it may ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from backchannel.model.source import Budget, Health, Probe
from backchannel.store.coverage.near_tags import NearTag, Refused
from backchannel.store.coverage.places import Covered
from backchannel.ui.health.source_words import ago
from backchannel.ui.lines.amounts import counted

LOW: Final = 5
"""With less than one of so many requests left, it is said without being asked."""

_WAIT: Final = re.compile(r"(\A|: )asked us to wait(?: \d+ (?:s|min|h))?\Z")

Clock = Callable[[datetime], str]


def reach_text(covered: Covered, now: datetime) -> str:
    """How old the newest and the oldest post is; empty where there is none.

    A feed may be read well and have nothing new for days.
    """
    if covered.newest is None or covered.oldest is None:
        return ""
    newest = f"newest post {ago(covered.newest, now)}"
    if covered.newest == covered.oldest:
        return newest
    return f"{newest}, oldest {ago(covered.oldest, now)}"


def budget_text(budget: Budget, clock: Clock) -> str:
    """How many requests are left, and when there are all of them again."""
    of = f"{budget.left:,} of " if budget.limit is not None else ""
    requests = counted(budget.left if budget.limit is None else budget.limit, "request")
    anew = f", all again at {clock(budget.anew)}" if budget.anew else ""
    return f"{of}{requests} left{anew}"


def is_over(budget: Budget, now: datetime) -> bool:
    """Whether its time has passed: then there are all requests again, and nobody counted since."""
    return budget.anew is not None and budget.anew <= now


def is_low(budget: Budget) -> bool:
    """Whether little is left."""
    return budget.limit is not None and budget.left * LOW < budget.limit


def budget_of(health: Health, now: datetime) -> Budget | None:
    """What may still be asked of a server; None where nothing is known, or nothing any more."""
    budget = health.noticed.budget if health.noticed else None
    return None if budget is None or is_over(budget, now) else budget


def unseen_text(unseen: Sequence[str], others: int = 0) -> str:
    """What a place never shows, and so many other places neither; empty where nothing is known."""
    also = f" in this and {others:,} more" if others else ""
    return f"not seen{also}: {'; '.join(unseen)}" if unseen else ""


def missing_texts(health: Health, clock: Clock) -> Iterator[str]:
    """Times of which posts may be missing."""
    if health.holes:
        times = ", ".join(f"{clock(each.since)} and {clock(each.until)}" for each in health.holes)
        yield f"posts may be missing between {times}: they were gone before they could be read"


def why_text(said: Health | Probe, clock: Clock) -> str:
    """Why it cannot be read. How long it was to wait was true then; until when is true still."""
    if said.until is None:
        return said.problem
    end = said.until + timedelta(seconds=59)  # not before it: clocks show minutes
    return _WAIT.sub(lambda at: f"{at[1]}asked us to wait until {clock(end)}", said.problem)


def near_text(near: NearTag) -> str:
    """How many say a tag that is nearly one of the event's, and which that is."""
    more = "or more " if near.is_full else ""
    posts = f"{near.posts:,} {more}{'post' if near.posts == 1 else 'posts'}"
    people = "one person" if near.people == 1 else f"{near.people:,} people"
    say = "say" if near.posts > 1 else "says"
    return f"{posts} by {people} {say} #{near.tag}: do they mean #{near.like}?"


def refused_text(refused: Refused, clock: Clock) -> str:
    """That somebody said so, and who and when as far as it is known."""
    when = f" at {clock(refused.at)}" if refused.at else ""
    return f"is another tag{f', said {refused.by}{when}' if refused.by else ''}"

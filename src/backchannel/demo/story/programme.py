"""The three days: sessions, breaks, and how much people post in each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NAME = "Councils Connect Example 2026"
TAGS = ("councilsconnect", "ccx26")
SPELLINGS = ("CouncilsConnect", "councilsconnect", "CCX26")
"""How people write the tags."""

DAY = 86_400
MINUTE = 60
DAYS = 3


class Mood(StrEnum):
    """What kind of time a slot is; decides what people say and how often."""

    KEYNOTE = "keynote"
    PANEL = "panel"
    WORKSHOP = "workshop"
    BREAK = "break"
    SOCIAL = "social"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of the programme. `starts` in seconds since midnight of day one."""

    title: str
    starts: float
    minutes: int
    mood: Mood
    posts_a_minute: float
    speakers: tuple[int, ...] = ()

    @property
    def ends(self) -> float:
        """When it is over, in seconds since midnight of day one."""
        return self.starts + self.minutes * MINUTE


@dataclass(frozen=True, slots=True)
class Burst:
    """A minute or so in which everybody speaks at once. `theme` is a list of `words`."""

    moment: float
    seconds: float
    posts_a_minute: float
    theme: str


def at(day: int, clock: str) -> float:
    """The moment of a wall clock time (`09:30`) on day 1, 2 or 3."""
    hours, minutes = clock.split(":")
    return (day - 1) * DAY + int(hours) * 3600 + int(minutes) * MINUTE


def _slot(day: int, clock: str, minutes: int, mood: Mood, title: str, *rest: float) -> Slot:
    rate, *speakers = rest
    return Slot(title, at(day, clock), minutes, mood, rate, tuple(int(one) for one in speakers))


SLOTS = (
    _slot(1, "09:00", 30, Mood.BREAK, "Registration and coffee", 0.8),
    _slot(1, "09:30", 45, Mood.KEYNOTE, "Opening keynote: After the league table", 3.4, 0),
    _slot(1, "10:15", 45, Mood.PANEL, "Panel: Who reads our numbers?", 1.9, 1, 2),
    _slot(1, "11:00", 30, Mood.BREAK, "Coffee break", 0.8),
    _slot(1, "11:30", 60, Mood.WORKSHOP, "Workshops: The small good measure", 1.1, 3),
    _slot(1, "12:30", 60, Mood.BREAK, "Lunch", 0.7),
    _slot(1, "13:30", 60, Mood.PANEL, "Panel: Libraries as public data", 1.4, 4, 5),
    _slot(1, "14:30", 30, Mood.BREAK, "Tea break", 0.7),
    _slot(1, "15:00", 75, Mood.WORKSHOP, "Open space", 0.7),
    _slot(1, "16:15", 45, Mood.PANEL, "Plenary: What did we hear?", 1.8, 0, 6),
    _slot(1, "19:00", 120, Mood.SOCIAL, "Quiz night at the Winter Garden", 0.3),
    _slot(2, "09:00", 30, Mood.BREAK, "Coffee and unfinished conversations", 0.8),
    _slot(2, "09:30", 60, Mood.KEYNOTE, "Keynote: What we count and what counts", 9.0, 7),
    _slot(2, "10:30", 45, Mood.PANEL, "Panel: The cost of a good question", 1.9, 1, 4),
    _slot(2, "11:15", 30, Mood.BREAK, "Coffee break", 0.8),
    _slot(2, "11:45", 60, Mood.WORKSHOP, "Workshops: Bins, beds and budgets", 1.2, 2, 3),
    _slot(2, "12:45", 60, Mood.BREAK, "Lunch", 0.8),
    _slot(2, "13:45", 60, Mood.PANEL, "Panel: Working in two languages", 1.5, 5, 6),
    _slot(2, "14:45", 30, Mood.BREAK, "Tea break", 0.7),
    _slot(2, "15:15", 60, Mood.WORKSHOP, "Open space: bring your worst dashboard", 1.0),
    _slot(2, "16:15", 45, Mood.PANEL, "Plenary: Questions we parked", 1.8, 7, 0),
    _slot(2, "19:30", 120, Mood.SOCIAL, "Supper and songs", 0.25),
    _slot(3, "09:00", 30, Mood.BREAK, "Coffee", 0.7),
    _slot(3, "09:30", 45, Mood.KEYNOTE, "Keynote: Residents as colleagues", 3.2, 3),
    _slot(3, "10:15", 45, Mood.PANEL, "Panel: When the system goes down", 1.6, 2, 6),
    _slot(3, "11:00", 30, Mood.BREAK, "Coffee break", 0.7),
    _slot(3, "11:30", 60, Mood.WORKSHOP, "Workshops: A promise for Monday", 0.9, 1),
    _slot(3, "12:30", 60, Mood.BREAK, "Lunch", 0.6),
    _slot(3, "13:30", 75, Mood.PANEL, "Closing plenary: What will you stop counting?", 1.5, 0, 7),
)

BURSTS = (
    Burst(at(1, "09:41"), 60, 24, "tables"),
    Burst(at(1, "09:56"), 60, 30, "too_fast"),
    Burst(at(1, "10:10"), 60, 26, "applause"),
    Burst(at(1, "16:50"), 60, 22, "outage"),
    Burst(at(2, "09:39"), 60, 34, "cannot_hear"),
    Burst(at(2, "09:52"), 75, 36, "tables"),
    Burst(at(2, "10:05"), 60, 40, "too_fast"),
    Burst(at(2, "10:24"), 75, 38, "applause"),
    Burst(at(2, "16:40"), 60, 26, "applause"),
    Burst(at(3, "09:50"), 60, 30, "tables"),
    Burst(at(3, "10:40"), 60, 30, "outage"),
    Burst(at(3, "14:35"), 90, 34, "applause"),
)

OPENING = at(2, "09:52")
"""The middle of day two's keynote, as a burst begins: where the demo starts by default."""

BEGINNING = at(1, "09:00") - 9 * DAY
"""The first announcement."""

END = at(3, "18:00")
"""When the last post has been written."""

NIGHTS = tuple((at(day, "22:00"), at(day + 1, "07:30")) for day in range(1, DAYS))
"""When next to nothing happens."""

_IN_BETWEEN = 0.12
_AT_NIGHT = 0.012
_CROWD = 0.5
"""How much of what the slots promise is really said, bursts apart."""


def slot_at(moment: float) -> Slot | None:
    """What is on at a moment, or None."""
    return next((slot for slot in SLOTS if slot.starts <= moment < slot.ends), None)


def burst_at(moment: float) -> Burst | None:
    """The burst a moment is in, or None."""
    return next((b for b in BURSTS if b.moment <= moment < b.moment + b.seconds), None)


def posts_a_minute(moment: float) -> float:
    """How many posts a minute to expect, bursts included."""
    if moment < at(1, "07:30"):
        return 0.0
    burst, slot = burst_at(moment), slot_at(moment)
    if burst is not None:
        return burst.posts_a_minute
    if slot is not None:
        return slot.posts_a_minute * _CROWD
    return _AT_NIGHT if any(start <= moment < end for start, end in NIGHTS) else _IN_BETWEEN

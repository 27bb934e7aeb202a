"""The fields of the filter language, and what each looks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeAlias

from msgspec import Struct

from backchannel.model.folding import LONGEST, Phrase, words
from backchannel.model.moments import to_micros
from backchannel.model.patterns import LatePattern
from backchannel.model.post import Kind
from backchannel.model.tags import canonical

HOLDINGS: Final = ("link", "photo", "video", "reply")
"""What a post can have, for `has:`."""

_AGE: Final = LatePattern(r"(\d{1,6})([smhdw])", re.ASCII | re.IGNORECASE)
_CLOCK: Final = LatePattern(r"([01]?\d|2[0-3])[:.]([0-5]\d)", re.ASCII)
_DAY: Final = LatePattern(r"\d{4}-\d\d-\d\d", re.ASCII)
_COMPARED: Final = LatePattern(r"(>=|<=|>|<|=)?(\d{1,9})", re.ASCII)
_SECONDS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


class Column(StrEnum):
    """What of a post is looked into."""

    WORDS = "words"
    PEOPLE = "people"
    FACETS = "facets"


class State(StrEnum):
    """What can have become of a post, and whether a program wrote it, for `is:`."""

    QUESTION = "question"
    PINNED = "pinned"
    HIDDEN = "hidden"
    NEW = "new"
    HIGHLIGHT = "highlight"
    ANSWERED = "answered"
    STASHED = "stashed"
    MUTED = "muted"
    COPY = "copy"
    BOT = "bot"


class Count(StrEnum):
    """What a place counts for a post."""

    LIKES = "likes"
    BOOSTS = "boosts"
    REPLIES = "replies"


MANY: Final = (1 << 63) - 1
"""More than anything is counted to."""

WAITED_FOR: Final = 366 * 86_400 * 1_000_000
"""Microseconds: what is later than that is in no programme's lifetime, or in no calendar."""

FIRST: Final = -(1 << 63)
"""A place before every post."""


class Field(Struct, frozen=True):
    """A field that looks for words in a column.

    `known` are its only values. In a facet, `spelling` says when two values are the same. An exact
    field never takes the beginning of a value for the whole.
    """

    example: str
    column: Column = Column.FACETS
    known: tuple[str, ...] = ()
    spelling: Callable[[str], str] = str
    is_exact: bool = False

    def problem(self, value: str) -> str:
        """Why the value cannot be looked for; empty when it can."""
        folded = words(self.spelling(value))
        if not folded:
            return f"needs a word, as in {self.example}"
        if self.known and not any(known.startswith("_".join(folded)) for known in self.known):
            near = _near(value.casefold(), self.known)
            return f"did you mean {near[0]}?" if near else f"takes {_listed(self.known)}"
        return ""


class TimeField(Struct, frozen=True):
    """A field that compares the time of posting."""

    example: str
    is_before: bool = False

    def problem(self, value: str) -> str:
        """Why the value is not a time; empty when it is."""
        if _AGE.made.fullmatch(value) or _CLOCK.made.fullmatch(value) or _day(value):
            return ""
        return "takes 15m, 14:00 or 2009-01-09, for example"


class CountField(Struct, frozen=True):
    """A field that compares how often something was done to a post."""

    example: str

    def problem(self, value: str) -> str:
        """Why the value is no number to compare with; empty when it is."""
        return "" if _COMPARED.made.fullmatch(value) else "takes >3, <=10 or just 5, for example"


class NamedField(Struct, frozen=True):
    """A field that looks for what has a name: the session of a post, a rule that finds it."""

    example: str

    def problem(self, value: str) -> str:
        """Why nothing can be called so; empty when something can."""
        return "" if words(value) else f"needs a word, as in {self.example}"


class RoleField(Struct, frozen=True):
    """A field that looks for the accounts of people with a role in the event."""

    example: str

    def problem(self, value: str) -> str:
        """Why no role can be called so; empty when one can."""
        return "" if words(value) else f"needs a word, as in {self.example}"


class StateField(Struct, frozen=True):
    """A field that asks what became of a post, or by whom it is."""

    example: str

    def problem(self, value: str) -> str:
        """Why the value is no state; empty when it is one, or the beginning of just one."""
        if len(states := _states(value)) == 1:
            return ""
        if states:
            return f"{_listed(states)}?"
        near = _near(value.casefold(), list(State))
        return f"did you mean {near[0]}?" if near else f"takes {_listed(tuple(State))}"


AnyField: TypeAlias = Field | TimeField | CountField | NamedField | RoleField | StateField

FIELDS: Final = {
    "from": Field("ana", Column.PEOPLE),
    "source": Field("mastodon"),
    "kind": Field("photo", known=tuple(Kind)),
    "tag": Field("ideaperf", spelling=canonical, is_exact=True),
    "lang": Field("en"),
    "has": Field("link", known=HOLDINGS),
}
TIMES: Final = {"since": TimeField("15m"), "before": TimeField("14:00", is_before=True)}
COUNTS: Final = {count.value: CountField(">3") for count in Count}
EVERY_FIELD: Final[Mapping[str, AnyField]] = {
    **FIELDS,
    "session": NamedField("keynote"),
    "rule": NamedField("spam"),
    "role": RoleField("speaker"),
    "is": StateField("pinned"),
    **TIMES,
    **COUNTS,
}
"""All there are, in the order of the manual."""

_TEXT: Final = Field("", Column.WORDS)


def phrase(name: str, value: str, *, is_quoted: bool) -> tuple[Column, Phrase]:
    """What a field, or a text without one, looks for, and in which column."""
    field = FIELDS.get(name, _TEXT)
    is_open = not (is_quoted or field.is_exact)
    if field.column is Column.FACETS:
        token = facet(name, field.spelling(value))
        meant = [known for known in field.known if facet(name, known).startswith(token)]
        if is_open and len(meant) == 1:  # a whole word is found quicker than a beginning
            return field.column, Phrase((facet(name, meant[0]),))
        return field.column, Phrase((token,), is_open)
    return field.column, Phrase(tuple(words(value)), is_open)


@lru_cache(maxsize=2_000)  # most posts have the same few
def facet(field: str, value: str) -> str:
    """The word by which the index knows that a field of a post has a value."""
    return f"{field}:{'_'.join(words(value))[:LONGEST]}"


def place_of(value: str, now: datetime) -> int:
    """The first place at or after a time of a filter.

    `now` is aware, and clock times are of its time zone: the last 14:00 that has been.
    """
    if age := _AGE.made.fullmatch(value):
        return to_micros(now) - int(age[1]) * _SECONDS[age[2].lower()] * 1_000_000
    if clock := _CLOCK.made.fullmatch(value):
        today = now.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
        return to_micros(today if today <= now else today - timedelta(days=1))
    return to_micros(datetime.combine(date.fromisoformat(value), time(), now.tzinfo))


def turn_of(value: str, place: int, now: datetime) -> int | None:
    """The next moment at which a time of a filter is on the other side of a place, or may be.

    In microseconds, as places are. None when it never will be again, of a day, or of an age that
    was reached, or when nobody will wait for it. Clock times turn once a day.
    """
    if age := _AGE.made.fullmatch(value):
        at = place + int(age[1]) * _SECONDS[age[2].lower()] * 1_000_000 + 1
        return at if 0 < at - to_micros(now) < WAITED_FOR else None
    if clock := _CLOCK.made.fullmatch(value):
        today = now.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
        return to_micros(today if today > now else today + timedelta(days=1))
    return None


def state_of(value: str) -> State:
    """The state that a value without a problem names, whole or by its beginning."""
    return _states(value)[0]


def bounds_of(value: str) -> tuple[int, int]:
    """The least and the most that a comparison lets pass: `>3` is 4 or more, and so is `4`."""
    found = _COMPARED.made.fullmatch(value)
    assert found is not None  # noqa: S101  # a value with a problem is never asked about
    number = int(found[2])
    match found[1]:
        case ">":
            return number + 1, MANY
        case "<":
            return 0, number - 1
        case "<=":
            return 0, number
        case "=":
            return number, number
        case _:
            return number, MANY


def _states(value: str) -> tuple[State, ...]:
    folded = value.casefold()
    return tuple(state for state in State if folded and state.startswith(folded))


def _listed(several: Sequence[str]) -> str:
    return f"{', '.join(several[:-1])} or {several[-1]}"


def _near(word: str, known: Sequence[str]) -> list[str]:
    from difflib import get_close_matches  # for a mistake only

    return get_close_matches(word, known, n=1)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if _DAY.made.fullmatch(value) else None
    except ValueError:
        return None

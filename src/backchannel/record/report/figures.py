"""The figures of a report. All is safe to draw; nothing is escaped for a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from backchannel.record.reading import Shared


class Slice(Struct, frozen=True):
    """How many posts there were from a moment on, as it is called where the event is."""

    begins: datetime
    called: str
    posts: int


class Course(Struct, frozen=True):
    """Posts over time: slices of one length, `each`, one after the other, the empty ones, too."""

    each: str = ""
    slices: tuple[Slice, ...] = ()


class Counted(Struct, frozen=True):
    """Something and how many posts it has, by how many people. `about` says more of it.

    A word has no `people` (0): they are not counted.
    """

    name: str
    posts: int
    people: int = 0
    about: str = ""


def told_apart(several: Sequence[Counted]) -> list[str]:
    """Their names; where several have the same, with what is said about each."""
    names = Counter(each.name for each in several)
    return [each.name if names[each.name] == 1 else _told(each) for each in several]


def _told(one: Counted) -> str:
    """A session is known by a name of its own, `Lunch (2)`; all else by what stands beside it."""
    return one.about if one.about.startswith(one.name) else f"{one.name} {one.about}".rstrip()


class Rising(Struct, frozen=True):
    """The words of a session or a day that were said there far more often than elsewhere."""

    when: str
    words: tuple[Counted, ...]


class SessionQuestions(Struct, frozen=True):
    """How many questions were asked in a session (empty for none), and answered."""

    session: str
    asked: int
    answered: int


class Answering(Struct, frozen=True):
    """What became of the questions.

    `open` were neither answered nor put aside. `by_post` were asked in posts, the others in the
    room. The seconds are from when a question was asked, or posted, to when it was taken up, of
    those that were answered; None when nobody knows of any.
    """

    asked: int = 0
    answered: int = 0
    parked: int = 0
    left: int = 0
    open: int = 0
    by_post: int = 0
    median_seconds: float | None = None
    longest_seconds: float | None = None
    sessions: tuple[SessionQuestions, ...] = ()


class Report(Struct, frozen=True):
    """An event in figures, each list with what is most first, `sessions` as they were run.

    Posts are counted once however many places they were seen in; `sources` are those that had
    them first. What is before, between and after the sessions is called so. `first` and `last` are
    the moments of posts, None without any.
    """

    event: str
    timezone: str
    posts: int
    people: int
    first: datetime | None
    last: datetime | None
    over_time: Course
    busiest: Course
    sources: tuple[Counted, ...]
    authors: tuple[Counted, ...]
    sessions: tuple[Counted, ...]
    links: tuple[Shared, ...]
    words: tuple[Counted, ...]
    rising: tuple[Rising, ...]
    questions: Answering

"""The front page as the event stood: its columns side by side, highlights, programme, links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from markupsafe import Markup
from msgspec import Struct

from backchannel.model.roles.question import State
from backchannel.record.reading import Shared
from backchannel.record.site.columns import COLUMNS, Columns
from backchannel.record.site.ground import Ground, Room
from backchannel.record.site.lists import link_of

_HIGHLIGHTS: Final = 5
_LINKS: Final = 8
_BEGINS: Final = 280
"""Characters of a post in a column."""


class Column(Struct, frozen=True):
    """One column; `count` is how many posts there are of its kind."""

    name: str
    heading: str
    count: int
    posts: list[Markup]


class Slot(Struct, frozen=True):
    """A session in the programme, and what came of it."""

    room: Room
    posts: int
    highlights: int
    questions: int
    answered: int
    notes: int


def write_front(ground: Ground, columns: Columns, links: Sequence[Shared], people: int) -> None:
    """The page that opens first."""
    event = ground.recorded.event
    ground.press.page(
        "index.html",
        "front.html",
        title="Front page",
        days=_days(ground),
        columns=[_column(ground, columns, name, heading) for name, heading, _ in COLUMNS],
        highlights=[ground.highlight(each, "") for each in ground.highlights[:_HIGHLIGHTS]],
        more=max(len(ground.highlights) - _HIGHLIGHTS, 0),
        slots=_slots(ground),
        links=[link_of(ground, each) for each in links[:_LINKS]],
        figures=(
            (ground.tally.posts, _one(ground.tally.posts, "posts"), "posts/index.html"),
            (people, "person" if people == 1 else "people", "people.html"),
            *(
                (count, _one(count, called), f"{called}.html")
                for count, called in (
                    (len(ground.questions), "questions"),
                    (len(ground.highlights), "highlights"),
                    (len(links), "links"),
                )
            ),
        ),
        tags=event.hashtags,
    )


def _column(ground: Ground, columns: Columns, name: str, heading: str) -> Column:
    drawn = [ground.brief(each.stored, "", each.href, _BEGINS) for each in columns.newest(name)]
    return Column(name, heading, columns.counts.get(name, 0), drawn)


def _slots(ground: Ground) -> list[Slot]:
    highlights = Counter(each.session for each in ground.highlights)
    notes = Counter(each.note.session for each in ground.notes)
    asked = Counter(each.question.session for each in ground.questions)
    answered = Counter(
        each.question.session for each in ground.questions if each.question.state is State.ANSWERED
    )
    return [
        Slot(
            room,
            ground.tally.count.get(name, 0),
            highlights[name],
            asked[name],
            answered[name],
            notes[name],
        )
        for name, room in ground.rooms.items()
    ]


def _days(ground: Ground) -> str:
    """When the event was; empty when nobody said."""
    event = ground.recorded.event
    begins = min((each.starts for each in event.sessions), default=event.starts)
    ends = event.ends or max((each.ends for each in event.sessions), default=begins)
    return ground.calendar.days(begins, ends) if begins and ends else ""


def _one(count: int, called: str) -> str:
    return called.removesuffix("s") if count == 1 else called

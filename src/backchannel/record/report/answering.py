"""What became of the questions, and how long they waited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median

from backchannel.model.moments import from_micros
from backchannel.model.roles.question import Question, State
from backchannel.record.reading import Asked
from backchannel.record.report.figures import Answering, SessionQuestions


def answering(several: Iterable[Asked], titles: Mapping[str, str]) -> Answering:
    """Counts them. `titles` are those of the sessions by their names, in their order."""
    found = [each.question for each in several]
    states = Counter(each.state for each in found)
    waits = list(_waits(found))
    return Answering(
        asked=len(found),
        answered=states[State.ANSWERED],
        parked=states[State.PARKED],
        left=states[State.LEFT],
        open=states[State.OPEN] + states[State.NOW],
        by_post=sum(each.place is not None for each in found),
        median_seconds=median(waits) if waits else None,
        longest_seconds=max(waits, default=None),
        sessions=tuple(_by_session(found, titles)),
    )


def seconds_waited(question: Question) -> float | None:
    """From when it was posted, or said in the room, until it was taken up; None if it was not."""
    taken = question.taken_up or question.settled
    if taken is None or question.state is not State.ANSWERED:
        return None
    asked = question.at if question.place is None else from_micros(question.place)
    return max(0.0, (taken - asked).total_seconds())


def _waits(found: Sequence[Question]) -> Iterator[float]:
    for each in found:
        if (waited := seconds_waited(each)) is not None:
            yield waited


def _by_session(found: Sequence[Question], titles: Mapping[str, str]) -> Iterator[SessionQuestions]:
    asked = Counter(each.session for each in found)
    answered = Counter(each.session for each in found if each.state is State.ANSWERED)
    order = dict.fromkeys([*titles, *sorted(asked)])
    for name in order:
        if asked[name]:
            yield SessionQuestions(titles.get(name, name), asked[name], answered[name])

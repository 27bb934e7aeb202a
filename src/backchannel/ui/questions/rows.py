"""The list of questions: the queue in its order, then what was parked or answered."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from backchannel.model.roles.question import Question, State
from backchannel.store.connection import Connection
from backchannel.store.roles.ending import ended
from backchannel.store.roles.questions import queue
from backchannel.ui.lines.amounts import counted
from backchannel.ui.lines.times import clock_on
from backchannel.ui.questions.pane import SETTLED, Asked
from backchannel.ui.widgets.rows import Row

COMPARED: Final = 60
"""Questions of the queue that are looked at for one that asks the same."""


def look(db: Connection) -> Asked:
    """What there is to be listed, worked out where nobody waits for it."""
    found = queue(db)
    return Asked(found, same_as(found.rows), ended(db))


def same_as(rows: Sequence[Question]) -> Mapping[str, str]:
    """Of each question the one before it that asks the same, by their ids.

    By the words in which they will be read out, and which stand there: what somebody reworded asks
    that, and no longer what it asked.
    """
    return _same(tuple((each.id, each.words) for each in rows[:COMPARED] if not each.trouble))


@lru_cache(maxsize=2)  # most often it was read again because of something else
def _same(told: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    from backchannel.model.questions.likeness import alike  # where nobody waits for it

    found: dict[str, str] = {}
    kept: list[tuple[str, str]] = []
    for id_, words in told:
        first = next((other for other, others in kept if alike(words, others)), None)
        if first is None:
            kept.append((id_, words))
        else:
            found[id_] = first
    return found


def question_rows(
    asked: Asked,
    marked: Collection[str],
    now: datetime,
    zone: ZoneInfo,
    *,
    is_suggested: bool = False,
    before: Sequence[str] = (),
    merge: str = "M",
) -> list[Row]:
    """The queue, numbered in its order, and what was put aside below it.

    Where it `is_suggested`, those that most want answered come first; the numbers stay. `before`
    are the ids of those that stood there, in their order.
    """
    queue, same = asked.queue, asked.same
    number = {each.id: n for n, each in enumerate(queue.rows, 1)}
    shown = suggested(queue.rows, before) if is_suggested else queue.rows
    waiting = [
        Row(
            key=each.id,
            lead=_lead(each, number[each.id], is_marked=each.id in marked),
            text=each.trouble if each.trouble and not each.words else each.words,
            aside=" · ".join(_about(each, number.get(same.get(each.id, ""), 0), merge)),
            is_loud=each.state is State.NOW or bool(each.trouble),
            more=(f"its author edited it: {each.edited}",) if each.edited else (),
        )
        for each in shown
    ]
    return [*waiting, *(_settled(each, now, zone) for each in queue.aside)]


def suggested(rows: Sequence[Question], before: Sequence[str] = ()) -> Sequence[Question]:
    """The one that is now, then the rest by how many want them answered.

    While one is now, those that stood there `before` stay as they stood: nothing re-sorts then.
    """
    found = sorted(rows, key=lambda each: (each.state is not State.NOW, -each.votes))
    if any(each.state is State.NOW for each in rows):
        at = {id_: n for n, id_ in enumerate(before)}
        found.sort(key=lambda each: at.get(each.id, len(at)))
    return found


def _lead(each: Question, number: int, *, is_marked: bool) -> str:
    sign = "▶" if each.state is State.NOW else "×" if each.trouble else str(number)
    return f"✓{sign}" if is_marked else sign


def _about(each: Question, same: int, merge: str) -> Iterator[str]:
    if same:
        yield f"asks what {same} asks: {merge} merges"
    if each.state is State.NOW:
        yield "now"
    if each.trouble and each.words:
        yield each.trouble
    yield each.asker
    if each.votes > len(each.askers):
        yield counted(each.votes, "vote")
    if each.parts:
        yield f"{len(each.parts) + 1} merged"
    if each.is_reworded:
        yield "reworded"


def _settled(each: Question, now: datetime, zone: ZoneInfo) -> Row:
    at = f" {clock_on(each.settled, now, zone)}" if each.settled else ""
    said = f"{each.state}{at} · {each.asker}"
    return Row(each.id, SETTLED[each.state], each.words or each.trouble, said)

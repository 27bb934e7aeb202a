"""What a readable record tells, sorted by the sessions: highlights, questions and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from backchannel.model.programme import AFTER, BEFORE, Session
from backchannel.record.choosing import Chosen
from backchannel.record.reading import (
    Asked,
    Filing,
    Highlight,
    Noted,
    Recorded,
    notes,
    pins,
    questions,
    recorded,
)
from backchannel.store.connection import Connection

OUTSIDE: Final = {BEFORE: "Before the first session", "": "Between sessions", AFTER: "Afterwards"}
ALL: Final = "The event"
"""The heading of what is outside the sessions, and of everything where there is no programme."""

_TAGGED: Final = re.compile(r"(?<![\w&])#action(?:s|items?)?(?!\w)", re.IGNORECASE)
_WRITTEN: Final = re.compile(rf"{_TAGGED.pattern}|^\s*action:", re.IGNORECASE | re.MULTILINE)
"""How people who take notes say it."""


class Part(Struct):
    """A session, or what is outside all of them (`session` is None), and what belongs to it."""

    key: str
    title: str
    session: Session | None
    highlights: list[Highlight]
    questions: list[Asked]
    notes: list[Noted]

    @property
    def is_empty(self) -> bool:
        """Whether nobody pinned, asked or wrote down anything."""
        return not (self.highlights or self.questions or self.notes)


class Action(Struct, frozen=True):
    """What is to be done: the part that it comes from, its words, and whether a note says so."""

    part: Part
    words: str
    is_noted: bool = False


class Gathered(Struct, frozen=True):
    """The event, its parts in their order, and what is to be done.

    What is to be done is what says `#action`, or has a line that begins with `ACTION:`: notes, and
    the lines below highlights; or highlights by their tag. What a stranger only posted is nobody's
    task.
    """

    recorded: Recorded
    parts: tuple[Part, ...]
    actions: tuple[Action, ...]


def gathered(db: Connection, chosen: Chosen) -> Gathered:
    """Everything but the posts: what people at the desks made of an event is not much."""
    found = recorded(db, chosen)
    filing, parts = Filing(found.event.sessions), _parts(found)

    def part_of(key: str) -> Part:
        return parts[key] if key in parts else parts[""]

    for highlight in pins(db, chosen):
        part_of(highlight.session).highlights.append(highlight)
    for asked in questions(db, chosen):
        session = asked.question.session or filing.of_moment(asked.question.at)
        part_of(session).questions.append(asked)
    for noted in notes(db, chosen):
        part_of(noted.note.session or filing.of_moment(noted.note.at)).notes.append(noted)
    told = tuple(each for each in parts.values() if each.session is not None or not each.is_empty)
    return Gathered(found, told, tuple(action for part in told for action in _actions(part)))


def _parts(found: Recorded) -> dict[str, Part]:
    if not found.event.sessions:
        return {"": Part("", ALL, None, [], [], [])}
    outside = {key: Part(key, title, None, [], [], []) for key, title in OUTSIDE.items()}
    held = {each.name: Part(each.name, each.title, each, [], [], []) for each in found.sessions}
    return {BEFORE: outside[BEFORE], **held, "": outside[""], AFTER: outside[AFTER]}


def _actions(part: Part) -> Iterator[Action]:
    for noted in part.notes:
        if _WRITTEN.search(noted.note.text):
            yield Action(part, noted.note.text, is_noted=True)
    for highlight in part.highlights:
        post = highlight.pin.post.post
        if _WRITTEN.search(highlight.pin.remark):
            yield Action(part, highlight.pin.remark)
        elif not post.cover and _TAGGED.search(post.text):
            yield Action(part, f"{post.author.name}: {post.text}")

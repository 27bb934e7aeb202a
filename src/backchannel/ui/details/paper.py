"""Lines with names that last, so that what is read stays where it is when they are drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from msgspec import Struct

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Url
from backchannel.ui.lines.drawing import Drawing, Line, Piece, Role
from backchannel.ui.lines.wrap import cells, crop, wrap

LABEL = 12
"""Cells of the column of labels; in a narrow panel they stand above what they label."""

ROOMY = 40
"""Cells from which labels have a column."""

STEP = 1_000
"""Lines that one thing takes at most, before the next one's number."""


class Part(IntEnum):
    """The parts of the details, from top to bottom."""

    HEAD = 1
    STATE = 2
    TITLE = 3
    TEXT = 4
    MEDIA = 5
    POLL = 6
    LINKS = 7
    PLACES = 8
    COUNTS = 9
    THREAD = 10
    SEEN = 11
    EDITS = 12
    DECIDED = 13
    FACTS = 14


class Goal(Struct, frozen=True):
    """Where Enter on a line leads: to an address, to another post, or behind the cover."""

    url: Url | None = None
    place: int | None = None


UNCOVER = Goal()


class Mark(NamedTuple):
    """The name of a line: its part and its number there. Where a text begins, in a text."""

    part: int
    number: int


class Row(NamedTuple):
    """A line, its name, and where it leads.

    `joint` is what stood between it and the line before, where both are of one text.
    """

    mark: Mark
    line: Line
    goal: Goal | None = None
    joint: str | None = None

    @property
    def text(self) -> str:
        """What it says; what is below a lead goes on with what is beside it."""
        text = "".join(words for words, _ in self.line)
        return text if self.joint is None else text.lstrip()


class Paper:
    """Takes down lines of at most the drawing's width."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing, self.rows = drawing, list[Row]()
        self._part = Part.HEAD
        self._number = 0

    def begin(self, part: Part, title: str = "") -> None:
        """Begin a part, with an empty line and a heading if it has a title."""
        self._part, self._number = part, 0
        if title:
            self.put((("", Role.TEXT),), number=-2)
            width = self.drawing.width
            rule = "─" * max(0, width - cells(title) - 4)
            self.put(((crop(f"── {title} {rule}", width), Role.HEADING),), number=-1)

    def item(self, number: int) -> None:
        """What follows is the `number`th thing of its part, whatever stands before it."""
        self._number = number * STEP

    def put(
        self,
        line: Line,
        *,
        number: int | None = None,
        goal: Goal | None = None,
        joint: str | None = None,
    ) -> None:
        """A line as it is."""
        if number is None:
            number = self._number
            self._number += 1
        self.rows.append(Row(Mark(self._part, number), line, goal, joint))

    def said(
        self,
        text: str,
        role: Role = Role.TEXT,
        *,
        lead: Piece | None = None,
        goal: Goal | None = None,
    ) -> None:
        """Words, wrapped; `lead` stands before the first line, and nothing below it."""
        self.flow(((text, role),), lead=lead, goal=goal)

    def flow(
        self, pieces: Sequence[Piece], *, lead: Piece | None = None, goal: Goal | None = None
    ) -> None:
        """Words of several roles, wrapped as one text."""
        text = "".join(words for words, _ in pieces)
        head, look = lead or ("", Role.TEXT)
        head = crop(head, max(self.drawing.width // 2, 1))
        indent = cells(head)
        over: int | None = None
        for start, end in wrap(text, max(self.drawing.width - indent, 1)):
            before = ((head if over is None else " " * indent, look),) if indent else ()
            joint = None if over is None else text[over:start]
            self.put((*before, *_between(pieces, start, end)), goal=goal, joint=joint)
            over = end

    def pair(
        self, label: str, text: str, role: Role = Role.TEXT, *, goal: Goal | None = None
    ) -> None:
        """A label, and beside it one line's words, wrapped."""
        words = clean_line(text, limit=4_000)
        if not words:
            return
        if self.drawing.width >= ROOMY:
            self.said(words, role, lead=(label.ljust(LABEL), Role.ASIDE), goal=goal)
        else:
            self.said(label, Role.ASIDE, goal=goal)
            self.said(words, role, lead=("  ", Role.ASIDE), goal=goal)


def _between(pieces: Sequence[Piece], start: int, end: int) -> Line:
    """What stands between two offsets of the joined text."""
    at, found = 0, list[Piece]()
    for words, role in pieces:
        if part := words[max(start - at, 0) : max(end - at, 0)]:
            found.append((part, role))
        at += len(words)
    return tuple(found) or (("", Role.TEXT),)


def found_again(rows: Sequence[Row], mark: Mark) -> int:
    """Which line is the one of that name now, or the nearest before it; 0 when there is none."""
    nearest = 0
    for index, row in enumerate(rows):
        if row.mark == mark:
            return index
        part, number = row.mark
        if part < mark.part or (part == mark.part and 0 <= number <= mark.number):
            nearest = index
    return nearest

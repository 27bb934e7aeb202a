"""What the presenter's screen shows of how things stand, as rows. Pure.

Every part has its place whatever is in it: the line of the session, the question, who asks, what
comes. A message lies over what comes, so that the question never moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from backchannel.model.roles.cue import SOON, minutes_left
from backchannel.store.roles.presenting import Stand
from backchannel.ui.lines.wrap import cells, crop, wrap
from backchannel.ui.presenter.letters import Enlarged, written

_LOW: Final = 16
"""Rows below which one coming question is shown instead of three."""

_MARGIN: Final = 1
"""Cells before what stands at the left."""

_EACH: Final = 9
"""Cells at the left of a coming question, `next`."""


class Look(StrEnum):
    """What a row looks like."""

    TEXT = "bold"
    ASIDE = "$text-muted"
    QUIET = ""
    CALM = "bold on $panel"
    SOON = "bold $background on $text-warning"
    OVER = "bold $background on $text-error"
    CUE = "bold $background on $text-accent"


class Row(NamedTuple):
    """A row of the screen, as wide as it says it is.

    Where a line of larger letters begins, it and the rows below have blanks in their place.
    """

    text: str
    look: Look = Look.QUIET
    enlarged: Enlarged | None = None


def picture(
    stand: Stand,
    now: datetime,
    width: int,
    height: int,
    *,
    problem: str = "",
    seen: str = "k",
    largest: int = 1,
) -> list[Row]:
    """Rows for a screen of this size; `seen` is the key that acknowledges a message.

    `largest` is by how much the terminal can enlarge its letters.
    """
    bottom = _bottom(stand, width, 1 if height < _LOW else 3)
    room = max(height - 1 - len(bottom), 1)
    question = _question(stand, width, room, largest)
    rows = [_head(stand, now, width, problem), *question, *bottom][:height]
    if stand.cue is None:
        return rows
    coming, most = len(bottom) - 1, max(height - 1, 1)
    message = [*_message(stand.cue.text, seen, width, coming, most, largest=largest)][:height]
    return _uncovered([*rows[: len(rows) - len(message)], *message], height - len(message))


def _head(stand: Stand, now: datetime, width: int, problem: str) -> Row:
    """The session and its minutes; all of the line changes five minutes before the end."""
    left = minutes_left(stand.ends, now) if stand.ends is not None else None
    if left is None:
        said, look = "", Look.CALM
    elif left <= 0:
        said, look = (f"{-left} min over" if left else "time is up"), Look.OVER
    else:
        said, look = f"{left} min left", Look.SOON if left <= SOON else Look.CALM
    title = f"✕ {problem}" if problem else stand.session or stand.event
    return Row(_apart(title, said, width), look)


def _uncovered(rows: list[Row], end: int) -> list[Row]:
    """Without larger letters of which something is covered from a row on: half of them is none."""
    return [
        row._replace(enlarged=None) if row.enlarged and y < end < y + row.enlarged.scale else row
        for y, row in enumerate(rows)
    ]


def _question(stand: Stand, width: int, room: int, largest: int) -> Iterator[Row]:
    """The words in the middle of their room."""
    text, look = (stand.now.words, Look.TEXT) if stand.now else (_invitation(stand), Look.ASIDE)
    found = written(text, max(width - 2, 1), room, largest)
    wide = max((cells(row) for row in found.rows), default=0)
    left = max((width - wide) // 2, 0)
    above = (room - len(found.rows)) // 2
    for y in range(room):
        at = y - above
        is_row = 0 <= at < len(found.rows)
        begun = found.enlarged.get(at)
        enlarged = begun._replace(x=left + begun.x) if begun else None
        yield Row(f"{' ' * left}{found.rows[at]}" if is_row else "", look, enlarged)


def _invitation(stand: Stand) -> str:
    if not stand.waiting:
        return "No more questions" if stand.has_had else "No questions yet"
    return f"{stand.waiting} wait" if stand.waiting > 1 else "1 waits"


def _bottom(stand: Stand, width: int, most: int) -> list[Row]:
    asker = f"— {stand.now.asker}" if stand.now else ""
    waiting = f"{stand.waiting} waiting" if stand.waiting else "none waiting"
    rows = [Row(_apart(asker, waiting, width), Look.ASIDE)]
    for number in range(most):
        coming = stand.coming[number] if number < len(stand.coming) else None
        lead = ("next" if number == 0 else "then") if coming else ""
        words = crop(coming.words, max(width - _EACH - 1, 1)) if coming else ""
        rows.append(Row(f" {lead}".ljust(_EACH) + words, Look.QUIET))
    return rows


def _message(
    text: str, seen: str, width: int, rows: int, most: int, *, largest: int
) -> Iterator[Row]:
    """One message over the whole width, with the key that says it was seen.

    In `rows` rows where it fits, else in as many as it needs: of what is seen all was shown.
    """
    acknowledge = f"{seen}: seen"
    room = max(width - len(acknowledge) - 4, 1)
    found = written(text, room, rows, largest)
    lines = _typed(text, room, most) if found.is_plain else [*found.rows]
    rows = max(rows, len(lines))
    above = (rows - len(lines)) // 2
    lines = [*[""] * above, *lines, *[""] * (rows - above - len(lines))]
    for n, line in enumerate(lines):
        begun = found.enlarged.get(n - above)
        enlarged = begun._replace(x=_MARGIN + begun.x) if begun else None
        told = _apart(line, acknowledge if n == rows // 2 else "", width)
        yield Row(told, Look.CUE, enlarged)


def _typed(text: str, width: int, most: int) -> list[str]:
    """As the terminal writes it."""
    extents = wrap(text, width)
    lines = [text[start:end].strip() for start, end in extents]
    if len(lines) > most:
        lines[most - 1 :] = [crop(text[extents[most - 1][0] :], width)]
    return lines


def _apart(left: str, right: str, width: int) -> str:
    """Two texts at the two ends of a row; of the left one as much as has room."""
    right = crop(right, max(width - 2, 0))
    left = crop(left, max(width - cells(right) - 4, 0))
    gap = max(width - 2 - cells(left) - cells(right), 0)
    return crop(f" {left}{' ' * gap}{right} ", width)

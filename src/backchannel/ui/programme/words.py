"""That a session is over and has left questions open, in words."""

from __future__ import annotations

from typing import Final

from backchannel.clean.terminal import clean_line
from backchannel.store.roles.ending import Ended
from backchannel.ui.lines.wrap import crop

_NAMED: Final = 24
"""Cells of a title where there is little room."""


def questions_are(count: int) -> str:
    """`1 question is`, `2 questions are`."""
    return "1 question is" if count == 1 else f"{count:,} questions are"


def ended_text(ended: Ended) -> str:
    """`Keynote is over`, or that it is out of the programme."""
    return f"{clean_line(ended.title)} is {'out of the programme' if ended.is_out else 'over'}"


def undecided(ended: Ended, key: str) -> tuple[str, ...]:
    """All of it for a line that has room for little, in ever fewer words; `key` decides."""
    title, how = crop(clean_line(ended.title), _NAMED), "out" if ended.is_out else "over"
    told = f"{ended.open:,} open · {key}"
    return f"? {title} is {how}: {told}", f"? {how}: {told}"

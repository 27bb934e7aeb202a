"""A post in large letters, where it is short enough and the terminal large enough."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Post
from backchannel.model.roles.stage import Size
from backchannel.ui.presenter.letters import Written, written
from backchannel.ui.projector.words import Begun, Line, tidy, words_of

_LONGEST: Final = 500
"""Letters above which nobody tries."""

_EACH: Final = 18
"""Cells that a letter must have on average, gaps and ends of lines counted: in smaller ones of
blocks nobody reads what the terminal's own letters say plainly."""

_BELOW_TITLE: Final = 5
"""Rows that a text needs below its title in large letters."""


def in_large_letters(
    post: Post, size: Size, width: int, height: int, largest: int = 1
) -> list[Line]:
    """The words in the largest letters that there is room for; none when that is the terminal's.

    Of an article the title is in such letters. Medium ones are those of half the room. `largest` is
    by how much the terminal can enlarge its own.
    """
    title, text = tidy(post.title), tidy(post.text)
    has_both = bool(title and text)
    room = height - _BELOW_TITLE if has_both else height
    lines = _large(title or text, width, room // 2 if size is Size.MEDIUM else room, largest)
    if size is Size.SMALL or not lines or not has_both:
        return [] if size is Size.SMALL else lines
    rest = height - len(lines) - 1
    alone = replace(post, title=clean_line(""))
    return [*lines, (("", ""),), *words_of(alone, width, rest, look="")]


def lines_of(made: Written, look: str) -> list[Line]:
    """Each row as wide as the widest, so that letters stay above each other in the middle."""
    widest = max(map(len, made.rows))
    rows = enumerate(row.ljust(widest) for row in made.rows)
    return [
        (Begun(row, look, made.enlarged[y]) if y in made.enlarged else (row, look),)
        for y, row in rows
    ]


def _large(text: str, width: int, height: int, largest: int) -> list[Line]:
    has_blocks = len(text) <= min(_LONGEST, width * height // _EACH)
    if not text or height < 1 or not (has_blocks or largest > 1):
        return []
    made = written(text, width, height, largest, has_blocks=has_blocks)
    return [] if made.is_plain else lines_of(made, "bold")

"""A post in letters made of blocks, where it is short enough and the terminal large enough."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from backchannel.clean.terminal import clean_line
from backchannel.model.post import Post
from backchannel.model.roles.stage import Size
from backchannel.ui.presenter.letters import written
from backchannel.ui.projector.words import Line, tidy, words_of

_LONGEST: Final = 500
"""Letters above which nobody tries."""

_EACH: Final = 18
"""Cells that a letter must have on average, gaps and ends of lines counted: in smaller ones of
blocks nobody reads what the terminal's own letters say plainly."""

_BELOW_TITLE: Final = 5
"""Rows that a text needs below its title in large letters."""


def in_large_letters(post: Post, size: Size, width: int, height: int) -> list[Line]:
    """The words in the largest letters that there is room for; none when that is the terminal's.

    Of an article the title is in such letters. Medium ones are those of half the room.
    """
    title, text = tidy(post.title), tidy(post.text)
    has_both = bool(title and text)
    room = height - _BELOW_TITLE if has_both else height
    lines = _large(title or text, width, room // 2 if size is Size.MEDIUM else room)
    if size is Size.SMALL or not lines or not has_both:
        return [] if size is Size.SMALL else lines
    rest = height - len(lines) - 1
    alone = replace(post, title=clean_line(""))
    return [*lines, (("", ""),), *words_of(alone, width, rest, look="")]


def _large(text: str, width: int, height: int) -> list[Line]:
    """Each row as wide as the widest, so that letters stay above each other in the middle."""
    if not text or height < 1 or len(text) > min(_LONGEST, width * height // _EACH):
        return []
    made = written(text, width, height)
    if made.is_plain:
        return []
    widest = max(map(len, made.rows))
    return [((row.ljust(widest), "bold"),) for row in made.rows]

"""The words of a post in lines, for people who sit far away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from backchannel.model.post import Post
from backchannel.ui.lines.wrap import crop, wrap
from backchannel.ui.presenter.letters import Enlarged


class Begun(NamedTuple):
    """Blanks where a line of larger letters begins; those below it are other pieces."""

    text: str
    look: str
    enlarged: Enlarged


Piece = tuple[str, str] | Begun
"""Some letters, and how they look, in the words of Textual's markup."""

Line = Sequence[Piece]

MOST: Final = 12
"""Lines of words: more than that nobody reads from a screen on a wall."""

_MEASURES: Final = (36, 44, 52, 60, 72, 88)
"""Cells of a line that are good to read, the shortest first: a block, not a ribbon."""

_EMPTY_LINES: Final = re.compile(r"\n\s*\n+")


def words_of(post: Post, width: int, height: int, look: str = "bold") -> list[Line]:
    """The title and the text in at most so many lines; what is left out is marked by `…`.

    `look` is that of a text without a title.
    """
    most = max(1, min(MOST, height))
    title, text = tidy(post.title), tidy(post.text)
    if not title and not text:
        text = tidy(post.url or "") if post.url else ""
    for measure in (each for each in _MEASURES if each < width):
        lines = _laid_out(title, text, measure, look)
        if len(lines) <= most:
            return lines
    kept = _laid_out(title, text, width, look)
    if len(kept) <= most:
        return kept
    kept = kept[:most]
    last, of_last = kept[-1][0][:2]
    kept[-1] = ((crop(f"{last} {'…' * 2}", width), of_last),) if last else (("…", of_last),)
    return kept


def _laid_out(title: str, text: str, width: int, look: str) -> list[Line]:
    lines: list[Line] = [((title[a:b], "bold"),) for a, b in wrap(title, width)] if title else []
    if title and text:
        lines.append((("", ""),))
    look = "" if title else look
    return lines + ([((text[a:b], look),) for a, b in wrap(text, width)] if text else [])


def tidy(text: str) -> str:
    """Paragraphs, without what a room need not see: runs of empty lines."""
    return _EMPTY_LINES.sub("\n", text).strip()

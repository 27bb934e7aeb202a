"""A post in one line, where there is room for no more."""

from __future__ import annotations

from typing import Final

from backchannel.model.post import StoredPost
from backchannel.ui.lines.hints import whole_words
from backchannel.ui.lines.widths import most_cells

_MOST: Final = 1_000
"""Characters of a text that are looked at."""


def words_of(post: StoredPost) -> str:
    """How what it says begins: its warning before its words, which are covered."""
    if post.is_gone:
        return "deleted by its author"
    if post.post.cover:
        return post.post.cover
    text: str = post.post.title or post.post.text
    text = text or next((media.alt for media in post.post.media if media.alt), "")
    return _on_one_line((text or post.post.url or "").strip())


def _on_one_line(text: str) -> str:
    """As much of it as is looked at; where that is not all, without the word that was cut."""
    line = " ".join(text[:_MOST].split())
    return line if len(text) <= _MOST else whole_words(line, most_cells(line) - 1)


def who_said_what(post: StoredPost) -> str:
    """All of it, in one line."""
    return f"{post.post.author.name}: {words_of(post)}"


def summary(post: StoredPost, width: int = 60) -> str:
    """Who said what, in at most `width` cells; no word is cut."""
    return whole_words(who_said_what(post), width)

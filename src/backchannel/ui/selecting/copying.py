"""Drawn lines back to the words they were drawn from, for whoever copies some of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from backchannel.model.post import StoredPost
from backchannel.ui.lines.drawing import Drawn
from backchannel.ui.lines.post_lines import running_text

_COLUMNS = re.compile(" {3,}")


class Said(NamedTuple):
    """A line; `joint` is what stood between it and the one before, None when it begins anew."""

    text: str
    joint: str | None = None


def post_said(stored: StoredPost, drawn: Drawn, first: int, last: int) -> list[Said]:
    """The lines of a post from `first` to `last`."""
    said: list[Said] = []
    end = -1
    for line, mark in zip(drawn.lines[: last + 1], drawn.marks, strict=False):
        text = "".join(piece for piece, _ in line)
        whole, start = running_text(stored.post, mark)
        joint = whole[end:start] if whole and 0 <= end <= start and start else None
        said.append(Said(text if whole else _COLUMNS.sub("  ", text), within(joint)))
        end = start + len(text) if whole else -1
    return said[first:]


def row_said(text: str, drawn: Iterable[tuple[str, str]]) -> list[Said]:
    """The lines of a row of a list, as they are drawn: (lead, words); its text, and what is below.

    The first line is where the text begins.
    """
    said: list[Said] = []
    end = 0
    for lead, words in drawn:
        start = text.find(words, end)
        is_text = start >= 0 and not text[end:start].strip()
        joint = text[end:start] if said and is_text else None
        said.append(Said(f"{lead} {words}".strip(), within(joint)))
        end = start + len(words) if is_text else len(text)
    return said


def joined(lines: Iterable[Said]) -> str:
    """As one text; what was wrapped is whole again."""
    text: list[str] = []
    for said in lines:
        if said.joint is not None and text:
            text[-1] += said.joint + said.text
        else:
            text.append(said.text.rstrip())
    return "\n".join(text)


def within(joint: str | None) -> str | None:
    """A joint, unless a new line begins there."""
    return None if joint is None or "\n" in joint else joint

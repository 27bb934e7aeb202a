"""What changed between two wordings, as words put in and words taken out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from backchannel.model.post import Post
from backchannel.ui.lines.amounts import counted
from backchannel.ui.lines.drawing import Piece, Role

AROUND: Final = 4
"""Words of context on each side."""

COMPARED: Final = 300
"""Words that are compared one by one; of more, all are said to be others."""

SHOWN: Final = 60
"""Words of one change that are shown."""

_SPACED: Final = (("only spaces and lines", Role.ASIDE),)


def changed(before: Post, after: Post) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """(what, the change) of each thing that differs. `[-out-]` and `{+in+}`, as wdiff has it."""
    now = dict(_said(after))
    for what, old in _said(before):
        if old != now[what]:
            is_spaced = old.split() == now[what].split()
            yield what, _SPACED if is_spaced else tuple(_pieces(old.split(), now[what].split()))


def _said(post: Post) -> Iterator[tuple[str, str]]:
    yield "warning", post.warning
    yield "title", post.title
    yield "text", post.text
    yield "link", post.link or ""
    yield "media", " ".join(f"{media.url} {media.alt}" for media in post.media)
    yield "poll", " / ".join(option for option, _ in post.poll.options) if post.poll else ""


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    steps = list(_steps(old, new))
    for at, (is_same, gone, come) in enumerate(steps):
        if is_same:
            yield from _context(gone, is_first=at == 0, is_last=at == len(steps) - 1)
        else:
            if gone:
                yield f"[-{_some(gone)}-] ", Role.REMOVED
            if come:
                yield f"{{+{_some(come)}+}} ", Role.ADDED


Step = tuple[bool, Sequence[str], Sequence[str]]


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[Step]:
    """(whether nothing changed, words before, words after); the common ends are found first."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    left, right = old[start : len(old) - end], new[start : len(new) - end]
    if start:
        yield True, old[:start], old[:start]
    if max(len(left), len(right)) > COMPARED:
        yield False, left, right
    else:
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        for tag, a, b, c, d in matcher.get_opcodes():
            yield tag == "equal", left[a:b], right[c:d]
    if end:
        yield True, old[len(old) - end :], old[len(old) - end :]


def _context(words: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[Piece]:
    most = AROUND if is_first or is_last else 2 * AROUND
    if len(words) <= most:
        yield f"{' '.join(words)} ", Role.ASIDE
        return
    before = [] if is_first else words[:AROUND]
    after = [] if is_last else words[-AROUND:]
    yield f"{' '.join([*before, '…', *after])} ", Role.ASIDE


def _some(words: Sequence[str]) -> str:
    more = f" … {counted(len(words) - SHOWN, 'more word')}" if len(words) > SHOWN else ""
    return " ".join(words[:SHOWN]) + more

"""Running text to lines: wrapped, with links, tags and what a filter found told apart."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from typing import Final

from backchannel.model.folding import find_matches
from backchannel.model.post import Span, SpanKind
from backchannel.ui.lines.drawing import Drawing, Line, Piece, Role
from backchannel.ui.lines.widths import most_cells
from backchannel.ui.lines.wrap import Extent, crop, wrap

_ROLES = {
    SpanKind.LINK: Role.LINK,
    SpanKind.MENTION: Role.MENTION,
    SpanKind.HASHTAG: Role.HASHTAG,
}

_BELOW: Final = 8_000
"""Letters below what is shown of a text that are looked through for what is sought."""

_AROUND: Final = 12
"""Cells without which nothing that was found can be read."""

_ON_ONE_LINE: Final = str.maketrans("\n\t", "  ")

Stretch = tuple[int, int, Role]


def text_lines(
    text: str, drawing: Drawing, *, role: Role = Role.TEXT, spans: Sequence[Span] = ()
) -> list[tuple[int, Line]]:
    """(where it begins in `text`, what it says) for each line of a text."""
    return lines_at(wrap(text, drawing.width), text, drawing, role=role, spans=spans)


def lines_at(
    extents: Sequence[Extent],
    text: str,
    drawing: Drawing,
    *,
    role: Role = Role.TEXT,
    spans: Sequence[Span] = (),
) -> list[tuple[int, Line]]:
    """The same of some lines of a text, in order; costs nothing for what is beyond them."""
    until = extents[-1][1] if extents else 0
    matches = find_matches(text, drawing.phrases, until) if drawing.phrases and until else []
    found = [(start, end, Role.MATCH) for start, end in matches]
    found += [(max(0, s.start), min(until, s.end), _ROLES[s.kind]) for s in spans]
    told = list(_told_apart([each for each in found if each[0] < min(until, each[1])]))
    if not told:
        return [(start, ((text[start:end], role),)) for start, end in extents]
    return [(start, _line(text, (start, end), told, role)) for start, end in extents]


def found_below(text: str, shown: int, drawing: Drawing, room: int) -> Line:
    """What is sought, with some words around it, in at most `room` cells.

    Nothing when it stands in the first `shown` letters, or too far below to be looked for.
    """
    matches = find_matches(text, drawing.phrases, shown + _BELOW) if drawing.phrases else []
    if room < _AROUND or not matches or matches[0][0] < shown:
        return ()
    start, end = matches[0]
    begin = max(shown, start - room // 3)
    begin = begin if begin == shown else text.find(" ", begin, start) + 1 or start
    told = ((begin, start, Role.ASIDE), (start, end, Role.MATCH), (end, end + room, Role.ASIDE))
    pieces: list[Piece] = []
    for a, b, role in told:
        words = crop(text[a:b].translate(_ON_ONE_LINE), room)
        pieces += [(words, role)] if words else []
        room -= most_cells(words)
    return tuple(pieces)


def _line(text: str, extent: Extent, told: Sequence[Stretch], role: Role) -> Line:
    """`told` are in order and do not overlap."""
    start, end = extent
    first = bisect_right(told, start, key=lambda each: each[1])
    last = bisect_left(told, end, key=lambda each: each[0])
    pieces = []
    for a, b, named in told[first:last]:
        pieces += [(start, a, role), (max(start, a), min(b, end), named)]
        start = b
    pieces.append((start, end, role))
    return tuple((text[a:b], named) for a, b, named in pieces if a < b)


def _told_apart(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Stretches in order of what matters more, as such in order of the text without overlaps."""
    begin = sorted((start, rank) for rank, (start, _, _) in enumerate(stretches))
    edges = sorted({edge for start, end, _ in stretches for edge in (start, end)})
    over: list[int] = []  # the ranks of those that have begun
    at = 0
    for start, end in pairwise(edges):
        while at < len(begin) and begin[at][0] <= start:
            heappush(over, begin[at][1])
            at += 1
        while over and stretches[over[0]][1] <= start:
            heappop(over)
        if over:
            yield start, end, stretches[over[0]][2]

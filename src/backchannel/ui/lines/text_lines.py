"""Running text to lines: wrapped, with links, tags and what a filter found told apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from backchannel.model.folding import find_matches
from backchannel.model.post import Span, SpanKind
from backchannel.ui.lines.drawing import Drawing, Line, Piece, Role
from backchannel.ui.lines.wrap import wrap

_ROLES = {
    SpanKind.LINK: Role.LINK,
    SpanKind.MENTION: Role.MENTION,
    SpanKind.HASHTAG: Role.HASHTAG,
}

Stretch = tuple[int, int, Role]


def text_lines(
    text: str, drawing: Drawing, *, role: Role = Role.TEXT, spans: Sequence[Span] = ()
) -> list[tuple[int, Line]]:
    """(where it begins in `text`, what it says) for each line of a text."""
    wrapped = wrap(text, drawing.width)
    matches = find_matches(text, drawing.phrases) if drawing.phrases else []
    if not spans and not matches:
        return [(start, ((text[start:end], role),)) for start, end in wrapped]
    stretches = _stretches(spans, matches, len(text))
    edges = sorted({edge for start, end, _ in stretches for edge in (start, end)})
    lines: list[tuple[int, Line]] = []
    for start, end in wrapped:
        pieces: list[Piece] = [
            (text[a:b], _role_at(a, stretches, role))
            for a, b in pairwise([start, *(at for at in edges if start < at < end), end])
            if a < b
        ]
        lines.append((start, tuple(pieces)))
    return lines


def _stretches(
    spans: Sequence[Span], matches: Sequence[tuple[int, int]], length: int
) -> list[Stretch]:
    """What is said of which part, what matters more first."""
    found: list[Stretch] = [(start, end, Role.MATCH) for start, end in matches]
    found += [(max(0, s.start), min(length, s.end), _ROLES[s.kind]) for s in spans]
    return found


def _role_at(at: int, stretches: Sequence[Stretch], role: Role) -> Role:
    return next((named for start, end, named in stretches if start <= at < end), role)

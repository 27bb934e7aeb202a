"""Columns hold: whatever room a terminal gives a letter, nothing right of it moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from rich.style import Style
from textual._compositor import Compositor, CompositorUpdate
from textual.strip import Strip

from backchannel.model.patterns import LatePattern
from backchannel.ui.lines.widths import is_sure
from backchannel.ui.terminal.shown import Piece, whole

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

_JOINER: Final = "\u200d"
_FIXED: Final = LatePattern(f"(?<!{_JOINER})( {{3,}}|[\u2500-\u257f]+)")
"""What stands in its column: gaps, and lines of frames. The words between them may flow.

What follows a joiner is counted as nothing, so that it belongs to the words before it.
"""

_PLAIN: Final = Style(underline=False, underline2=False, strike=False, overline=False, blink=False)

Placed = tuple[int, Strip]
"""A strip, and the column where it begins."""


class HeldUpdate(CompositorUpdate):
    """Paints a row that has unsure letters whole, from left to right, back in step at each gap.

    Whole, because a terminal that gives a letter more room than we count has painted over what
    follows it. Of other rows only what is new is written.
    """

    def __init__(self, pieces: Iterable[Piece], compositor: Compositor) -> None:
        self._compositor = compositor  # knows what stands beside a widget
        self._rows = _by_row(pieces)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """For whoever wants segments, not bytes: they do not say where they belong."""
        for placed in self._rows.values():
            for _, strip in placed:
                yield from strip

    def render_segments(self, console: Console) -> str:
        """What goes to the terminal."""
        unsure = [
            y
            for y, placed in self._rows.items()
            if not all(is_sure(strip.text) for _, strip in placed)
        ]
        rows = {**self._rows, **_by_row(whole(self._compositor, unsure))}
        return "".join(_row(y, placed, console) for y, placed in rows.items())


def _by_row(pieces: Iterable[Piece]) -> Mapping[int, list[Placed]]:
    rows: dict[int, list[Placed]] = {}
    for y, x, strip in pieces:
        rows.setdefault(y, []).append((x, strip))
    return rows


def _row(y: int, strips: Iterable[Placed], console: Console) -> str:
    painted, at = [], -1
    for x, strip in strips:
        if x != at:
            painted.append(_move(x, y))
        is_plain = is_sure(strip.text)
        painted.append(strip.render(console) if is_plain else _flowing(strip, x, y, console))
        at = x + strip.cell_length
    return "".join(painted)


def _flowing(strip: Strip, x: int, y: int, console: Console) -> str:
    """A strip whose words flow: blanks first, the words over them, then on in the right column."""
    painted, words, at = [], list[Segment](), x
    pieces = [*_pieces(strip)]
    left = strip.cell_length - sum(piece.cell_length for piece, _ in pieces)
    end = Segment(" " * left, pieces[-1][0].style if pieces else None)
    for piece, is_fixed in (*pieces, (end, True)):
        if not is_fixed:
            words.append(piece)
            continue
        start, after = at, at + sum(word.cell_length for word in words)
        at = after + piece.cell_length
        if all(is_sure(word.text) for word in words):
            painted.append(_written((*words, piece), console))
        else:
            is_gap = not piece.text.strip()
            blanks = [_blank(word) for word in words]
            painted += [_written((*blanks, piece), console), _move(start, y)]
            painted.append(_written(_unjoined(words), console))
            painted += [_move(at, y)] if is_gap else [_move(after, y), _written((piece,), console)]
        words = []
    return "".join(painted) + (_move(x + strip.cell_length, y) if left < 0 else "")


def _pieces(strip: Strip) -> Iterator[tuple[Segment, bool]]:
    """Parts of a strip, and whether each is fixed."""
    for segment in strip:
        if segment.text.isspace():
            yield segment, True
            continue
        for number, text in enumerate(_FIXED.made.split(segment.text)):
            if text:
                yield Segment(text, segment.style), number % 2 == 1


def _blank(word: Segment) -> Segment:
    style = word.style + _PLAIN if word.style else None
    return Segment(" " * word.cell_length, style)


def _unjoined(words: Sequence[Segment]) -> list[Segment]:
    """Without a joiner at the end, which would draw in whatever is painted next."""
    *first, last = words
    return [*first, Segment(last.text.rstrip(_JOINER), last.style)]


def _written(segments: Iterable[Segment], console: Console) -> str:
    return Strip(segment for segment in segments if segment.text).simplify().render(console)


def _move(x: int, y: int) -> str:
    return f"\x1b[{y + 1};{x + 1}H"

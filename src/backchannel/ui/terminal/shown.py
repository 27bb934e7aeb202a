"""What stands on the terminal, so that nothing is written where it stands already.

Textual paints a widget anew when it gets or loses the keyboard, all of a screen that comes back,
and often twice. Over a slow line each byte of it is waited for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from operator import eq, itemgetter
from typing import Final, NamedTuple

from rich.segment import Segment
from textual._compositor import ChopsUpdate, Compositor, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from backchannel.ui.lines.widths import is_sure


class Piece(NamedTuple):
    """A part of a row: where it begins, and what is painted there."""

    y: int
    x: int
    strip: Strip


_Row = dict[int, Strip]
"""What stands in a row, by the column where it begins; nothing where nobody knows."""

_WORTH_A_MOVE: Final = 12
"""Cells that stay as they are before it takes fewer bytes to leave them out."""

_NOTHING: Final = Strip([], 0)


class Shown:
    """Remembers what was painted last, by whichever screen, until it is told to forget."""

    def __init__(self) -> None:
        self._rows: dict[int, _Row] = {}

    def forget(self) -> None:
        """Nobody knows what the terminal shows: it has another size, or somebody else wrote."""
        self._rows.clear()

    def news(self, update: LayoutUpdate | ChopsUpdate) -> list[Piece]:
        """What of an update is not there yet; from now on it is.

        Where a letter stood of which terminals disagree, nobody knows what stands beside it: of
        such a row it is everything.
        """
        news, unknown = list[Piece](), set[int]()
        for y, x, strips in _stretches(update):
            for old, piece in self._put(y, x, strips):
                if old == piece.strip:
                    continue
                if not is_sure(old.text):
                    unknown.add(y)
                elif old.cell_length == piece.strip.cell_length:
                    news.extend(_differing(old, piece))
                else:
                    news.append(piece)
        whole = (Piece(y, x, strip) for y in unknown for x, strip in sorted(self._rows[y].items()))
        return [*(piece for piece in news if piece.y not in unknown), *whole]

    def renewed(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """What is painted, whether or not it is there already; from now on it is."""
        for piece in pieces:
            yield from (new for _, new in self._put(piece.y, piece.x, [piece.strip]))

    def _put(self, y: int, x: int, strips: Sequence[Strip]) -> Iterator[tuple[Strip, Piece]]:
        """Remember these side by side; each with what stood there, nothing if that was not known.

        Where the row was divided in another way they are one: to cut up what stood there for each
        of them, as for the edges of a frame that opens, was most of the work.
        """
        row, ends = self._rows.setdefault(y, {}), [*accumulate(map(_width, strips), initial=x)]
        parts = dict(zip(ends, strips, strict=False))
        if all(at in row and _width(row[at]) == _width(strip) for at, strip in parts.items()):
            yield from ((row[at], Piece(y, at, strip)) for at, strip in parts.items())
        else:
            old = _between(row, x, ends[-1])
            _cut_out(row, x, ends[-1])
            yield old, Piece(y, x, Strip.join(strips) if len(strips) > 1 else strips[0])
        row.update(parts)


def whole(compositor: Compositor, rows: Collection[int]) -> Iterator[Piece]:
    """All of these rows as it is now, from the top and the left."""
    if not rows:
        return
    first, last = min(rows), max(rows)
    region = Region(0, first, compositor.size.width, last - first + 1)
    chops = compositor._render_chops(region, rows.__contains__)  # noqa: SLF001  # as it does
    for y in sorted(rows):
        for x, strip in chops[y].items():
            yield Piece(y, x, strip)


def _stretches(update: LayoutUpdate | ChopsUpdate) -> Iterator[tuple[int, int, Sequence[Strip]]]:
    """What is painted without a gap: in which row, from which column on, and its parts."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            yield y, update.region.x, [strip for strip in strips if strip.cell_length]
        return
    for y, left, right in update.spans:
        begun, parts = left, list[Strip]()
        for end, (x, part) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if part is not None and x < right and end > left:
                begun = begun if parts else x
                parts.append(part)
            elif parts:
                yield y, begun, parts
                parts = []
        if parts:
            yield y, begun, parts


def _width(strip: Strip) -> int:
    return strip.cell_length


def _between(row: _Row, left: int, right: int) -> Strip:
    """What stands between two columns; nothing if that is not known of all of them."""
    parts, at = list[Strip](), left
    for x, strip in sorted(row.items()):
        end = x + strip.cell_length
        if left < end and x < right:
            if x > at:
                return _NOTHING
            parts.append(strip.crop(max(left - x, 0), min(right, end) - x))
            at = end
    if at < right:
        return _NOTHING
    return parts[0] if len(parts) == 1 else Strip.join(parts)


def _cut_out(row: _Row, left: int, right: int) -> None:
    """Forget what stands between two columns."""
    for x, strip in [*row.items()]:
        end = x + strip.cell_length
        if left < end and x < right:
            del row[x]
            if x < left:
                row[x] = strip.crop(0, left - x)
            if end > right:
                row[right] = strip.crop(right - x)


def _differing(before: Strip, piece: Piece) -> Iterator[Piece]:
    """The parts of a row that differ from what was there, by stretches of one style."""
    y, x, after = piece
    old, new = [*before], [*after]
    most = min(len(old), len(new))
    first = next((n for n in range(most) if old[n] != new[n]), most)
    most -= first
    last = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
    if not first and not last and len(old) != len(new):  # as where a panel opens
        yield piece
        return
    old, middle = old[first : len(old) - last], new[first : len(new) - last]
    x += sum(each.cell_length for each in new[:first])
    begun = 0
    widths = [each.cell_length for each in middle]
    if len(old) == len(middle) and [each.cell_length for each in old] == widths:
        at = 0
        same = map(eq, old, middle)
        for is_same, group in groupby(zip(same, widths, strict=True), itemgetter(0)):
            found = [width for _, width in group]
            end, width = at + len(found), sum(found)
            if is_same and width >= _WORTH_A_MOVE:
                yield from _part(y, x, middle[begun:at], widths[begun:at])
                x += sum(widths[begun:end])
                begun = end
            at = end
    yield from _part(y, x, middle[begun:], widths[begun:])


def _part(y: int, x: int, segments: list[Segment], widths: list[int]) -> Iterator[Piece]:
    if any(widths):
        yield Piece(y, x, Strip(segments, sum(widths)))

"""Letters larger than a terminal's own, where it answers that it has them.

By kitty's text sizing protocol, https://sw.kovidgoyal.net/kitty/text-sizing-protocol/: a text in
`OSC 66` takes, for each of its cells, a block of `s` by `s` cells. What is written over the first
row of a block takes it away; what is written into its other rows goes past it. So they are erased
before anything is painted where they stand, and written again when all else is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual._compositor import CompositorUpdate
from textual.strip import Strip

from backchannel.ui.terminal.runs import extent, runs
from backchannel.ui.terminal.spelling import knows_ascii_only

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult
    from textual.app import App
    from textual.widget import Widget

LARGEST: Final = 7
"""The largest scale there is."""

QUESTION: Final = "\x1b[2;1H\r\x1b[6n\x1b]66;w=2; \x07\x1b[6n\x1b]66;s=2; \x07\x1b[6n"
"""Where is the cursor; where behind a blank of two cells; where behind one of two by two?

In the second row, for what would be answered of the first is also a key, F3 with Shift or Ctrl.
"""

_OBEYED: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
"""What may not be in a text there, and never is in one that was cleaned."""


class Block(NamedTuple):
    """A line of text in larger letters, and the cell of its upper left corner."""

    x: int
    y: int
    text: str
    scale: int
    style: Style | None = None

    @property
    def width(self) -> int:
        """Cells that it takes."""
        return extent(self.text) * self.scale

    @property
    def rows(self) -> range:
        """Rows that it takes."""
        return range(self.y, self.y + self.scale)


class Larger:
    """What a terminal answered, and what stands on it in larger letters.

    `scale` is the largest one; 1 until it has answered that it has others.
    """

    def __init__(self, *, is_wanted: bool) -> None:
        self.scale = 1
        self._is_wanted = is_wanted
        self._answers: list[tuple[int, int]] | None = None
        self._standing: tuple[Block, ...] = ()
        self._is_known = True

    def question(self, environ: Mapping[str, str]) -> str:
        """What to write before anything is painted; nothing where there is nothing to be had.

        A terminal that knows no such letters shows nothing, and answers the same place three times.
        """
        is_old = knows_ascii_only(environ) or environ.get("TERM", "") in {"", "dumb", "linux"}
        if is_old or not self._is_wanted:
            return ""
        self._answers = []
        return QUESTION

    def heard(self, x: int, y: int) -> bool:
        """Where the cursor was, one of three answers. Whether another scale is the largest now.

        Terminals that do what is said of the width alone move by two and then by one.
        """
        if self._answers is None:
            return False
        self._answers.append((x, y))
        if len(self._answers) < 3:
            return False
        first, before = self._answers[0], self.scale
        expected = [(first[0] + cells_moved, first[1]) for cells_moved in (0, 2, 4)]
        self.scale = LARGEST if self._answers == expected else 1
        self._answers = None
        return self.scale != before

    def forget(self) -> None:
        """Nobody knows what the terminal shows."""
        self._is_known = not self._standing

    def stands(self) -> bool:
        """Whether any may be there."""
        return bool(self._standing)

    def disturbed(
        self, wanted: Sequence[Block], painted: Collection[int], height: int
    ) -> Collection[int]:
        """Rows to be painted whole, for what stands in them goes, or has to be written again.

        `wanted` is what should stand next, `painted` are the rows in which something else changes.
        """
        if not self._is_known:
            return range(height)
        rows = {y for block in chain(self._standing, wanted) for y in block.rows}
        stays = tuple(wanted) == self._standing and rows.isdisjoint(painted)
        return () if stays else rows

    def over(
        self, under: CompositorUpdate, wanted: Sequence[Block], *, is_whole: bool
    ) -> EnlargedUpdate:
        """An update that erases what stands, paints what is `under` it, and writes what is wanted.

        `is_whole` where that paints all of the screen, or what `disturbed` said.
        """
        gone = [*map(_erased, self._standing)]
        if is_whole and not self._is_known:
            gone, self._is_known = ["\x1b[2J"], True
        self._standing = tuple(wanted)
        return EnlargedUpdate("".join(gone), under, self._standing)


class EnlargedUpdate(CompositorUpdate):
    """Takes away what stood in larger letters, paints, and writes what is to stand there."""

    def __init__(self, gone: str, under: CompositorUpdate, blocks: Sequence[Block]) -> None:
        self._gone, self._under, self._blocks = gone, under, blocks

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """For whoever wants segments, not bytes: they do not say what stands there."""
        yield from ()

    def render_segments(self, console: Console) -> str:
        """What goes to the terminal."""
        written = (_written(block, console) for block in self._blocks)
        return "".join((self._gone, self._under.render_segments(console), *written))


def on_terminal(widget: Widget, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """A widget's own, where they are on the terminal and as it is coloured; those seen whole."""
    (left, top), (width, height) = widget.content_region.offset, widget.size
    return tuple(
        block._replace(x=block.x + left, y=block.y + top, style=_as_filtered(widget, block.style))
        for block in blocks
        if block.x + block.width <= width and block.y + block.scale <= height
    )


def largest_in(app: App[object]) -> int:
    """The largest scale of a program's terminal."""
    larger = getattr(app, "larger", None)
    return larger.scale if isinstance(larger, Larger) else 1


def _as_filtered(widget: Widget, style: Style | None) -> Style | None:
    segments = [Segment(" ", style)]
    for each in widget.get_line_filters():
        segments = each.apply(segments, widget.background_colors[1])
    return segments[0].style


def _written(block: Block, console: Console) -> str:
    """Each run in its column. Terminals are told how wide it is where they may disagree."""
    written, at = list[str](), block.x
    for text, width, is_sure in runs(block.text):
        told = "" if is_sure else f":w={width}"
        sequence = f"\x1b]66;s={block.scale}{told};{_OBEYED.sub('', text)}\x07"
        written.append(_move(at, block.y) + Strip([Segment(sequence, block.style)]).render(console))
        at += width * block.scale
    return "".join(written)


def _erased(block: Block) -> str:
    """By erasing cells of its first row, which takes away all that has a part of it there."""
    return f"{_move(block.x, block.y)}\x1b[{block.width}X"


def _move(x: int, y: int) -> str:
    return f"\x1b[{y + 1};{x + 1}H"

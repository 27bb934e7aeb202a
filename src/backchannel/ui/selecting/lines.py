"""The lines of streams and of short lists, to be marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Offset
from textual.widget import Widget

from backchannel.clean.terminal import clean_text
from backchannel.ui.selecting.copying import Said, joined, post_said, row_said, within
from backchannel.ui.selecting.marked import Lines
from backchannel.ui.widgets.rows import Rows
from backchannel.ui.widgets.stream import Stream

if TYPE_CHECKING:
    from backchannel.ui.details.view import DetailsView


def lines_of(widget: Widget | None) -> Lines | None:
    """The lines of a list; None for what is none."""
    if isinstance(widget, Stream):
        return _StreamLines(widget)
    if isinstance(widget, Rows):
        return _RowLines(widget)
    from backchannel.ui.details.view import DetailsView  # here, for the desk opens without it

    return _DetailsLines(widget) if isinstance(widget, DetailsView) else None


class _StreamLines:
    """A place is (line, how old the post is): it stays when others come and go."""

    def __init__(self, stream: Stream) -> None:
        self._reader = stream.reader

    def at(self, y: int) -> Offset | None:
        rows = [row for row in self._reader.view.rows()[: y + 1] if row is not None]
        return Offset(rows[-1].line, -rows[-1].post.place) if rows else None

    def text(self, first: Offset, last: Offset) -> str:
        texts = []
        for post in self._reader.view.window.posts:
            if first.y <= -post.place <= last.y:
                drawn = self._reader.sheet.drawn(post)
                begin = first.x if -post.place == first.y else 0
                end = last.x if -post.place == last.y else len(drawn.lines)
                texts.append(joined(post_said(post, drawn, begin, end)))
        return "\n\n".join(text for text in texts if text)


class _RowLines:
    """A place is (line, row of the list)."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def at(self, y: int) -> Offset | None:
        line = self._rows.line_at(y)
        return None if line is None else Offset(line[1], line[0])

    def text(self, first: Offset, last: Offset) -> str:
        listing = self._rows.listing
        texts = []
        for index in range(first.y, min(last.y + 1, len(listing.rows))):
            row = listing.rows[index]
            room = listing.indent if row.lead else 1
            drawn = [
                (strip.crop(0, room).text.strip(), strip.crop(room).text.rstrip())
                for strip in listing.lines(index)
            ]
            begin = first.x if index == first.y else 0
            end = last.x if index == last.y else len(drawn)
            texts.append(joined(row_said(clean_text(row.text), drawn)[begin : end + 1]))
        return "\n".join(texts)


class _DetailsLines:
    """A place is (number in its part, part): the name of the line."""

    def __init__(self, view: DetailsView) -> None:
        self._reading = view.reading

    def at(self, y: int) -> Offset | None:
        rows = self._reading.rows
        if not rows:
            return None
        part, number = rows[min(self._reading.top + y, len(rows) - 1)].mark
        return Offset(number, part)

    def text(self, first: Offset, last: Offset) -> str:
        begin, end = (first.y, first.x), (last.y, last.x)
        rows = [row for row in self._reading.rows if begin <= row.mark <= end]
        return joined(Said(row.text, within(row.joint)) for row in rows).strip()

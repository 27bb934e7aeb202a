"""Telling the screen what changed for the reader, each thing once."""

from __future__ import annotations

from textual.widget import Widget

from backchannel.model.post import StoredPost
from backchannel.ui.widgets.stream.messages import Chosen, Counts, Reached
from backchannel.ui.widgets.stream.reader import Reader


class Telling:
    """Posts messages for a stream when what they say has changed."""

    def __init__(self, stream: Widget) -> None:
        self.reached: int | None = None
        self._stream = stream
        self._chosen: StoredPost | None = None
        self._counts: dict[str, int] = {}

    def tell(self, reader: Reader) -> None:
        """Say what is different from the last time."""
        chosen = reader.chosen
        if chosen != self._chosen:
            self._chosen = chosen
            self._stream.post_message(Chosen(self._stream, chosen))
        counts = counted(reader)
        if counts != self._counts:
            self._counts = counts
            self._stream.post_message(
                Counts(
                    self._stream,
                    shown=counts["shown"],
                    above=counts["above"],
                    below=counts["below"],
                    is_following=bool(counts["is_following"]),
                    is_held=bool(counts["is_held"]),
                    marked=counts["marked"],
                )
            )
        if reader.read is not None and reader.read != self.reached:
            self.reached = reader.read
            self._stream.post_message(Reached(self._stream, reader.read))


def counted(reader: Reader) -> dict[str, int]:
    """What `Counts` says."""
    view = reader.view
    rows = [row for row in view.rows() if row is not None]
    top = rows[0].post.place if rows else 0
    here = top if view.cursor is None else view.cursor
    window, unseen = view.window, reader.arrivals.unseen
    above = sum(place > here for place in unseen)
    is_counted = window.newer >= 0 and window.older >= 0
    return {
        "shown": _shown(reader) if is_counted else -1,
        "above": above,
        "below": len(unseen) - above,
        "is_following": view.is_following,
        "is_held": view.is_held,
        "marked": len(reader.marks.places),
    }


def _shown(reader: Reader) -> int:
    window = reader.view.window
    folded = sum(map(len, reader.bursts.folds.values()))
    return len(window.posts) + folded + window.newer + window.older

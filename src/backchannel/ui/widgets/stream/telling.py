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
        self._counts: tuple[int, int, int, bool] | None = None

    def tell(self, reader: Reader) -> None:
        """Say what is different from the last time."""
        chosen = reader.chosen
        if chosen != self._chosen:
            self._chosen = chosen
            self._stream.post_message(Chosen(self._stream, chosen))
        counts = _counted(reader)
        if counts != self._counts:
            self._counts = counts
            above, below, marked, is_held = counts
            self._stream.post_message(
                Counts(self._stream, above=above, below=below, marked=marked, is_held=is_held)
            )
        if reader.read is not None and reader.read != self.reached:
            self.reached = reader.read
            self._stream.post_message(Reached(self._stream, reader.read))


def _counted(reader: Reader) -> tuple[int, int, int, bool]:
    """New posts above and below, marked posts, and whether the view is held."""
    here, unseen = reader.here, reader.arrivals.unseen
    above = sum(place > here for place in unseen)
    return above, len(unseen) - above, len(reader.marks.places), reader.view.is_held

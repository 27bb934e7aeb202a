"""The posts before and after one, in the order of the pane it was opened from."""

from __future__ import annotations

from typing import Protocol

from backchannel.ui.widgets.stream import Stream, moves


class Neighbours(Protocol):
    """An order of posts in which one may go on without leaving the details."""

    async def beside(self, place: int, by: int) -> int | None:
        """The next post in the order (`by` 1) or the one before (-1). Raises StoreError."""

    def arrived(self, place: int) -> None:
        """The reader went on to a post; what is below the details follows."""

    def left(self, place: int) -> None:
        """The reader goes back from the details of a post, which is then the chosen one."""


class InStream:
    """The order of a stream, under its filter."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    async def beside(self, place: int, by: int) -> int | None:
        """Next is older: newest first, as on screen."""
        reader = self._stream.reader
        page = await reader.pages.around(place, newer=1, older=1, query=reader.wanted, since=None)
        if by > 0:
            return next((post.place for post in page.posts if post.place < place), None)
        return next((post.place for post in reversed(page.posts) if post.place > place), None)

    def arrived(self, place: int) -> None:
        """The cursor of the stream goes along."""
        self._stream.reveal(place)

    def left(self, place: int) -> None:
        """It may have been hidden here and brought back, and the cursor is on another since."""
        chosen = self._stream.chosen
        if chosen is not None and chosen.place != place:
            self._stream.reader.go(moves.read_and_to(place))

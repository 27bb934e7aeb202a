"""What a stream tells the screen it is on."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget

from backchannel.errors import StoreError
from backchannel.model.post import StoredPost


class StreamMessage(Message):
    """Something a stream says; `stream` is who says it."""

    def __init__(self, stream: Widget) -> None:
        self.stream = stream
        super().__init__()

    @property
    def control(self) -> Widget:
        """Who says it, for selectors in `@on`."""
        return self.stream


class Chosen(StreamMessage, namespace="stream"):
    """The cursor is on another post, or that post changed; None when nothing is chosen."""

    def __init__(self, stream: Widget, post: StoredPost | None) -> None:
        self.post = post
        super().__init__(stream)


class Opened(StreamMessage, namespace="stream"):
    """The reader asked for more of a post; `is_open` says whether all of it is drawn now."""

    def __init__(self, stream: Widget, post: StoredPost, *, is_open: bool) -> None:
        self.post, self.is_open = post, is_open
        super().__init__(stream)


class Wanted(StreamMessage, namespace="stream"):
    """The reader wants to know everything about a post; None when none is chosen."""

    def __init__(self, stream: Widget, post: StoredPost | None) -> None:
        self.post = post
        super().__init__(stream)


class Counts(StreamMessage, namespace="stream"):
    """How many posts are new or marked, and whether the reader asked to hold.

    `above` and `below` count the new posts that are newer and older than the chosen one, or than
    the first on screen when none is chosen.
    """

    def __init__(
        self, stream: Widget, *, above: int, below: int, marked: int, is_held: bool
    ) -> None:
        self.above, self.below, self.marked, self.is_held = above, below, marked, is_held
        super().__init__(stream)

    @property
    def new(self) -> int:
        """How many posts are new to the reader."""
        return self.above + self.below


class Reached(StreamMessage, namespace="stream"):
    """The reader moved on to a newer post than ever before; the read marker is there now."""

    def __init__(self, stream: Widget, place: int) -> None:
        self.place = place
        super().__init__(stream)


class Unreadable(StreamMessage, namespace="stream"):
    """The store could not be read; what is on screen stays."""

    def __init__(self, stream: Widget, error: StoreError) -> None:
        self.error = error
        super().__init__(stream)

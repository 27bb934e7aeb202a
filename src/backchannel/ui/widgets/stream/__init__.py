"""A stream of posts as one widget that draws lines and never moves under the reader."""

from backchannel.ui.widgets.stream.messages import (
    Chosen,
    Counts,
    Opened,
    Reached,
    Unreadable,
    Wanted,
)
from backchannel.ui.widgets.stream.widget import Stream

__all__ = [
    "Chosen",
    "Counts",
    "Opened",
    "Reached",
    "Stream",
    "Unreadable",
    "Wanted",
]

"""A stream of posts as one widget that draws lines and never moves under the reader."""

from backchannel.ui.lines.drawing import Density
from backchannel.ui.widgets.stream.messages import (
    Chosen,
    Counts,
    Opened,
    Reached,
    Unchosen,
    Unreadable,
    Wanted,
)
from backchannel.ui.widgets.stream.widget import MOVES, Stream

__all__ = [
    "MOVES",
    "Chosen",
    "Counts",
    "Density",
    "Opened",
    "Reached",
    "Stream",
    "Unchosen",
    "Unreadable",
    "Wanted",
]

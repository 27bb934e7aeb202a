"""Everything the store holds of one post: for whoever looks at that post alone."""

from backchannel.store.details.known import (
    Known,
    Muting,
    Pinning,
    Place,
    Revision,
    Sighting,
    Stamp,
    known,
)
from backchannel.store.details.thread import Answer, Thread

__all__ = [
    "Answer",
    "Known",
    "Muting",
    "Pinning",
    "Place",
    "Revision",
    "Sighting",
    "Stamp",
    "Thread",
    "known",
]

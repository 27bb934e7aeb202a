"""What a record is made of, read from one state of the store, in an order that stays the same.

    with snapshot(path) as db:
        event = recorded(db, chosen).event
        for filed in posts(db, chosen): ...

Absent from all of it is what its author deleted, what somebody hid, whom somebody muted, what a
rule of the event keeps out of sight, and questions that were taken out. What was asked to be
covered comes whole, with `post.cover`: whoever writes it for readers shows the cover in its place.
Posts come one by one, so that an event of any size takes little memory.
"""

from backchannel.record.reading.board import Asked, Highlight, Noted, notes, pins, questions
from backchannel.record.reading.counted import Participant, Shared, links, people
from backchannel.record.reading.filing import Filing
from backchannel.record.reading.posts import (
    Filed,
    Progress,
    Said,
    among,
    count,
    posts,
    said,
    unheard,
)
from backchannel.record.reading.recorded import Recorded, recorded
from backchannel.record.reading.snapshot import snapshot

__all__ = [
    "Asked",
    "Filed",
    "Filing",
    "Highlight",
    "Noted",
    "Participant",
    "Progress",
    "Recorded",
    "Said",
    "Shared",
    "among",
    "count",
    "links",
    "notes",
    "people",
    "pins",
    "posts",
    "questions",
    "recorded",
    "said",
    "snapshot",
    "unheard",
]

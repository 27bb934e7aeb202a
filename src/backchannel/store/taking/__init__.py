"""What another desk's record holds, on its way into this store; all of it keeps who and when."""

from backchannel.store.taking.decided import take_note, take_pin, take_question
from backchannel.store.taking.event import Sessions, take_event
from backchannel.store.taking.posts import CopyOf, Recorded, TakenPosts

__all__ = [
    "CopyOf",
    "Recorded",
    "Sessions",
    "TakenPosts",
    "take_event",
    "take_note",
    "take_pin",
    "take_question",
]

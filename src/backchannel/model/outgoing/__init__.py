"""What the facilitator says: with which account, how long it may be, how far it has come."""

from backchannel.model.outgoing.account import Account, Measure, Network
from backchannel.model.outgoing.answering import (
    at_uri,
    beginning,
    ending,
    fediverse_uri,
    why_no_answer,
    why_not,
)
from backchannel.model.outgoing.length import left, length
from backchannel.model.outgoing.outgoing import (
    CHANGEABLE,
    STALE,
    Outgoing,
    Sending,
    Words,
)
from backchannel.model.outgoing.warning import as_sent, label_of, told_beside

__all__ = [
    "CHANGEABLE",
    "STALE",
    "Account",
    "Measure",
    "Network",
    "Outgoing",
    "Sending",
    "Words",
    "as_sent",
    "at_uri",
    "beginning",
    "ending",
    "fediverse_uri",
    "label_of",
    "left",
    "length",
    "told_beside",
    "why_no_answer",
    "why_not",
]

"""What the facilitator says: drafts, what is on its way, what went out; and with which accounts."""

from backchannel.store.outgoing.accounts import (
    account_of,
    accounts,
    has_problem,
    know,
    learn,
    remember,
)
from backchannel.store.outgoing.answers import Asked, answerable, ask_about
from backchannel.store.outgoing.rows import listed, of
from backchannel.store.outgoing.sending import (
    begin,
    came_back,
    claimed,
    due,
    fail,
    interrupted,
    lose,
    next_due,
    put_off,
    put_out,
    return_it,
    return_stale,
)
from backchannel.store.outgoing.writing import change, check, discard, send, take_back, write

__all__ = [
    "Asked",
    "account_of",
    "accounts",
    "answerable",
    "ask_about",
    "begin",
    "came_back",
    "change",
    "check",
    "claimed",
    "discard",
    "due",
    "fail",
    "has_problem",
    "interrupted",
    "know",
    "learn",
    "listed",
    "lose",
    "next_due",
    "of",
    "put_off",
    "put_out",
    "remember",
    "return_it",
    "return_stale",
    "send",
    "take_back",
    "write",
]

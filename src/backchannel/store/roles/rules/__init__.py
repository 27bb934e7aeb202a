"""What is done with posts that rules find: kept, switched, looked up."""

from backchannel.store.roles.rules.acts import known, make, remove, switch
from backchannel.store.roles.rules.muting import (
    Muted,
    bring_back,
    hidden_by_rules,
    muting_rules,
    unhide,
)
from backchannel.store.search import rule_states as states

__all__ = [
    "Muted",
    "bring_back",
    "hidden_by_rules",
    "known",
    "make",
    "muting_rules",
    "remove",
    "states",
    "switch",
    "unhide",
]
